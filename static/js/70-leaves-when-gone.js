// A page with somebody else's things empties itself as soon as they are not shared any more, also after a pause in the pocket.
behaviour("leaves-when-gone", (node) => {
  const main = document.getElementById("main");
  const leave = () => {
    line?.close();
    main.replaceChildren(document.getElementById("gone").content.cloneNode(true));
    main.hidden = false;
    main.querySelector("[tabindex]").focus();
  };
  const look = () =>
    fetch(node.dataset.source.replace(/her$/, "endnu"), { cache: "no-store" })
      .then((answer) => (answer.status === 204 ? (main.hidden = false) : leave()))
      .catch(leave);
  const line = new EventSource(node.dataset.source);
  line.addEventListener("gone", leave);
  line.addEventListener("changed", () => location.reload());
  line.addEventListener("error", () => line.readyState === EventSource.CLOSED && look());
  setInterval(() => line.readyState !== EventSource.OPEN && look(), 30000);
  document.addEventListener("visibilitychange", () => (document.hidden ? (main.hidden = true) : look()));
  window.addEventListener("pageshow", (event) => event.persisted && look());
});
