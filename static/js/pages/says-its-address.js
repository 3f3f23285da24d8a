// A list that is swapped in has an address all the same: the one a browser without scripts would
// show, so that it can be kept, given away and loaded again.
behaviour("says-its-address", (form) => {
  form.addEventListener("submit", () => {
    const asked = new URLSearchParams(new FormData(form));
    history.replaceState(null, "", `${form.getAttribute("action")}?${asked}`);
  });
});
