// Signing out with words that are not sent: sent first, kept sealed, or deleted. Never silently.
// Only pages of somebody's own phone carry this.
const account = meta?.content;
const signsOut = async (form) => {
  // What does that did not come: they go, and it stays sealed.
  if (!Outbox.forget) throw new Error("no");
  const main = document.getElementById("main");
  main.inert = true; // what was typed from here on would go with all the rest
  const ends = () => ending(account); // without net the login ends with the next page that has it
  const fine = async () => {
    main.inert = true;
    ends();
    await Outbox.forget(account);
    posts("/log-ud", [
      ["konto", account],
      ["tom", (await Outbox.anyWords()) ? "" : "1"],
    ]); // somebody else's words stay
  };
  // On a net that hangs nobody waits to be asked.
  const soon = (work) => Promise.race([work, later(2000)]);
  const lost = (await window.drafts?.saves())?.some(({ reason }) => reason);
  let left = await Outbox.summary(account);
  if (left.waiting) left = (await soon(Outbox.flush(account)), await Outbox.summary(account));
  if (!left.waiting && !left.aside && !left.drafts && !lost) return fine();
  main.inert = false;
  document.querySelector("[role=alertdialog]")?.remove();
  const box = clone("leaving");
  document.getElementById("main").prepend(box);
  box.querySelector("[tabindex]").focus();
  const [again, keep, drop] = box.querySelectorAll("button");
  again.hidden = !left.waiting && !left.aside;
  const goes = () => (ends(), form.submit()); // whatever the phone could do
  again.addEventListener("click", () =>
    soon(Outbox.tryAgain(account))
      .catch(() => {})
      .then(() => goesAnyway(form)),
  );
  keep.addEventListener("click", () => Outbox.leave(account).then(goes, goes));
  drop.addEventListener("click", () => fine().catch(goes));
};
// Where the phone could say nothing they go all the same, and whoever stays after the browser has
// asked writes on.
const goesAnyway = (form) =>
  signsOut(form).catch(() => {
    document.getElementById("main").inert = false;
    ending(account);
    form.submit();
  });
document.addEventListener(
  "submit",
  (event) => {
    if (!account || event.target.getAttribute("action") !== "/log-ud") return;
    event.preventDefault();
    goesAnyway(event.target);
  },
  true,
);
