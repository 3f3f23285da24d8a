// Away from here: the page is empty at once, the login ends, and something ordinary stands there with nothing of us behind it.
// Out of sight the page is veiled, so that the list of open apps shows nothing of it.
const leaves_ = document.querySelector("form.hides");
const hide = async () => {
  let account = leaves_.elements.konto.value;
  for (const name of ["hiding", "locking"]) document.dispatchEvent(new Event(name)); // half a sentence is kept; nothing asks
  document.body.replaceChildren();
  document.title = leaves_.dataset.title;
  const clears = async () => {
    account ||= await Outbox.noted("account");
    await Outbox.leave(account);
  };
  await Promise.race([clears().catch(() => {}), new Promise((done) => setTimeout(done, 80))]);
  // Without net the login ends when the next page opens: until then nothing can be read from the server either.
  if (navigator.onLine) navigator.sendBeacon("/skjul", new URLSearchParams({ konto: account || "" }));
  else localStorage.setItem("hides", account || "");
  location.replace("/indkoeb");
};
const late = localStorage.getItem("hides");
if (late !== null && navigator.onLine) localStorage.removeItem("hides");
if (leaves_) {
  if (late && navigator.onLine && late === leaves_.elements.konto.value) hide();
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
