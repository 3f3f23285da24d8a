// A page with somebody else's things empties itself as soon as they are not shared any more, also after a while in the pocket.
// Out of sight it holds no line open and shows nothing until it has asked again.
behaviour("leaves-when-gone", (node) => {
  const main = document.getElementById("main");
  let line = null;
  const leave = () => {
    line?.close();
    line = null;
    main.replaceChildren(document.getElementById("gone").content.cloneNode(true));
    main.hidden = false;
    main.querySelector("[tabindex]").focus();
  };
  const follow = () => {
    line?.close();
    line = new EventSource(node.dataset.source);
    line.addEventListener("gone", leave);
    line.addEventListener("changed", () => location.reload());
    line.addEventListener("error", () => line?.readyState === EventSource.CLOSED && look());
  };
  const look = () =>
    fetch(node.dataset.source.replace(/her$/, "endnu"), { cache: "no-store" })
      .then((answer) => (answer.status === 204 ? (main.hidden = document.hidden) : leave()))
      .catch(leave);
  const back = () => look().then(() => !document.hidden && main.contains(document.querySelector("#main .back")) && follow());
  const hide = () => {
    main.hidden = true;
    line?.close();
  };
  follow();
  // Also when the line seems open: a proxy may have swallowed what was said on it.
  setInterval(() => !document.hidden && line && look(), 30000);
  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : back()));
});
