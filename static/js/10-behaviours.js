// Behaviours are found by data-behaviour, on the page and in every part that htmx swaps in. No registration by hand.
const known = {};
const wake = (root) => {
  const found = root.querySelectorAll("[data-behaviour]");
  for (const node of [root, ...found]) {
    const act = node.dataset && known[node.dataset.behaviour];
    if (act && !node.awake) {
      node.awake = true;
      act(node);
    }
  }
};
window.behaviour = (name, act) => {
  known[name] = act;
};
document.addEventListener("DOMContentLoaded", () => wake(document.body));
document.addEventListener("htmx:after:swap", () => wake(document.body));
// What a step before has said is said once: when somebody begins to write, the address forgets it, so that a page loaded
// again does not say «Gemt» of words that are not.
document.addEventListener("input", () => history.replaceState(null, "", location.pathname + location.hash), { once: true });
