// What somebody writes goes through one door: onto the phone, sealed, and from there to the server,
// exactly once. With net it looks as it always did; without net it says honestly where the words
// are. Without this script the same forms post plainly.
const line = document.getElementById("outbox");
const phrases = document.getElementById("status")?.dataset;
const taken = meta && new RegExp(`^(${meta.dataset.forms})$`);
const PATIENCE = 1500;
const QUIET = 600;
let account = meta?.content || null;

// Whatever lies locked shows its lock; what was asked for goes on when it is open.
const unlocks = (before, then) => {
  const card = clone("unlock");
  before.id === "locked" ? before.append(card) : before.before(card);
  opensLock(card, account, then);
};
const words = (form, submitter) =>
  [...new FormData(form, submitter)].filter(([name]) => !["konto", "egen"].includes(name));
const ours = (form) =>
  account && form.matches("form[method=post]") && taken.test(form.getAttribute("action"));

// What this page has put on the phone, and what is told of it as soon as somebody has sent it:
// another page or the worker, too.
const unanswered = new Map();
const refresh = async () => {
  if (!line || !account) return;
  for (const [op, tells] of unanswered) {
    const result = await Outbox.fate(op);
    if (result) tells(result);
  }
  const { waiting, aside, state } = await Outbox.summary(account);
  const said = [];
  if (!navigator.onLine) said.push(line.dataset.offline);
  if (waiting)
    said.push(waiting === 1 ? line.dataset.one : line.dataset.many.replace("{n}", waiting));
  if (waiting && state === "signIn") said.push(line.dataset.signIn);
  if (aside) said.push(line.dataset.aside);
  line.hidden = !said.length;
  Object.assign(line.querySelector("a"), { textContent: said.join(" "), href: "/paa-telefonen" });
};
const send = async () => {
  const sent = await Outbox.flush(account);
  await refresh();
  if (sent.state !== "sent")
    (await navigator.serviceWorker?.getRegistration())?.sync?.register("outbox").catch(() => {});
  return sent;
};
