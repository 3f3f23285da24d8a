// Where this phone is rung. The browser asks its own question only after a yes on our page. At each
// opening of the app it is looked at again, for browsers give up a subscription without saying so.
const text64 = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const bytes64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const phones = "PushManager" in window && "Notification" in window && navigator.serviceWorker;
const rung = () => Outbox.noted("rings").catch(() => {});

const tells = async (there, noegle, igen) => {
  const [p256dh, auth] = ["p256dh", "auth"].map((name) => text64(there.getKey(name)));
  const konto = meta.content;
  const body = new URLSearchParams({ endpoint: there.endpoint, p256dh, auth, noegle, konto, igen });
  const answer = await fetch("/telefon/ringer", { method: "POST", body });
  // Taken away, here or from another phone: only a yes on this one brings it back.
  if (answer.status === 410) await Promise.all([there.unsubscribe(), Outbox.note("rings", "")]);
  if (answer.status !== 204) throw new Error("not taken");
  await Outbox.note("rings", konto);
};
// One that was made with another key of ours is made anew; until then it was rung with that one.
const subscribes = async (key, igen = "") => {
  const { pushManager } = await navigator.serviceWorker.ready;
  let there = await pushManager.getSubscription();
  if (there && text64(there.options.applicationServerKey) !== key) {
    await there.unsubscribe();
    there = null;
  }
  there ||= await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes64(key),
  });
  await tells(there, key, igen);
};
// Only for whoever said yes on this phone: somebody else who is in now did not.
const again = async (key) =>
  phones && Notification.permission === "granted" && (await rung()) === meta?.content
    ? subscribes(key, "1").then(
        () => true,
        () => false,
      )
    : false;

behaviour("rings-still", ({ dataset }) => {
  if (sessionStorage.getItem("rang") === dataset.key) return;
  again(dataset.key).then((done) => done && sessionStorage.setItem("rang", dataset.key));
});
behaviour("rings-here", async (node) => {
  const { key, failed } = node.dataset;
  const shows = (name) => {
    for (const part of node.children) part.hidden = !(name in part.dataset);
  };
  const now = async () => {
    if (!phones || !meta?.content)
      return /iPhone|iPad/.test(navigator.userAgent) ? "iphone" : "cannot";
    if (Notification.permission === "denied") return "denied";
    return (await again(key)) ? "here" : "asks";
  };
  shows(await now());
  node.querySelector("button").addEventListener("click", async ({ target }) => {
    target.disabled = true;
    try {
      if ((await Notification.requestPermission()) === "granted") {
        await subscribes(key);
        return location.replace(`${location.pathname}?besked=ringer`);
      }
    } catch {
      say(failed);
    }
    target.disabled = false;
    shows(Notification.permission === "denied" ? "denied" : "asks");
  });
});
