// A page with somebody else's things empties itself as soon as they are not shared any more, also
// after a while in the pocket. Out of sight it holds no line open and shows nothing until it has
// asked again. Its source carries the mark of what it was made of: when that does not fit any more,
// the page is veiled first and then made anew, so that what was stopped is never seen again.
behaviour("leaves-when-gone", (node) => {
  const here = new URL(location.href);
  const main = document.getElementById("main");
  let line = null;
  const end = () => {
    line?.close();
    line = null;
  };
  const leave = (why = "gone") => {
    end();
    main.replaceChildren(document.getElementById(why).content.cloneNode(true));
    main.hidden = false;
    main.querySelector("[tabindex]").focus();
  };
  // Nobody answers who knows: nothing is shown, nothing is said of what is shared, and it is asked
  // again.
  let asks = null;
  const unknown = () => {
    main.hidden = document.hidden;
    if (asks) return;
    leave("unknown");
    asks = setInterval(() => document.hidden || look(), 5000);
  };
  const gone = () => {
    clearInterval(asks);
    leave();
  };
  // When it was last on its way, as a page that locks or signs out; a call only seems to be.
  let goes = -Infinity;
  for (const what of ["beforeunload", "pagehide", "submit", "locking"])
    addEventListener(what, () => (goes = Date.now()));
  const anew = () => {
    end();
    if (Date.now() - goes < 4000) {
      main.replaceChildren();
      return void setTimeout(anew, 4000);
    }
    document.documentElement.setAttribute("data-veiled", "");
    // Not a person's doing: the address says so, and the login rests as before
    // (app/sign_in/guards.py).
    here.searchParams.set("selv", "1");
    location.replace(here);
  };
  // The line does not say why: nothing is shared any more, or the reader's own login has ended.
  // Empty at once, and asked which.
  let told = false;
  const empty = () => {
    end();
    if (!main.hasChildNodes()) return; // it locks
    main.replaceChildren();
    told = true;
    look();
  };
  const follow = () => {
    end();
    line = new EventSource(node.dataset.source);
    line.addEventListener("gone", empty);
    line.addEventListener("changed", anew);
    line.addEventListener("error", () => line?.readyState === EventSource.CLOSED && look());
  };
  const fits = () => {
    if (asks || told) return anew();
    main.hidden = document.hidden;
    return main.contains(document.querySelector("#main .back"));
  };
  const look = () =>
    fetch(node.dataset.source.replace("/her?", "/endnu?"), { cache: "no-store" })
      .then((answer) => {
        if (answer.status === 204) return fits();
        if (answer.status === 205 || (heard(answer) && answer.redirected)) return anew();
        return heard(answer) && answer.status < 429 ? gone() : unknown();
      })
      .catch(unknown);
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
