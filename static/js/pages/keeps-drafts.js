// A draft at every pause, of every form in which somebody writes, whether the outbox takes its
// words or they go straight. It comes back when the page is opened again, and is gone when the
// words are kept. Only pages with such a form carry this.
let account, ours, words, unlocks; // told once it is known whose phone this is
// Of each form by itself: what is sent of one throws nothing away of another.
const pending = new Map();
let pause = 0;
const saves = () => {
  clearTimeout(pause);
  if (pending.size) window.saving = Promise.allSettled([...pending.values()].map((save) => save()));
  pending.clear();
  return window.saving;
};
// Each page has its own, so that no tab overwrites another's.
const slot = ` ${crypto.randomUUID()}`;
const drafted = (form) =>
  form.matches("[data-behaviour=keeps-draft]") || (ours(form) && form.querySelector("textarea"));
const typedIn = (form) =>
  [...form.querySelectorAll("textarea,input")].filter(
    ({ type }) => !["hidden", "radio", "checkbox"].includes(type),
  );
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !account || !drafted(form)) return;
  clearTimeout(pause);
  const path = form.getAttribute("action");
  const changed = (field) =>
    field.type !== "hidden" &&
    (field.value !== field.defaultValue || field.checked !== field.defaultChecked);
  const text = () => [...form.querySelectorAll("textarea,input")].some(changed);
  pending.set(form, () =>
    text()
      ? Outbox.saveDraft(account, path, words(form), slot)
      : Outbox.dropDraft(account, path + slot),
  );
  pause = setTimeout(saves, 700);
});
document.addEventListener("visibilitychange", saves); // another app, and perhaps never back
document.addEventListener("locking", saves);
const restores = async () => {
  for (const form of [...document.forms]) {
    if (!drafted(form) || typedIn(form).some((field) => field.value !== field.defaultValue))
      continue;
    const found = await Outbox.loadDraft(account, form.getAttribute("action"), slot, joining(form));
    if (found === "locked" && !document.getElementById("locked")) unlocks(form, restores);
  }
  // Only the diary's own form takes in what another app handed over
  // (pages/asks-about-what-came.js).
  await window.asksAboutWhatCame?.(account, { ours, saves });
};
// Puts drafts of one form into it, one after another: whatever was typed in any of them stands
// there. A day or a choice has room for one; a draft with another waits for the next time this form
// is opened.
const joining = (form) => {
  const all = [...form.elements].filter(({ name }) => name && !["konto", "egen"].includes(name));
  const one = ({ type }) => type === "date" || type === "radio";
  const put = new Set();
  return (fields) => {
    if (!fields) return words(form);
    const when = fields.find(([name]) => name === "dato")?.[1];
    // A day that nobody chose is not that of the draft, but of whenever it is written on.
    if (fields.some(([name, value]) => name === "dato_vist" && value === when))
      fields = fields.filter(([name]) => !name.startsWith("dato"));
    const of = (field) => fields.filter(([name]) => name === field.name).map(([, value]) => value);
    // What another app handed over is one text and says nothing of the rest.
    const [whole, first] = [fields.length > 1, !put.size];
    const differs = (field) =>
      put.has(field.name) &&
      of(field).length &&
      of(field)[0] !== new FormData(form).get(field.name);
    if (all.some((field) => one(field) && differs(field))) return false;
    for (const field of all) {
      const [value] = of(field);
      if (field.type === "checkbox") {
        if (whole) field.checked = of(field).includes(field.value) || (!first && field.checked);
      } else if (field.type === "radio")
        field.checked = value === undefined ? field.checked : field.value === value;
      else if (value === undefined) continue;
      else if (field.type === "hidden") field.value = first ? value : field.value;
      else if (one(field) || !put.has(field.name)) field.value = value;
      else if (!field.value.includes(value))
        field.value = [field.value, value]
          .filter(Boolean)
          .join(field.type === "textarea" ? "\n\n" : ", ");
    }
    for (const [name] of fields) put.add(name);
    for (const [name, value] of fields) {
      const other = form.elements[`${name}_nyt`]; // a box that this page does not show
      if (other && !all.some((field) => field.name === name && field.value === value))
        if (!other.value.includes(value))
          other.value = [other.value, value].filter(Boolean).join(", ");
    }
    form.dispatchEvent(new Event("joined"));
    return true;
  };
};
// What went straight is kept where it led on to: only a way of saying who one is leads back to the
// form.
const kept = async (path, fields, url) => {
  if (!account || /^\/(log-ind|er-det-dig|laas)/.test(new URL(url).pathname)) return;
  for (const form of pending.keys()) if (form.getAttribute("action") === path) pending.delete(form);
  await saves();
  await Outbox.dropDraft(account, path + slot);
  const within = ([name, value]) =>
    fields.some(([other, whole]) => other === name && whole.includes(value));
  for (const { place, fields: all } of (await Outbox.begun(account, path)) || [])
    if (all?.every(within)) await Outbox.dropDraft(account, place);
};
// On the diary's own page what was written stands there at once, and says where it is.
const shows = (form, fields) => {
  const before = document.getElementById("waiting");
  form.reset();
  form.querySelector("[name=id]").value = crypto.randomUUID();
  Object.assign(form, { inert: false, sentAt: 0 });
  if (!before) return () => {}; // where the list of what waits stands, it says so
  const card = clone("waiting-card");
  card.querySelector(".words").textContent = fields.find(([name]) => name === "tekst")?.[1] || "";
  before.prepend(card);
  const note = card.querySelector("[data-note]");
  return (id) => (note.textContent = card.dataset[id]);
};
window.drafts = {
  slot,
  kept,
  saves,
  shows,
  forgets: (form) => {
    pending.delete(form);
    saves();
  },
  restores: (...told) => {
    [account, ours, words, unlocks] = told;
    return restores();
  },
};
