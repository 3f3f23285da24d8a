// A secret in a link stands behind its #, which no server and no log sees. It goes into the form,
// and out of the address bar. While somebody signs in first it waits in this tab alone, and is
// forgotten when the form is sent, and when whoever is in hides, signs out or is locked out
// (hides.js, says-before-locking.js).
behaviour("fills-from-link", (form) => {
  const field = form.querySelector("[data-from-link]");
  const place = `link ${location.pathname}`;
  const fill = () => {
    const secret = location.hash.slice(1);
    if (/^[\w-]{20,}$/.test(secret)) {
      sessionStorage.setItem(place, secret);
      field.value = secret;
      history.replaceState(null, "", location.pathname + location.search);
    }
    field.value ||= sessionStorage.getItem(place) || "";
  };
  fill();
  window.addEventListener("hashchange", fill);
  form.addEventListener("submit", () => sessionStorage.removeItem(place));
});
