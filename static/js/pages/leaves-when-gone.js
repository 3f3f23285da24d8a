// A page with somebody else's things empties itself as soon as they are not shared any more, also after a while in the pocket.
// Out of sight it holds no line open and shows nothing until it has asked again. Its source carries the mark of what it was made
// of: when that does not fit any more, the page is veiled first and then made anew, so that what was stopped is never seen again.
behaviour("leaves-when-gone", (node) => {
  const here = new URL(location.href);
  const main = document.getElementById("main");
  let line = null;
  const end = () => {
    line?.close();
    line = null;
  };
  const leave = () => {
    end();
    main.replaceChildren(document.getElementById("gone").content.cloneNode(true));
    main.hidden = false;
    main.querySelector("[tabindex]").focus();
  };
  const anew = () => {
    end();
    document.documentElement.setAttribute("data-veiled", "");
    // Not a person's doing: the address says so, and the login rests as before (app/identity/doors.py).
    here.searchParams.set("selv", "1");
    location.replace(here);
  };
  const follow = () => {
    end();
    line = new EventSource(node.dataset.source);
    line.addEventListener("gone", leave);
    line.addEventListener("changed", anew);
    line.addEventListener("error", () => line?.readyState === EventSource.CLOSED && look());
  };
  const fits = () => {
    main.hidden = document.hidden;
    return main.contains(document.querySelector("#main .back"));
  };
  const look = () =>
    fetch(node.dataset.source.replace("/her?", "/endnu?"), { cache: "no-store" })
      .then((answer) => (answer.status === 204 ? fits() : answer.status === 205 ? anew() : leave()))
      .catch(leave);
  const hide = () => {
    main.hidden = true;
    line?.close();
  };
  follow();
  here.searchParams.delete("selv"); // whoever loads it again is there
  history.replaceState(null, "", here);
  // Also when the line seems open: a proxy may have swallowed what was said on it.
  setInterval(() => !document.hidden && line && look(), 30000);
  document.addEventListener("visibilitychange", () =>
    document.hidden ? hide() : look().then((fit) => fit && !document.hidden && follow()),
  );
});
