// On the phone of somebody's own the rest is done by pages/knows-who-is-here.js.
const begin = async () => {
  // The browser would write what is typed in plain to its own list of open tabs. On one's own phone
  // the draft does that, sealed.
  for (const area of document.querySelectorAll("textarea")) area.autocomplete = "off";
  Outbox.news.addEventListener("message", ({ data }) => unsent(phrases[data]));
  // Behind Back there is nothing to read: the page comes anew.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  // Where that script did not come the page still goes with whoever was here.
  if (meta && !window.begins) {
    const goes = () => (locks(), sessionStorage.clear(), empties());
    tabs.addEventListener("message", ({ data }) => data?.[0] === "+" || goes());
    Outbox.news.addEventListener("message", ({ data }) => data === "left" && goes());
  }
  const is = (mark) => (account = mark);
  await window.begins?.(account, { is, going, drafts, refresh, list, send });
};
document.addEventListener("DOMContentLoaded", () => begin().catch(() => {}));
