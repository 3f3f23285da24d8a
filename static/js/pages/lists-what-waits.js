// The page that lists what waits: read here, on the phone, and nowhere else. It is open without
// net, so the phone keeps this too.
const written = document.getElementById("list").dataset.words.split(" "); // as the rooms say
window.lists = async (account, { refresh, drafts, unlocks }) => {
  const anew = () => refresh().then(() => window.lists(account, { refresh, drafts, unlocks }));
  const all = await Outbox.list(account);
  // Where its owner's login has ended, or it is locked: whoever has the phone takes nothing of
  // theirs away.
  const shut = await Outbox.noted("shut");
  const locked = await Outbox.isLocked(account);
  document
    .getElementById("list")
    .replaceChildren(...all.map((each) => row(each, anew, shut || locked)));
  const card = document.getElementById("locked");
  if (!locked) card.replaceChildren();
  else if (!card.hasChildNodes()) unlocks(card, () => drafts().then(anew));
  const kept = document.getElementById("kept");
  kept.innerHTML = (await Outbox.loadCopy(account)) || ""; // as the server made it, for this reader
  document.getElementById("nothing-waits").hidden = all.length > 0;
  const again = document.getElementById("send-again");
  again.hidden = !all.length;
  again.onclick = () => Outbox.tryAgain(account).then(anew);
};
const row = (each, anew, shut) => {
  const node = clone("waiting-row");
  const text = each.fields
    .filter(([name]) => written.includes(name))
    .map(([, value]) => value)
    .join("\n");
  const part = (name) => node.querySelector(`[data-${name}]`);
  node.querySelector(".words").textContent =
    text || node.dataset[!each.path ? "locked" : each.path === "/dag" ? "day" : "other"];
  part("copies").hidden = !text;
  const style = { dateStyle: "long", timeStyle: "short" };
  part("when").textContent = new Date(each.at).toLocaleString(document.documentElement.lang, style);
  part("why").textContent =
    each.state === "aside" ? each.says || node.dataset[each.code] || node.dataset.aside : "";
  part("copies").addEventListener("click", () =>
    navigator.clipboard.writeText(text).then(() => say(node.dataset.copied)),
  );
  part("deletes").hidden = shut;
  part("deletes").addEventListener("click", () => Outbox.remove(each.seq).then(anew));
  return node;
};
