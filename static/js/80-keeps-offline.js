// What somebody writes goes through one door: onto the phone, sealed, and from there to the server, exactly once. With net it looks
// as it always did; without net it says honestly where the words are. Without this script the same forms post plainly.
const line = document.getElementById("outbox");
const told_ = document.getElementById("status")?.dataset;
const form_ = meta && new RegExp(`^(${meta.dataset.forms})$`);
const PATIENCE = 1500;
const QUIET = 600;
let account = meta?.content || null;

// Whatever lies locked shows its lock; what was asked for goes on when it is open.
const unlocks = (before, then) => {
  const card = clone("unlock");
  before.id === "locked" ? before.append(card) : before.before(card);
  opensLock(card, account, then);
};
const words = (form, submitter) => [...new FormData(form, submitter)].filter(([name]) => !["konto", "egen"].includes(name));
const ours = (form) => account && form.matches("form[method=post]") && form_.test(form.getAttribute("action"));

// What this page has put on the phone, and what is told of it as soon as somebody has sent it: another page or the worker, too.
const waiting_ = new Map();
const refresh = async () => {
  if (!line || !account) return;
  for (const [op, tells] of waiting_) {
    const result = await Outbox.fate(op);
    if (result) tells(result);
  }
  const { waiting, aside, state } = await Outbox.summary(account);
  const said = [];
  if (!navigator.onLine) said.push(line.dataset.offline);
  if (waiting) said.push(waiting === 1 ? line.dataset.one : line.dataset.many.replace("{n}", waiting));
  if (waiting && state === "signIn") said.push(line.dataset.signIn);
  if (aside) said.push(line.dataset.aside);
  line.hidden = !said.length;
  Object.assign(line.querySelector("a"), { textContent: said.join(" "), href: "/paa-telefonen" });
};
const send = async () => {
  const sent = await Outbox.flush(account);
  await refresh();
  if (sent.state !== "sent") (await navigator.serviceWorker?.getRegistration())?.sync?.register("outbox").catch(() => {});
  return sent;
};

// Not sent, or not known to be: one writes on, and the page asks before it is left.
const live = (form) => {
  Object.assign(form, { inert: false, sentAt: 0 });
  form.dispatchEvent(new Event("input"));
};
// On to the next page, when what is half written in this one lies on the phone.
const goes_ = (url) =>
  Promise.race([window.drafts?.saves(), later(1000)]).then(() => location.assign(url));
// Straight to the server: for a browser that keeps nothing, for a guest, and for what no outbox takes. The words stay in their box
// until it has taken them or has something to say of them: behind Back there would be nothing. Nobody writes in it meanwhile.
const straight = async (form, submitter) => {
  const path = form.getAttribute("action");
  const fields = [...new FormData(form, submitter)];
  const body = new URLSearchParams(fields);
  const slow = setTimeout(say, 1000, told_.sending);
  const here = waits();
  const [failed, lost] = form.querySelector("textarea") ? [told_.failed, told_.lost] : [told_.tap, told_.unsure];
  let why = navigator.onLine ? lost : failed; // a gateway, or a net that goes, may have brought it on
  form.sentAt = Infinity;
  form.inert = true;
  try {
    const keepalive = `${body}`.length < 60000; // so much of it goes although its reader does
    const answer = await fetch(path, { method: "POST", body, keepalive, signal: AbortSignal.timeout?.(60000) });
    const { redirected, status, url } = answer;
    if (heard(answer) || /^4/.test(status)) why = failed;
    if (heard(answer)) {
      if (redirected) await window.drafts?.kept(path, fields, url).catch(() => {});
      const asks = !redirected && status < 500 && ![400, 408, 413, 429, 431].includes(status);
      if (here() && (redirected || asks)) setTimeout(live, 20000, form); // should the next page never come
      if (redirected && here()) return locks(form), say(told_.sent), clearTimeout(slow), goes_(url);
      if (asks && here()) return posts(path, fields, form); // its id makes it one
      if (redirected) why = told_.sent;
    }
    if (status === 413) why = told_.large;
  } catch {}
  clearTimeout(slow);
  live(form);
  if (document.activeElement === document.body) submitter?.focus();
  say(why);
};

// What the server needs to say about a form it says best on its own page, with everything that was typed.
const plainly = (path, fields, form) => posts(path, [...fields, ["konto", account]], form);
const takes = async (form, fields, submitter) => {
  const stays = form.hasAttribute("data-stays") && window.drafts;
  const path = form.getAttribute("action");
  const here = waits();
  let op;
  form.inert = true; // nobody writes in it before it is kept, nor when it is about to go
  try {
    await window.saving; // or a draft of it would come after it
    op = await Outbox.put(account, path, fields, window.drafts?.slot);
  } catch ({ message }) {
    const why = { large: told_.large, gone: told_.failed }[message];
    if (!why) return straight(form, submitter);
    live(form);
    return say(why);
  }
  navigator.storage?.persist?.().catch(() => {});
  const note = stays && stays.shows(form, fields);
  await refresh().then(list);
  const sent = send();
  const soon = await Promise.race([sent, later(stays ? QUIET : PATIENCE)]);
  if (stays && !soon) note("waits");
  const { state } = soon || (stays ? await sent : {});
  const result = await Outbox.fate(op);
  if (result?.code === "needs" && here()) {
    await Outbox.saveDraft(account, path, fields, ` ${op}`); // until it is kept, beside what was begun since
    return Outbox.remove(result.seq).then(() => plainly(path, fields, form));
  }
  if (state === "signIn" && meta.content && here()) return goes_(location.pathname); // it goes as soon as its writer is in
  const tells = ({ status, place }) => {
    const ok = status === "ok" && waiting_.delete(op);
    if (stays) note(ok ? "kept" : "aside");
    else if (ok) here() ? goes_(place || location.pathname) : say(told_.sent);
  };
  waiting_.set(op, tells);
  if (stays) note(state === "signIn" ? state : "waits");
  else if (!here()) form.inert = false;
  else if (result?.status !== "ok") {
    document.getElementById("main").replaceChildren(clone("on-the-phone"));
    document.querySelector("#main [tabindex]").focus();
  }
  if (result) tells(result);
};
const submits = (event) => {
  const form = event.target;
  if (event.defaultPrevented || !ours(form)) return;
  event.preventDefault();
  event.stopPropagation();
  window.drafts?.forgets(form);
  // Where something breaks later it lies on the phone, and nobody knows whether it was sent.
  takes(form, words(form, event.submitter), event.submitter).catch(() => (live(form), say(told_.unsure)));
};
document.addEventListener("submit", submits);
// Without net it comes before htmx, which would ask a server that is not there.
document.addEventListener("submit", (event) => navigator.onLine || (event.target.hasAttribute("hx-post") && submits(event)), true);

// Drafts (pages/keeps-drafts.js), on pages with a form that has them.
const drafts = async () => window.drafts?.restores(account, ours, words, unlocks);

// Only the page that lists what waits carries that list (pages/lists-what-waits.js).
const list = async () => window.lists?.(account, { refresh, drafts, unlocks });

// What is not kept here goes only when there is net to take it. Until then it stands where it was typed, and the page says so.
const hides_ = document.querySelector("form.hides");
const guest = !meta && hides_;
const offline = () => say(told_.unsent);
// The worker could not bring on what a page has sent off: that page alone goes on. What another's has on its way is not freed.
let off = 0;
const leaves_ = () => (off = Date.now());
const going = () => Date.now() - off < 30000; // what was stopped, or was a call, left the page where it is
window.addEventListener("submit", ({ defaultPrevented }) => defaultPrevented || leaves_());
window.addEventListener("beforeunload", leaves_);
document.addEventListener("locking", leaves_); // not every browser asks before it goes
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
  // Whoever goes from another's phone goes, whatever is wrong with us; and what is only a tap, as a stop, goes although they do.
  const out = guest && form.getAttribute("action") === "/log-ud";
  const tap = guest && !out && !form.querySelector("textarea,input:not([type=hidden])");
  const holds = (tap || form.matches("[data-behaviour=keeps-draft],[data-carries],[action='/dag']")) && !form.baaret;
  if (event.defaultPrevented || form.method !== "post" || sure || (navigator.onLine && !guest && !holds)) return;
  event.preventDefault();
  form.sentAt = 0;
  form.dispatchEvent(new Event("input")); // not sent: the page still asks before it is left
  const away = () => (out ? hides_.requestSubmit() : offline());
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
document.addEventListener("htmx:error", ({ target }) => say(target.matches?.("form:not([role])") ? told_.unsure : told_.unsent));
if (guest) window.addEventListener("offline", offline);

// A new worker takes over when nothing is being written; the page itself is never loaded anew under somebody's hands.
const works = async () => {
  if (!meta || !navigator.serviceWorker) return;
  const found = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const skip = () => document.activeElement?.form || found.waiting?.postMessage("skip");
  skip();
  const watch = () => found.installing?.addEventListener("statechange", skip);
  watch();
  found.addEventListener("updatefound", watch);
  const look = document.documentElement.cloneNode().outerHTML; // language, light and size stand there
  if (localStorage.getItem("look") === look) return;
  // Only what the pages without net really have is noted: as long as they do not, each page asks for it anew.
  navigator.serviceWorker.onmessage = () => localStorage.setItem("look", look);
  (await navigator.serviceWorker.ready).active.postMessage("look");
};
// Past the worker, as when the page is loaded anew by force, the page asks itself whose login this is before anything opens.
const whose = async () => (await fetch("/telefon/hvem", { cache: "no-store", signal: AbortSignal.timeout?.(3500) })).headers.get("x-login");
const asks = async () => {
  const since = Outbox.noted("turn").catch(() => "unknown");
  const login = await whose();
  if (login) await Outbox.hears(login, since).catch(() => {});
  return login;
};
const begin = async () => {
  // The browser would write what is typed in plain to its own list of open tabs. On one's own phone the draft does that, sealed.
  for (const area of document.querySelectorAll("textarea")) area.autocomplete = "off";
  Outbox.news.addEventListener("message", ({ data }) => unsent(told_[data]));
  // Behind Back there is nothing to read: the page comes anew.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (!meta) return;
  // Whoever was here goes, or somebody else came: the page is empty at once, its draft is kept, and it comes anew when their going has
  // been answered, or it would show all of it once more. Where nobody is noted somebody may be coming in: who it is, is asked. So it
  // is for a page that comes late, after its reader has gone; before that is known it speaks for nobody.
  let [turn, gone, known, shut] = [0];
  const leaves = () => {
    gone = true;
    locks();
    sessionStorage.clear();
    empties();
  };
  const looks = async () => {
    const mine = ++turn;
    for (let ms = 250; ; ms = Math.min(2 * ms, 20000)) {
      // Where going takes all storage along, what is being read of it may never come; where there is none, the page came to its reader.
      const now = await Promise.race([Outbox.noted("account"), later(1000)]).catch(() => gone || account);
      if (mine !== turn) return;
      if (now == account && !gone) {
        const [named, closed] = [meta.content, account && (await Outbox.noted("shut").catch(() => {}))];
        if (named && closed && !navigator.serviceWorker?.controller) await asks().catch(() => {});
        if (!named && !closed != !shut) break; // their login has ended, or they are in again
        known ||= document.dispatchEvent(new Event("known"));
        return account && refresh().then(list).catch(() => {});
      }
      if (gone && now === account && ms > 250) break; // they are in again; at first they may just be going
      if (gone || !going()) { // or it is on its way itself, as whoever signs in here
        if (!meta.content) break;
        // Where there is a worker it is the one to note who is in: it knows whether somebody is just coming.
        const ask = gone || navigator.serviceWorker?.controller ? whose : asks;
        const login = await ask().catch(() => now !== true && now);
        if (login && (login !== account || (gone && ms > 4000))) break;
      }
      await later(ms);
    }
    leaves();
    location.replace(location.pathname + location.search); // not loaded again, or a form would be sent once more
  };
  document.addEventListener("known", () => speaks && meta.content && tabs.postMessage(`+${account}`));
  // Said by another page, also where the phone keeps nothing. One that locks hears it by itself.
  tabs.addEventListener("message", ({ data }) => {
    if (document.body.dataset.behaviour || (data?.[0] === "+" ? data.slice(1) === account : data && data !== account)) return;
    going() || leaves();
    looks();
  });
  Outbox.news.addEventListener("message", ({ data }) => {
    if (data === "left") leaves();
    looks();
  });
  if (!account) {
    // A page from the phone's own store: whoever was here last, and a fresh id each time. With net and no answer that knows, nobody,
    // and as long as they are to be signed out, nobody either: then it opens nothing, whoever is noted.
    const asked = navigator.serviceWorker?.controller || (await asks().catch(() => !navigator.onLine));
    const found = asked && (await Outbox.noted("account"));
    const late = localStorage.getItem("hides")?.split(" ")[0];
    if (!asked || late === "" || (found && late === found)) return;
    account = found || null;
    shut = account && (await Outbox.noted("shut"));
    for (const field of document.querySelectorAll("input[name=id]")) field.value = crypto.randomUUID();
  }
  if (meta.content) looks();
  await Outbox.noted("account"); // a browser that keeps nothing says so here, and all goes straight
  if (!account) return;
  document.getElementById("takes")?.removeAttribute("hidden"); // nothing is offered that could not be kept
  window.addEventListener("pagehide", () => document.getElementById("takes")?.remove());
  window.addEventListener("online", send);
  window.addEventListener("offline", refresh);
  await drafts();
  await refresh();
  await list();
  if (location.pathname.startsWith("/plan")) document.getElementById("plan")?.focus();
  if (!navigator.onLine) return;
  const { told } = await send();
  window.freshen?.(account, told.size);
  if (!told.size || !line.hidden) return;
  const link = line.querySelector("a"); // a quiet word, and a way to see it; the page is not loaded anew under anybody's hands
  link.textContent = line.dataset.sent;
  link.href = location.pathname;
  line.hidden = false;
};
document.addEventListener("DOMContentLoaded", () => begin().catch(() => {}).then(works).catch(() => {}));
