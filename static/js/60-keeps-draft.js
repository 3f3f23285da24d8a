// Words that are not saved yet are not left behind by a slip of the thumb: the browser asks before
// the page goes.
behaviour("keeps-draft", (form) => {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  document.addEventListener(
    "locking",
    ({ target }) => (changed &&= target !== document && target !== form),
  );
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
});
