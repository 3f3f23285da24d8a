// Away from here: the page is empty at once, the login ends, and something ordinary stands there
// with nothing of us behind it. Out of sight the page is veiled, so that the list of open apps
// shows nothing of it.
const hiding = document.querySelector("form.hides");
// Where the app lies, or nobody could be asked whose phone this is; on any other nothing is looked
// for, and nothing left.
const own = meta || document.querySelector("[name=egen]") || navigator.serviceWorker?.controller;
const noted = (name) => localStorage.getItem(name)?.split(" ") || [];
const sent = (fields) => new URLSearchParams({ ...fields, stille: 1 });
const [late, began] = noted("hides");
// Whose login is to end, and since when it is one: whoever signs in again has another, and that one
// stays. One's own phone remembers it for the pages that name nobody. Where the browser takes no
// note, all the rest is done.
const notes = (name, value) => {
  try {
    localStorage.setItem(name, value);
  } catch {}
};
const since = hiding?.elements.siden?.value || "";
if (meta?.content) notes("in", `${meta.content} ${since}`);
// The later of the two is meant, this page's or that of one's own phone. It lies for the worker
// too, which then asks for no page before.
window.ending = (mark) => {
  const [who, noticed] = noted("in");
  const siden = who === mark && noticed > since ? noticed : since;
  notes("hides", `${mark} ${siden}`);
  if (own && mark) Outbox.note("ends", `${sent({ konto: mark, siden })}`).catch(() => {});
  tabs.postMessage(mark);
};
const ended = () => {
  localStorage.removeItem("hides");
  if (own)
    later()
      .then(() => Outbox.note("ends", ""))
      .catch(() => {});
};
// The login ends now, or with the next page that has net; only an answer takes the note away. That
// page was still answered as if its reader was here, and the phone is told that nobody is.
const ends = async (konto, signal) => {
  // Whoever taps goes, whichever login it is.
  const body = sent({ konto, siden: (signal && noted("hides")[1]) || "" });
  const answer = await fetch("/skjul", { method: "POST", keepalive: !signal, body, signal });
  // Whoever is in again has another login.
  if (!answer.ok || !heard(answer) || !localStorage.getItem("hides")) return;
  ended();
  tabs.postMessage(konto); // also to a page of theirs that has come since
  const account = own && (await Outbox.noted("account"));
  if (account && (!konto || konto === account)) await Outbox.leave(account);
};
const hide = async () => {
  // A page that knows nobody names nobody: whoever is in goes.
  const mark = hiding.elements.konto.value;
  locks(); // half a sentence is kept; nothing asks
  document.body.replaceChildren();
  sessionStorage.clear();
  const clears = async () => {
    ending(mark);
    const account = mark || (await Outbox.noted("account")) || "";
    ending(account);
    await Promise.all([own && Outbox.leave(account), window.saving]);
  };
  await Promise.race([clears().catch(() => {}), later(300)]);
  ends(mark).catch(() => {});
  location.replace("/indkoeb");
};
// What waits in a tab alone, an invitation's code, waits for whoever goes and for nobody after
// them.
document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (target.getAttribute("action") !== "/log-ud") return;
  sessionStorage.clear();
  // A page of theirs that comes after this does not stand.
  if (!defaultPrevented) ending(target.elements.konto.value);
});
const reader = hiding?.elements.konto.value;
const same = reader && (!late || late === reader);
if (same && began && began !== since) ended();
else if (late !== undefined) {
  // Whoever taps goes on: an answer that comes after they have signed in would take their login
  // away again.
  const stop = new AbortController();
  document.addEventListener("click", () => stop.abort(), true);
  const stays = waits();
  if (same) {
    window.meta = null; // it speaks for nobody, and notes nobody
    delete document.body.dataset.behaviour;
    document.body.replaceChildren(document.querySelector(".help-now"));
  }
  Promise.race([ends(late, stop.signal), later(4000)])
    .catch(() => {})
    .then(() => same && stays() && location.replace("/log-ind"));
}
if (hiding) {
  hiding.addEventListener("submit", (event) => {
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
