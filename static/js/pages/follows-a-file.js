// How far a file is, without a page that jumps: what is shown changes where it stands, until what
// became of it stands there. It asks by itself, and says so: nobody is kept signed in by it.
behaviour("follows-a-file", (region) => {
  const here = new URL(location.href);
  here.searchParams.set("selv", "1");
  const look = async () => {
    const answer = await fetch(here, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    region.replaceChildren(...part.body.childNodes);
    if (region.querySelector("[data-going]")) setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
});
