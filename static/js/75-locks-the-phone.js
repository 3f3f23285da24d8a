// A lock on what lies on this phone. The private key lies wrapped, under six digits or under the phone's own passkey, and is open
// only in the memory of one page. What was there before the lock was set is cleared by the browser itself, the old key with it.
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const GCM = "AES-GCM";
const random = (size) => crypto.getRandomValues(new Uint8Array(size));
const fromPin = async (pin, salt) => {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: 600000 }, base, 256);
};
const prf = (salt) => ({ prf: { eval: { first: salt } } });
const asked = (found) => found.getClientExtensionResults().prf;
const fromPasskey = async ({ id, salt }) => {
  const allowCredentials = [{ type: "public-key", id }];
  const publicKey = { challenge: random(32), userVerification: "required", allowCredentials, extensions: prf(salt) };
  return asked(await navigator.credentials.get({ publicKey })).results.first;
};
const newPasskey = async () => {
  const user = { id: random(16), name: "Fodfæste", displayName: "Fodfæste" };
  const pubKeyCredParams = [-7, -257].map((alg) => ({ type: "public-key", alg }));
  const authenticatorSelection = { authenticatorAttachment: "platform", userVerification: "required" };
  const publicKey = { challenge: random(32), rp: { name: "Fodfæste" }, user, pubKeyCredParams, authenticatorSelection, extensions: { prf: {} } };
  const made = await navigator.credentials.create({ publicKey });
  if (!asked(made)?.enabled) throw new Error("cannot");
  return made.rawId;
};
const wraps = async (lock, pin, how, raw) => {
  const bits = await (lock.id ? fromPasskey(lock) : fromPin(pin, lock.salt));
  return crypto.subtle[how]({ name: GCM, iv: lock.iv }, await crypto.subtle.importKey("raw", bits, GCM, false, [how]), raw);
};
const privately = (raw) => crypto.subtle.importKey("pkcs8", raw, CURVE, false, ["deriveBits"]);
const account_ = () => document.querySelector("meta[name=account]").content;

const setLock = async (account, server, pin) => {
  const lock = { salt: random(32), iv: random(12), misses: 0 };
  if (!pin) lock.id = await newPasskey();
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const raw = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
  lock.wrapped = await wraps(lock, pin, "encrypt", raw);
  const keeps = await Outbox.noted(`keeps ${account}`);
  if (await Outbox.anyWords()) throw new Error("no"); // written meanwhile, in another tab
  const cleared = await fetch("/telefon/ryd", { method: "POST", body: new URLSearchParams({ konto: account }) });
  if (cleared.status !== 204) throw new Error("no");
  await Outbox.setKeys({ account, pub: await crypto.subtle.exportKey("raw", pair.publicKey), lock, server });
  Outbox.held.set(account, await privately(raw));
  await Outbox.note(`keeps ${account}`, keeps);
  await Outbox.note("account", account);
};
// A miss is counted before it is known, so that closing the page gains nothing.
const openLock = async (account, pin) => {
  const row = await Outbox.keysOf(account);
  const { lock } = row;
  if (!lock.id && pin.length < 6) return "wrong";
  if (lock.until > Date.now()) return "wait";
  lock.misses += 1;
  lock.until = lock.misses > 3 && Date.now() + 2 ** lock.misses * 1000;
  if (!lock.id) await Outbox.setKeys(row);
  try {
    const raw = await wraps(lock, pin, "decrypt", lock.wrapped);
    Outbox.held.set(account, await privately(raw));
    await Outbox.setKeys({ ...row, lock: { ...lock, misses: 0 } });
    return raw;
  } catch (error) {
    if (lock.id) return "no";
    if (lock.misses < 10) return "wrong";
    await Outbox.loseKey(account);
    localStorage.setItem("hides", account);
    return "gone";
  }
};
// The card that opens it; `then` goes on with what was asked for.
window.opensLock = async (card, account, then) => {
  const { lock } = await Outbox.keysOf(account);
  const problem = card.querySelector("[role=alert]");
  const field = card.querySelector("input");
  card.querySelector("[data-pin]").hidden = Boolean(lock.id);
  card.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = await openLock(account, field.value);
    field.value = "";
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

behaviour("locks-the-phone", async (node) => {
  const { dataset } = node;
  const account = account_();
  const part = (name) => node.querySelector(`[data-${name}]`);
  const problem = node.querySelector("[role=alert]");
  const look = async () => {
    const { lock } = await Outbox.keysOf(account);
    part("unlocked").hidden = Boolean(lock);
    part("locked").hidden = !lock;
    node.hidden = false;
  };
  const tell = (words) => (problem.textContent = words);
  const set = async (pin) => {
    tell("");
    if (await Outbox.anyWords()) return tell(dataset.waits);
    await setLock(account, Uint8Array.from(atob(dataset.key), (letter) => letter.charCodeAt(0)).buffer, pin).then(
      () => say(dataset.on),
      (error) => tell(error.message === "cannot" ? dataset.cannot : dataset.failed),
    );
    await look();
  };
  part("pins").addEventListener("submit", (event) => {
    event.preventDefault();
    const [one, two] = [...part("pins").querySelectorAll("input")].map((field) => field.value);
    if (!/^\d{6}$/.test(one)) return tell(dataset.short);
    if (one !== two) return tell(dataset.unlike);
    part("pins").reset();
    set(one);
  });
  part("passkey").hidden = !window.PublicKeyCredential;
  part("passkey").addEventListener("click", () => set(null));
  part("removes").addEventListener("click", () => {
    const card = clone("unlock");
    part("locked").lastElementChild.replaceWith(card);
    card.querySelector("input").focus();
    opensLock(card, account, async (raw) => {
      const { lock, server, ...row } = await Outbox.keysOf(account);
      await Outbox.setKeys({ ...row, key: await privately(raw) });
      say(dataset.off);
      await look();
    });
  });
  await look();
});

// What lies on the phone only when its writer chose it.
behaviour("keeps-on-the-phone", async (node) => {
  const [plan, all, off] = node.querySelectorAll("button");
  const look = async () => {
    const kept = await Outbox.noted(`keeps ${account_()}`);
    plan.hidden = kept === "plan";
    all.hidden = kept === "alt";
    off.hidden = !kept;
    node.hidden = false;
  };
  const keeps = async (what) => {
    const answer = await fetch(`/telefon/med?hvad=${what}&konto=${account_()}`, { cache: "no-store" });
    if (answer.redirected || !answer.ok) throw new Error("no");
    await Outbox.saveCopy(account_(), await answer.text());
    await Outbox.note(`keeps ${account_()}`, what);
    say(node.dataset.on);
  };
  node.addEventListener("click", async ({ target }) => {
    if (target === off) {
      await Outbox.note(`keeps ${account_()}`, "");
      await Outbox.dropCopy(account_());
      say(node.dataset.off);
    } else if (target.value) await keeps(target.value).catch(() => say(node.dataset.failed));
    look();
  });
  await look();
});
