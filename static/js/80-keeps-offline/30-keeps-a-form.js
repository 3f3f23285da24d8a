// What the server needs to say about a form it says best on its own page, with everything that was
// typed.
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
    const why = { large: phrases.large, gone: phrases.failed }[message];
    if (!why) return straight(form, submitter);
    live(form);
    return say(why);
  }
  navigator.storage?.persist?.().catch(() => {});
  const note = stays && stays.shows(form, fields);
  await refresh()
    .then(list)
    .catch(() => {});
  const sent = send();
  const soon = await Promise.race([sent, later(stays ? QUIET : PATIENCE)]);
  if (stays && !soon) note("waits");
  const { state } = soon || (stays ? await sent : {});
  const result = await Outbox.fate(op);
  if (result?.code === "needs" && here()) {
    // Until it is kept, beside what was begun since.
    await Outbox.saveDraft(account, path, fields, ` ${op}`);
    return Outbox.remove(result.seq).then(() => plainly(path, fields, form));
  }
  // It goes as soon as its writer is in.
  if (state === "signIn" && meta.content && here()) return onward(location.pathname);
  const tells = ({ status, place }) => {
    const ok = status === "ok" && unanswered.delete(op);
    if (stays) note(ok ? "kept" : "aside");
    else if (ok) here() ? onward(place || location.pathname) : say(phrases.sent);
  };
  unanswered.set(op, tells);
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
  takes(form, words(form, event.submitter), event.submitter).catch(
    () => (live(form), say(phrases.unsure)),
  );
};
document.addEventListener("submit", submits);
// Without net it comes before htmx, which would ask a server that is not there.
document.addEventListener(
  "submit",
  (event) => navigator.onLine || (event.target.hasAttribute("hx-post") && submits(event)),
  true,
);

// Drafts (pages/keeps-drafts.js), on pages with a form that has them.
const drafts = async () => window.drafts?.restores(account, ours, words, unlocks);

// Only the page that lists what waits carries that list (pages/lists-what-waits.js).
const list = async () => window.lists?.(account, { refresh, drafts, unlocks });
