// A page of one day that is shown again on another comes anew: no tap means a day that is not on
// the screen.
const began = Outbox.day();
const looks = () =>
  document.visibilityState === "visible" &&
  Outbox.day() !== began &&
  location.replace(location.pathname);
for (const [where, what] of [
  [document, "visibilitychange"],
  [window, "focus"],
  [window, "pageshow"],
])
  where.addEventListener(what, looks);
