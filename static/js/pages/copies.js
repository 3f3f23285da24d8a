// A button that copies is only there when it can; afterwards it says so.
behaviour("copies", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.text);
    say(button.dataset.done);
  });
});
