// A page stays open overnight. A day that nobody chose follows the day of writing, one that was
// chosen stays, and the page says which it will be when it is not today. The server holds to the
// same, with or without this.
behaviour("follows-the-day", (line) => {
  const form = line.closest("form");
  const { dato, dato_vist: shown } = form.elements;
  const { lang } = document.documentElement;
  const named = (day, how) => day.toLocaleDateString(lang === "en" ? "en-GB" : lang, how);
  let { today } = line.dataset;
  let began = Outbox.day();
  const says = () => {
    line.hidden = !dato.value || dato.value === today;
    const day = new Date(`${dato.value}T12:00`);
    const year = dato.value.slice(0, 4) === today.slice(0, 4) ? undefined : "numeric";
    if (line.hidden) return;
    const said = [
      named(day, { weekday: "long" }),
      named(day, { day: "numeric", month: "long", year }),
    ];
    line.textContent = line.dataset.says.replace("{day}", said.join(lang === "da" ? " den " : " "));
  };
  const follows = () => {
    if (Outbox.day() !== began) today = began = Outbox.day();
    if (shown?.value) shown.value = dato.value = dato.defaultValue = today;
    says();
  };
  dato.addEventListener("input", () => {
    if (shown) shown.value = "";
    says();
  });
  // A form that was kept is empty again, and so is what was chosen of it.
  const anew = () => shown && ((shown.value = today), follows());
  form.addEventListener("reset", () => setTimeout(anew));
  form.addEventListener("joined", says);
  for (const [where, what] of [
    [document, "visibilitychange"],
    [window, "focus"],
    [form, "input"],
  ])
    where.addEventListener(what, follows);
});
