// The browser's own question about installing is kept until somebody asks for it.
let offer = null;
let show = () => {};
window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  show();
});
behaviour("installs", (button) => {
  show = () => (button.hidden = !offer);
  show();
  button.addEventListener("click", () => offer.prompt().then(() => (button.hidden = true)));
});
