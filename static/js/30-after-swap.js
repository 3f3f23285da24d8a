// After a part has changed, focus goes to it: to its heading, or to the part itself.
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target || event.target;
  const fresh = (target.id && document.getElementById(target.id)) || target;
  const to = fresh.querySelector?.("h1[tabindex], h3 a, [tabindex='-1']") || fresh;
  if (!to.hasAttribute("tabindex") && to.tagName !== "A") to.tabIndex = -1;
  to.focus({ preventScroll: to.tagName === "A" });
});
