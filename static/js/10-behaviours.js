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
