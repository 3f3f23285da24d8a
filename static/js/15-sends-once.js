// A thumb that taps twice sends once. The server would keep only one anyway; this spares the second
// answer its confusion.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (Date.now() - (form.sentAt || 0) < 3000) event.preventDefault();
  else form.sentAt = Date.now();
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) form.sentAt = 0;
});
