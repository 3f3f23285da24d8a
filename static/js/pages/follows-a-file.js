// How far a file is, without a page that jumps: what is shown changes where it stands, and when it
// is over the page comes anew with what became of it.
behaviour("follows-a-file", (region) => {
  const look = async () => {
    const answer = await fetch(region.dataset.path, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    const going = part.querySelector("[data-going]");
    if (!going) {
      location.reload();
      return;
    }
    region.querySelector("[data-going]").textContent = going.textContent;
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
});
