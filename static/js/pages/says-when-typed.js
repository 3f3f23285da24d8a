// A page that lets somebody in may wait for hours, as behind a lock. It says when the password was
// typed, not when it was made: one that was sent and came to nothing is as old as it says, whoever
// sends it again.
behaviour("says-when-typed", (field) => {
  const [made, began] = [+field.value, Date.now()];
  field.form.addEventListener("input", ({ target }) => {
    if (target.type === "password") field.value = made + Math.max(0, Date.now() - began);
  });
});
