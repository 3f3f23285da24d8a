// Keeps the app open without net. Only pages that hold nothing personal lie in its cache; what a
// person wrote is in the outbox. `FILES`, `BUILD`, `PAGES`, `FORMS` and `DOORS` stand above,
// written by the server.
const CACHE = `shell-${BUILD}`;
const FORM = new RegExp(`^(${FORMS})$`);
const START = 300;
const PATIENCE = 3500;

// A gateway answers too, before a server that is away, and a page of its own is no Hjælp nu: only
// what this house says is kept.
const ours = ({ headers }) => headers.has("x-fodfaeste");
const keeps = async (urls) => {
  const found = await Promise.all(urls.map((url) => fetch(url, { cache: "reload" })));
  if (!found.every((answer) => answer.ok && ours(answer))) throw new Error("not ours");
  const cache = await caches.open(CACHE);
  return Promise.all(found.map((answer, at) => cache.put(urls[at], answer)));
};
self.addEventListener("install", (event) => event.waitUntil(keeps(FILES)));
self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("shell-") && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))),
  );
});
self.addEventListener("message", (event) => {
  if (event.data === "skip") self.skipWaiting();
  if (event.data === "look") {
    event.waitUntil(
      keeps(PAGES).then(
        () => event.source.postMessage("look"),
        () => {},
      ),
    );
  }
});
self.addEventListener("sync", (event) => event.waitUntil(send()));

const send = async () => {
  const account = await Outbox.noted("account");
  if (account && (await Outbox.flush(account)).state === "offline")
    throw new Error("still offline");
};
const within = (promise, ms) =>
  Promise.race([promise, new Promise((_, no) => setTimeout(no, ms, new Error("slow")))]);
const owner = () => within(Outbox.noted("account"), PATIENCE).catch(() => {});
// A browser that is clearing up may never answer: then the net is asked. What it threw away lies
// here again with the next net.
let fills;
const kept = async (url) => {
  const found = await within(
    caches.match(url, { ignoreVary: true, cacheName: CACHE }),
    PATIENCE,
  ).catch(() => {});
  if (!found && FILES.includes(url)) fills ||= keeps(FILES).catch(() => (fills = 0));
  return found;
};
const helps = ({ pathname }) => pathname.startsWith("/hjaelp-nu");
const shell = async (url, other = Response.error()) =>
  (await kept(helps(url) ? "/hjaelp-nu" : "/paa-telefonen")) || other;
// Where a redirect leads nobody sees here. Hjælp nu never leads on, and also our own page that says
// that nothing works is none.
const said = (answer) => answer.type === "opaqueredirect" || ours(answer);
const good = (url, answer) => (helps(url) ? ours(answer) && answer.status < 500 : said(answer));
// The pages one writes from are not waited for; any other may take its time.
const patience = ({ pathname, search }) =>
  search.startsWith("?kilde=") || pathname === "/hjaelp-nu"
    ? START
    : ["/", "/dagbog", "/dagbog/skriv", "/plan"].includes(pathname) && PATIENCE;

// Whose phone this is, is what an answer says, also one that comes late; but not one to a question
// from before the phone may have changed hands: whoever went has gone.
let changing = 0;
const turn = () => within(Outbox.noted("turn"), PATIENCE).catch(() => "unknown");
const hears = async ({ headers }, since, before) => {
  const login = headers.get("x-login");
  if (login && !changing) await Outbox.hears(login, since, before);
};
// Somebody may be coming in, or goes. From before it is sent until an answer says whose phone this
// is, nothing here is anybody's: else the next to write would be kept with whoever was here last.
// Where nobody came in it is as before; where somebody goes it never is, or what they wrote would
// lie open for whoever holds the phone.
const hands = () => within(Outbox.turns(), PATIENCE).catch(() => ["unknown"]);
const changes = async (event, comes) => {
  const before = comes && (await owner());
  changing++;
  const [first] = await hands();
  let last = [];
  const ends = async () => {
    const there = await within(indexedDB.databases?.(), PATIENCE).catch(() => {});
    if (there?.length !== 0) last = await hands(); // where all was cleared nothing is left behind
    changing--;
  };
  const answer = await fetch(event.request).finally(ends);
  if (!said(answer)) throw new Error("not ours");
  // Who has come in has another cookie.
  if (comes && answer.type === "opaqueredirect") Outbox.note("ends", "");
  // Or somebody went meanwhile.
  if (last[1] === first) event.waitUntil(hears(answer, last[0], before).catch(() => {}));
  return answer;
};
// The answer, and the same once it is heard whose phone this is.
const asks = (event, what) => {
  const since = turn();
  const asked = fetch(what);
  const heard = asked.then((answer) =>
    hears(answer, since).then(
      () => answer,
      () => answer,
    ),
  );
  event.waitUntil(heard.catch(() => {}));
  return { asked, heard: () => within(heard, PATIENCE).catch(() => null) };
};
// Whoever went without net: their login ends before any page is asked for, which would show all of
// it while it comes. What they wrote goes with it first: nobody knows when they are in again.
let ending;
const ends = () => (ending ||= endsNow().finally(() => (ending = null)));
const endsNow = async () => {
  const late = await within(Outbox.noted("ends"), START).catch(() => {});
  if (!late) return;
  const whose = new URLSearchParams(late).get("konto");
  if (whose) await within(Outbox.flush(whose), 1500).catch(() => {});
  const answer = await fetch("/skjul", {
    method: "POST",
    body: new URLSearchParams(late),
    signal: AbortSignal.timeout?.(1500),
  });
  if (answer.status === 204) await Outbox.note("ends", "", "ends", late);
};
const page = async (event, url) => {
  if (PAGES.includes(url.pathname) && url.pathname !== "/hjaelp-nu") {
    // With net it is the login that counts: what lies here opens when the server was asked. Where
    // nothing is open, nothing is asked.
    if (url.pathname === "/paa-telefonen" && (await owner()))
      await asks(event, "/telefon/hvem").heard();
    return (await kept(url.pathname)) || fetch(event.request);
  }
  if (!helps(url)) await ends().catch(() => {});
  const { asked } = asks(event, event.request);
  const ms = patience(url);
  const right = asked.then((answer) => (good(url, answer) ? answer : shell(url, answer)));
  const whole = right.catch(() => shell(url));
  // Where nobody could write, nothing is gained by not waiting.
  // Where a page is late, whose login it is may not be.
  const opens = () => (asks(event, "/telefon/hvem").asked.catch(() => {}), shell(url, whole));
  return ms
    ? within(right, ms).catch(async () => (ms < PATIENCE || (await owner()) ? opens() : whole))
    : whole;
};

// Whoever goes has gone, with net or without: something ordinary stands there, and their login ends
// with the next net.
const left = async (form, url) => {
  await within(
    form.text().then((all) => Outbox.note("ends", `${all}&stille=1`)),
    START,
  ).catch(() => {});
  return url.pathname === "/skjul" ? Response.redirect("/indkoeb", 303) : shell(url);
};

// What may not be kept stays on the page, as it was typed: with this answer the browser goes
// nowhere. Where an answer was lost nobody knows whether it was sent.
const unsent = (sure) => () => {
  Outbox.news.postMessage(sure ? "unsent" : "unsure");
  return new Response(null, { status: 204 });
};

// The page's own script is broken or blocked, and there is no net: the form itself is kept, and its
// writer is told so. Only a form that says that this is its writer's own phone: a guest leaves
// nothing on another's. Another site's form is in nobody's name.
const keep = async (event, url, stays) => {
  const copy = event.request.clone();
  try {
    const answer = await fetch(event.request);
    if (said(answer)) return answer;
  } catch {}
  const fields = [...new URLSearchParams(await copy.text())];
  const { konto, egen } = Object.fromEntries(fields);
  const from = copy.headers.get("origin") || copy.referrer;
  if (!konto || !egen || !`${from}/`.startsWith(`${location.origin}/`)) return stays();
  const words = fields.filter(([name]) => !["konto", "egen"].includes(name));
  return Outbox.put(konto, url.pathname, words).then(
    () => Response.redirect("/paa-telefonen", 303),
    stays,
  );
};

// What another app hands over lies sealed beside the draft, and is not kept before its reader says
// so. What another site's page sends is refused by the server, who is told where it comes from.
// Without net nobody can tell an app from a page that says nothing of itself, so what then comes
// from nowhere waits apart until its reader takes it along: nobody else writes in somebody's draft.
const handed = async (event) => {
  const { request } = event;
  const copy = request.clone();
  const from = request.headers.get("origin") || "null";
  const said = await asks(event, request).heard();
  const account = await owner();
  const ours = from === location.origin;
  if (!account || !(ours || from === "null") || said?.status === 403)
    return said || shell(new URL(request.url));
  const sure = ours || said?.headers.has("x-login"); // a gateway answers too, and knows nobody
  const form = new URLSearchParams(await copy.text());
  const parts = ["title", "text", "url"].map((name) => form.get(name)?.trim() || "");
  // Of two, the fuller.
  const once = (part, at) =>
    part && !parts.some((other, n) => other.includes(part) && (other !== part || n < at));
  const text = parts.filter(once).join("\n");
  if (text)
    await Outbox.saveDraft(
      account,
      sure ? "/dagbog" : "/del",
      [["tekst", text]],
      ` ${crypto.randomUUID()}`,
    );
  return Response.redirect("/dagbog/skriv", 303);
};

// What rings says the same few words to everybody; whatever comes, something is shown, or the
// browser takes the phone away from us. It is a reason to send what waits, too.
const rings = async (data) => {
  const { title, ...how } = data.json().notification;
  if (!title.trim()) throw new Error("says nothing");
  // What comes twice is quiet in its own place; the next one is heard, though yesterday's stands
  // there.
  const [there] = await self.registration.getNotifications({ tag: how.tag });
  const renotify = Boolean(how.tag) && there?.data?.time !== how.data?.time;
  return self.registration.showNotification(title, { ...how, renotify, icon: ICON });
};
const neutral = () =>
  self.registration.showNotification(SAYS[0], {
    body: SAYS[1],
    lang: "da",
    tag: "ring",
    icon: ICON,
  });
self.addEventListener("push", (event) =>
  event.waitUntil(Promise.all([rings(event.data).catch(neutral), send().catch(() => {})])),
);
// An answer is kept as a tap in the app is, with net or without; but never in somebody else's name.
const answers = async (kind, account) => {
  if (!account || account !== (await owner())) throw new Error("not theirs");
  await Outbox.put(account, "/dag", [["slags", kind]]);
  send().catch(() => self.registration.sync?.register("outbox").catch(() => {}));
};
const opens = async (path) => {
  const open = await clients.matchAll({ type: "window" });
  const there = open.find(({ url }) => new URL(url).pathname === path);
  return there ? there.focus() : clients.openWindow(path);
};
self.addEventListener("notificationclick", (event) => {
  const { action, notification } = event;
  const { to = "/", account } = notification.data || {};
  notification.close();
  const body = new URLSearchParams({ konto: account });
  const taps = async () => (
    fetch("/telefon/aabnet", { method: "POST", body }).catch(() => {}),
    opens(to)
  );
  event.waitUntil(action ? answers(action, account).catch(taps) : taps());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const { origin, pathname } = url;
  // What is taken along is no page.
  if (origin !== location.origin || pathname.startsWith("/mine-ting/")) return;
  const goes = request.mode === "navigate";
  if (request.method === "POST") {
    const stays = unsent(!navigator.onLine);
    if (pathname === "/del") event.respondWith(handed(event));
    else if (!goes) return;
    else if (FORM.test(pathname)) event.respondWith(keep(event, url, stays));
    else if (pathname in DOORS) {
      const form = request.clone();
      event.respondWith(
        changes(event, DOORS[pathname]).catch(() =>
          /^\/(skjul|log-ud)$/.test(pathname) ? left(form, url) : stays(),
        ),
      );
    } else
      event.respondWith(fetch(request).then((answer) => (said(answer) ? answer : stays()), stays));
  } else if (request.method !== "GET") return;
  else if (pathname.startsWith("/static/"))
    event.respondWith(kept(pathname).then((found) => found || fetch(request)));
  else if (goes) event.respondWith(page(event, url));
});
