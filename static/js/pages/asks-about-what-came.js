// What came from nowhere while there was no net to ask: it stands by itself, until its reader takes
// it along or throws it away.
window.asksAboutWhatCame = async (account, { ours, saves }) => {
  const text = document.querySelector("form[action='/dagbog'] textarea");
  if (!text || !ours(text.form)) return;
  document.querySelectorAll("[data-handed]").forEach((card) => card.remove());
  for (const { place, fields } of (await Outbox.begun(account, "/del")) || [])
    if (fields) asks(text, place, fields[0][1]);

  function asks(area, place, words) {
    const card = clone("handed");
    card.querySelector(".words").textContent = words;
    area.form.before(card);
    card.addEventListener("click", async ({ target }) => {
      const takes = target.closest("[data-takes]");
      if (!takes && !target.closest("[data-drops]")) return;
      card.remove();
      if (takes) {
        area.value = [area.value, words].filter(Boolean).join("\n\n");
        area.dispatchEvent(new Event("input", { bubbles: true }));
        area.focus();
        await saves();
      }
      await Outbox.dropDraft(account, place);
    });
  }
};
