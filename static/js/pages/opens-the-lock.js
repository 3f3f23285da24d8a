// A lock on what lies on this phone. The private key lies wrapped, under six digits or under the
// phone's own passkey, and is open only in the memory of one page. What was there before the lock
// was set is cleared by the browser itself, the old key with it. Only pages on which something may
// lie locked carry this.
const GCM = "AES-GCM";
const fromPin = async (pin, salt) => {
  const base = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(pin),
    "PBKDF2",
    false,
    ["deriveBits"],
  );
  return crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: 600000 },
    base,
    256,
  );
};
const prf = (salt) => ({ prf: { eval: { first: salt } } });
const asked = (found) => found.getClientExtensionResults().prf;
const fromPasskey = async ({ id, salt }) => {
  const allowCredentials = [{ type: "public-key", id }];
  const publicKey = {
    challenge: crypto.getRandomValues(new Uint8Array(32)),
    userVerification: "required",
    allowCredentials,
    extensions: prf(salt),
  };
  return asked(await navigator.credentials.get({ publicKey })).results.first;
};
const wraps = async (lock, pin, how, raw) => {
  const bits = await (lock.id ? fromPasskey(lock) : fromPin(pin, lock.salt));
  return crypto.subtle[how](
    { name: GCM, iv: lock.iv },
    await crypto.subtle.importKey("raw", bits, GCM, false, [how]),
    raw,
  );
};
const privately = (raw) =>
  crypto.subtle.importKey("pkcs8", raw, { name: "ECDH", namedCurve: "P-256" }, false, [
    "deriveBits",
  ]);
window.Lock = { wraps, privately, asked }; // the page on which it is set (pages/phone.js)
// A miss is counted before it is known, so that closing the page gains nothing.
const openLock = async (account, pin) => {
  let said = "gone"; // also when another page lost it or took it off
  const row = await Outbox.changeKeys(account, ({ lock }) => {
    if (!lock) return;
    said = lock.until > Date.now() ? "wait" : pin.length < 6 && !lock.id && "wrong";
    if (said || lock.id) return;
    lock.misses += 1;
    lock.until = lock.misses > 3 && Date.now() + 2 ** lock.misses * 1000;
  });
  if (said) return said;
  const { lock } = row;
  try {
    const raw = await wraps(lock, pin, "decrypt", lock.wrapped);
    Outbox.held.set(account, await privately(raw));
    await Outbox.changeKeys(account, ({ lock }) => lock && (lock.misses = lock.until = 0));
    return raw;
  } catch {
    if (lock.id) return "no";
    if (lock.misses < 10) return "wrong";
    await Outbox.loseKey(account);
    ending(account);
    return "gone";
  }
};
// The card that opens it; `then` goes on with what was asked for.
window.opensLock = async (card, account, then) => {
  const { lock } = await Outbox.keysOf(account);
  const problem = card.querySelector("[role=alert]");
  if (await Outbox.noted("shut")) {
    problem.textContent = card.dataset.shut;
    return card.replaceChildren(problem);
  }
  const field = card.querySelector("input");
  card.querySelector("[data-pin]").hidden = lock.id;
  card.addEventListener("submit", async (event) => {
    event.preventDefault();
    const pin = field.value;
    field.value = ""; // at once: the next code may be typed while this one is tried
    const said = await openLock(account, pin);
    if (typeof said !== "string") {
      card.remove();
      document.querySelector("h1").focus();
      return then(said);
    }
    problem.textContent = card.dataset[said];
    if (said === "gone") card.replaceChildren(problem);
  });
};
let hiddenAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (Outbox.held.size && Date.now() - hiddenAt > 120000) location.reload();
});
