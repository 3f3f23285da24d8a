// The phone says roughly where it is, only when somebody presses, and rounded before it is sent: to
// about a kilometre, which is enough to tell a walk from a ride.
behaviour("finds-where", (field) => {
  if (!navigator.geolocation) return;
  const button = field.querySelector("button");
  const [town, place, said] = ["select", "input", "[data-said]"].map((each) =>
    field.querySelector(each),
  );
  const forget = () => {
    place.disabled = said.hidden = true;
    place.value = "";
  };
  town.addEventListener("change", forget);
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        place.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
        place.disabled = said.hidden = false;
        town.value = "";
        say(field.dataset.there);
      },
      () => say(field.dataset.no),
      { maximumAge: 600_000, timeout: 10_000 },
    );
  });
});
