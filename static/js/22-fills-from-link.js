// A secret in a link stands behind its #, which no server and no log sees. It goes into the form, and out of the address bar.
behaviour("fills-from-link", (form) => {
  const field = form.querySelector("[data-from-link]");
  const fill = () => {
    const secret = location.hash.slice(1);
    if (!/^[\w-]{20,}$/.test(secret)) return;
    field.value = secret;
    history.replaceState(null, "", location.pathname + location.search);
  };
  fill();
  window.addEventListener("hashchange", fill);
});
