// What is not kept here goes only when there is net to take it. Until then it stands where it was
// typed, and the page says so.
const hiding = document.querySelector("form.hides");
const guest = !meta && hiding;
const offline = () => say(phrases.unsent);
// The worker could not bring on what a page has sent off: that page alone goes on. What another's
// has on its way is not freed.
let off = 0;
const setsOff = () => (off = Date.now());
// What was stopped, or was a call, left the page where it is.
const going = () => Date.now() - off < 30000;
window.addEventListener("submit", ({ defaultPrevented }) => defaultPrevented || setsOff());
window.addEventListener("beforeunload", setsOff);
document.addEventListener("locking", setsOff); // not every browser asks before it goes
const unsent = (why) => {
  if (!off || !why) return;
  off = 0;
  for (const form of document.forms) form.inert && live(form);
  say(why);
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  const sure = form.sure;
  form.sure = false;
  // Whoever goes from another's phone goes, whatever is wrong with us; and what is only a tap, as a
  // stop, goes although they do.
  const out = guest && form.getAttribute("action") === "/log-ud";
  const tap = guest && !out && !form.querySelector("textarea,input:not([type=hidden])");
  const holds =
    (tap || form.matches("[data-behaviour=keeps-draft],[data-carries],[action='/dag']")) &&
    !form.baaret;
  if (
    event.defaultPrevented ||
    form.method !== "post" ||
    sure ||
    (navigator.onLine && !guest && !holds)
  )
    return;
  event.preventDefault();
  form.sentAt = 0;
  form.dispatchEvent(new Event("input")); // not sent: the page still asks before it is left
  const away = () => (out ? hiding.requestSubmit() : offline());
  if (!navigator.onLine) return away();
  if (holds) return straight(form, event.submitter);
  const here = waits();
  const goes = (answer) => {
    if (!heard(answer)) return away();
    if (!here()) return;
    form.sure = true;
    form.requestSubmit(event.submitter);
  };
  fetch("/jeg-er-her", { signal: AbortSignal.timeout?.(out ? 4000 : 10000) }).then(goes, away);
});
document.addEventListener("htmx:error", ({ target }) =>
  say(target.matches?.("form:not([role])") ? phrases.unsure : phrases.unsent),
);
if (guest) window.addEventListener("offline", offline);
