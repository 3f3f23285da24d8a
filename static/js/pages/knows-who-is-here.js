// Whose page this is, on the phone of somebody's own: it begins with what waits there, and goes
// when they do. Only pages of a phone that keeps something carry this.
let account, phone; // told when the page begins

// Past the worker, as when the page is loaded anew by force, the page asks itself whose login this
// is before anything opens.
const whose = async () =>
  (
    await fetch("/telefon/hvem", { cache: "no-store", signal: AbortSignal.timeout?.(3500) })
  ).headers.get("x-login");
const asks = async () => {
  const since = Outbox.noted("turn").catch(() => "unknown");
  const login = await whose();
  if (login) await Outbox.hears(login, since).catch(() => {});
  return login;
};

// Whoever was here goes, or somebody else came: the page is empty at once, its draft is kept, and
// it comes anew when their going has been answered, or it would show all of it once more. Before
// that is known it speaks for nobody.
//
//   the phone notes   the page       what happens
//   whose page it is  as it came     it stands; without a name, while their login is as it was
//   whose page it is  was emptied    they are in again: it comes anew, if they are not just going
//   nobody            as it came     somebody may be coming in: who it is, is asked
//   another           as it came     the same; it comes anew when an answer says another
//   no answer         was emptied    asked, until another is in, or the same for a while
//   anything          is on its way  nothing is asked: it goes itself, as whoever signs in here
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
    // Where going takes all storage along, what is being read of it may never come; where there is
    // none, the page came to its reader.
    const now = await Promise.race([Outbox.noted("account"), later(1000)]).catch(
      () => gone || account,
    );
    if (mine !== turn) return;
    if (now == account && !gone) {
      const [named, closed] = [
        meta.content,
        account && (await Outbox.noted("shut").catch(() => {})),
      ];
      if (named && closed && !navigator.serviceWorker?.controller) await asks().catch(() => {});
      if (!named && !closed != !shut) break; // their login has ended, or they are in again
      known ||= document.dispatchEvent(new Event("known"));
      return (
        account &&
        phone
          .refresh()
          .then(phone.list)
          .catch(() => {})
      );
    }
    // They are in again; at first they may just be going.
    if (gone && now === account && ms > 250) break;
    if (gone || !phone.going()) {
      // or it is on its way itself, as whoever signs in here
      if (!meta.content) break;
      // Where there is a worker it is the one to note who is in: it knows whether somebody is just
      // coming.
      const ask = gone || navigator.serviceWorker?.controller ? whose : asks;
      const login = await ask().catch(() => now !== true && now);
      if (login && (login !== account || (gone && ms > 4000))) break;
    }
    await later(ms);
  }
  leaves();
  // Not loaded again, or a form would be sent once more.
  location.replace(location.pathname + location.search);
};
// Said by another page, also where the phone keeps nothing. One that locks hears it by itself.
const watches = () => {
  document.addEventListener(
    "known",
    () => speaks && meta.content && tabs.postMessage(`+${account}`),
  );
  tabs.addEventListener("message", ({ data }) => {
    if (
      document.body.dataset.behaviour ||
      (data?.[0] === "+" ? data.slice(1) === account : data && data !== account)
    )
      return;
    phone.going() || leaves();
    looks();
  });
  Outbox.news.addEventListener("message", ({ data }) => {
    if (data === "left") leaves();
    looks();
  });
};

// A new worker takes over when nothing is being written; the page itself is never loaded anew under
// somebody's hands.
const works = async () => {
  if (!navigator.serviceWorker) return;
  const found = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const skip = () => document.activeElement?.form || found.waiting?.postMessage("skip");
  skip();
  const watch = () => found.installing?.addEventListener("statechange", skip);
  watch();
  found.addEventListener("updatefound", watch);
  // Language, light and size stand there.
  const look = document.documentElement.cloneNode().outerHTML;
  if (localStorage.getItem("look") === look) return;
  // Only what the pages without net really have is noted: as long as they do not, each page asks
  // for it anew.
  navigator.serviceWorker.onmessage = () => localStorage.setItem("look", look);
  (await navigator.serviceWorker.ready).active.postMessage("look");
};

const begins = async () => {
  watches();
  if (!account) {
    // A page from the phone's own store: whoever was here last, and a fresh id each time. With net
    // and no answer that knows, nobody, and as long as they are to be signed out, nobody either:
    // then it opens nothing, whoever is noted.
    const asked =
      navigator.serviceWorker?.controller || (await asks().catch(() => !navigator.onLine));
    const found = asked && (await Outbox.noted("account"));
    const late = localStorage.getItem("hides")?.split(" ")[0];
    if (!asked || late === "" || (found && late === found)) return;
    phone.is((account = found || null));
    shut = account && (await Outbox.noted("shut"));
    for (const field of document.querySelectorAll("input[name=id]"))
      field.value = crypto.randomUUID();
  }
  if (meta.content) looks();
  await Outbox.noted("account"); // a browser that keeps nothing says so here, and all goes straight
  if (!account) return;
  // Nothing is offered that could not be kept.
  document.getElementById("takes")?.removeAttribute("hidden");
  window.addEventListener("pagehide", () => document.getElementById("takes")?.remove());
  window.addEventListener("online", phone.send);
  window.addEventListener("offline", phone.refresh);
  await phone.drafts();
  await phone.refresh();
  await phone.list().catch(() => {}); // what waits is sent all the same
  if (location.pathname.startsWith("/plan")) document.getElementById("plan")?.focus();
  if (!navigator.onLine) return;
  const { told } = await phone.send();
  window.freshen?.(account, told.size);
  const line = document.getElementById("outbox");
  if (!told.size || !line.hidden) return;
  // A quiet word, and a way to see it; the page is not loaded anew under anybody's hands.
  const link = line.querySelector("a");
  link.textContent = line.dataset.sent;
  link.href = location.pathname;
  line.hidden = false;
};
window.begins = async (...told) => {
  if (!meta) return;
  [account, phone] = told;
  return begins()
    .catch(() => {})
    .then(works);
};
