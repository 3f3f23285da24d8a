// Away from here: the page is empty at once, the login ends, and something ordinary stands there with nothing of us behind it.
// Out of sight the page is veiled, so that the list of open apps shows nothing of it.
const leaves_ = document.querySelector("form.hides");
const own = meta || document.querySelector("[name=egen]"); // also where nobody could be asked whose phone it is
const late = localStorage.getItem("hides");
// The login ends now, or with the next page that has net; only an answer takes the note away. That page was still answered as if
// its reader was here, and the phone is told that nobody is.
const ends = async (konto) => {
  const body = new URLSearchParams({ konto });
  const answer = await fetch("/skjul", { method: "POST", keepalive: true, body });
  if (!answer.ok || !heard(answer)) return;
  localStorage.removeItem("hides");
  const account = own && (await Outbox.noted("account"));
  if (account && (!konto || konto === account)) await Outbox.leave(account);
};
const hide = async () => {
  const mark = leaves_.elements.konto.value; // a page that knows nobody names nobody: whoever is in goes
  document.dispatchEvent(new Event("locking")); // half a sentence is kept; nothing asks
  document.body.replaceChildren();
  sessionStorage.clear();
  meta?.content || tabs.postMessage(mark); // on one's own phone the outbox says so
  const clears = async () => {
    localStorage.setItem("hides", mark);
    const account = mark || (await Outbox.noted("account")) || "";
    await Promise.all([own && Outbox.leave(account), window.saving]);
  };
  await Promise.race([clears().catch(() => {}), later(300)]);
  ends(mark).catch(() => {});
  location.replace("/indkoeb");
};
// What waits in a tab alone, an invitation's code, waits for whoever goes and for nobody after them.
document.addEventListener("submit", ({ target }) => target.getAttribute("action") === "/log-ud" && sessionStorage.clear());
if (late !== null) {
  const mark = leaves_?.elements.konto.value;
  const here = mark && (!late || late === mark);
  if (here) document.body.replaceChildren();
  ends(late)
    .catch(() => {})
    .then(() => here && location.replace("/log-ind"));
}
if (leaves_) {
  leaves_.addEventListener("submit", (event) => {
    event.preventDefault();
    hide();
  });
  let before = -9999;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - before < 1000) hide();
    before = event.timeStamp;
  });
  const veil = () => document.documentElement.toggleAttribute("data-veiled", document.hidden);
  document.addEventListener("visibilitychange", veil);
  window.addEventListener("pageshow", veil);
}
