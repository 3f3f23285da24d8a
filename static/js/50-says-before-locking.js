// Two minutes before the page locks it says so, and one tap keeps it open. When time is up it goes to the sign-in page
// with nothing typed lost: a form that is being written in is sent along, sealed, by the server.
behaviour("says-before-locking", (body) => {
  const whole = Number(body.dataset.minutes) * 60000;
  const warn = document.getElementById("locks-soon");
  let timer;
  const again = () => {
    clearTimeout(timer);
    document.querySelector("[data-locks]")?.remove();
    timer = setTimeout(tell, Math.max(whole - 120000, whole / 2));
  };
  const tell = () => {
    const note = warn.content.firstElementChild.cloneNode(true);
    note.dataset.locks = "";
    note.querySelector("button").addEventListener("click", () => fetch("/jeg-er-her").then((r) => r.ok && !r.redirected && again()));
    document.getElementById("main").prepend(note);
  };
  document.addEventListener("htmx:after:request", again);
  again();
});
