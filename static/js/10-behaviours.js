// Behaviours are found by data-behaviour, on the page and in every part that htmx swaps in. No
// registration by hand.
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
// Here on a phone that keeps what is written: one's own.
window.meta = document.querySelector("meta[name=account]");
// Pages of one browser say here who is in («+» and a mark), or whose login ends; nothing:
// everybody's. A page that came by itself does not speak for anybody.
window.tabs = new BroadcastChannel("here");
window.speaks = !location.search.includes("selv");
// Whatever is somebody's goes, wherever on the page it stands; its head and its foot, and with them
// the way to help, stay.
window.empties = () => {
  for (const part of document.querySelectorAll(
    "body>:not(.top,.foot,.tabs,.skip,.status,.outbox,template)",
  ))
    part.replaceChildren();
};
// What several of them do: say a quiet word, take a part that lies ready, post a form that is not
// on the page.
window.say = (words) => (document.getElementById("status").textContent = words);
window.later = (ms) => new Promise((done) => setTimeout(done, ms));
window.clone = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
// An answer of this house's own: a gateway answers too, and has read and kept nothing.
window.heard = ({ headers }) => headers.has("x-fodfaeste");
// Whether its reader still waits for what is asked now. Whoever has gone elsewhere since, as to
// Hjælp nu, is not brought back by it.
let [asked, by] = [0];
const goes = ({ target }) => target === by || ((by = target), asked++);
document.addEventListener("submit", goes, true);
document.addEventListener("locking", goes);
window.addEventListener("beforeunload", goes);
// Not every browser asks before a link is followed.
document.addEventListener(
  "click",
  ({ target }) => target.closest?.("a[href^='/']") && goes({ target }),
  true,
);
window.waits =
  (mine = asked) =>
  () =>
    mine === asked;
// The page goes with all that is in it, or one form does and is not asked about any more; what is
// half written in another still is.
window.locks = (what = document) => what.dispatchEvent(new Event("locking", { bubbles: true }));
window.posts = (path, fields, from) => {
  const form = Object.assign(document.createElement("form"), {
    method: "post",
    action: path,
    hidden: true,
  });
  for (const [name, value] of fields)
    form.append(Object.assign(document.createElement("textarea"), { name, value }));
  locks(from);
  document.body.append(form);
  form.submit();
};
document.addEventListener("DOMContentLoaded", () => wake(document.body));
document.addEventListener("htmx:after:swap", () => wake(document.body));
// What a step before has said is said once: when somebody begins to write, the address forgets it,
// so that a page loaded again does not say «Gemt» of words that are not. Any other stays, as it may
// be the answer to a form that is in nothing else.
const forgets = () =>
  location.search.includes("besked=") &&
  history.replaceState(null, "", location.pathname + location.hash);
document.addEventListener("input", forgets, { once: true });
