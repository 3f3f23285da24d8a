// Where htmx is. After a part has changed, focus goes to it: to its heading, or to the part itself.
// A part that replaced its target is found by where the target stood.
let place = null;
const target = (event) => {
  const found = event.detail?.ctx?.target;
  return typeof found === "string" ? document.querySelector(found) : found;
};
document.addEventListener("htmx:before:swap", (event) => {
  const node = target(event);
  place = node && { before: node.previousElementSibling, parent: node.parentElement };
});
document.addEventListener("htmx:after:swap", (event) => {
  const node = target(event);
  const fresh = node?.isConnected
    ? node
    : place?.before?.nextElementSibling || place?.parent?.firstElementChild;
  if (!fresh) return;
  const to = fresh.matches("[tabindex]")
    ? fresh
    : fresh.querySelector("h1[tabindex], h2[tabindex], h3 a") || fresh;
  if (!to.hasAttribute("tabindex") && to.tagName !== "A") to.tabIndex = -1;
  to.focus({ preventScroll: to.tagName === "A" });
});
