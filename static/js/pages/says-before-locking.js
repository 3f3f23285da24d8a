// Two minutes before the page locks it says so, and one tap keeps it open. When time is up the page
// closes itself: what was being written goes to the server, comes back sealed, and waits behind the
// sign-in. Other tabs in use keep this one open, and one that locks, hides or signs out takes those
// of the same login along: nobody finds one of them standing on another's phone. Only pages that
// lock carry this.
behaviour("says-before-locking", (body) => {
  // Without `rested` nobody knows who is in: it hears, and says nothing.
  const { mark = "", minutes, rested = 0 } = body.dataset;
  let whole = minutes * 60000;
  // A page that came by itself; whenever somebody is here, all of it counts anew.
  let last = Date.now() - rested * 60000;
  let writing = null;
  const note = () => document.querySelector("[data-locks]");
  const here = () => {
    last = Date.now();
    note()?.remove();
  };
  const used = () => (here(), rested && tabs.postMessage(`+${mark}`));
  const still = () =>
    fetch(`/jeg-er-her?konto=${mark}`).then((r) => r.ok && heard(r) && !r.redirected && used());
  const tell = () => {
    const fresh = clone("locks-soon");
    fresh.dataset.locks = "";
    fresh.querySelector("button").addEventListener("click", still);
    document.getElementById("main").prepend(fresh);
  };
  const lock = () => {
    whole = -Infinity; // for good
    sessionStorage.clear();
    // what the server gave back is nowhere but here either, though nobody has typed since
    writing ||= document.querySelector(".problem~[data-behaviour=keeps-draft],[data-carries]");
    empties();
    // Until somebody answers who can seal it, what was being written is nowhere but here: in a
    // moment again. This keeps nobody awake.
    const fields = writing ? [...new FormData(writing)] : [];
    const sti = writing?.getAttribute("action") || location.pathname;
    fetch("/log-ind/kode", { signal: AbortSignal.timeout?.(10000) })
      .then((r) => r.ok && heard(r) && posts(`/laas?konto=${mark}`, [...fields, ["sti", sti]]))
      .catch(() => {});
  };
  const look = () => {
    const rest = Date.now() - last;
    if (rest >= whole + 5000) {
      if (whole > 0 && rested) tabs.postMessage(mark); // said once, by the first
      lock();
    } else if (rest >= Math.max(whole - 120000, whole / 2) && !note()) tell();
  };
  // Whoever else is here now must not find this page standing, and does not keep it open.
  tabs.addEventListener("message", ({ data }) => {
    if (data === `+${mark}`) here();
    else if (data?.[0] === "+" || (data || mark) === mark) lock();
  });
  // Nobody is spoken for by a page that came late, after its reader had gone: on one's own phone it
  // is asked anyway whose login this is, elsewhere when the page was long on its way.
  const arrives = async () => {
    const answer =
      performance.now() > 700 && (await fetch(`/jeg-er-her?konto=${mark}`).catch(() => {}));
    if (answer && heard(answer) && (answer.status === 409 || answer.redirected)) lock();
    else if (speaks) used();
  };
  if (!meta?.content) mark && rested !== 0 && arrives();
  else if (speaks) document.addEventListener("known", used);
  document.addEventListener(
    "input",
    (event) => (writing = event.target.closest("form[data-behaviour=keeps-draft]") || writing),
  );
  document.addEventListener("htmx:after:request", used);
  // Somebody searched, and their login had ended: the page that says so takes the place of all that
  // stands here.
  document.addEventListener("htmx:before:swap", (event) => {
    if (writing && event.detail.ctx.target === "body") event.preventDefault(lock());
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 10000);
});
