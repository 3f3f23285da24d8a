// The browser's own question about installing is kept until somebody asks for it.
let offer = null;
window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  for (const button of document.querySelectorAll("[data-behaviour=installs]")) button.hidden = false;
});
behaviour("installs", (button) => {
  button.hidden = !offer;
  button.addEventListener("click", () => offer.prompt().then(() => (button.hidden = true)));
});
