// The page on which somebody chooses what their phone keeps, and locks it. Only that page carries
// this.
const { wraps, privately, asked } = Lock;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const random = (size) => crypto.getRandomValues(new Uint8Array(size));
const newPasskey = async () => {
  const user = { id: random(16), name: "Fodfæste", displayName: "Fodfæste" };
  const pubKeyCredParams = [-7, -257].map((alg) => ({ type: "public-key", alg }));
  const authenticatorSelection = {
    authenticatorAttachment: "platform",
    userVerification: "required",
  };
  const publicKey = {
    challenge: random(32),
    rp: { name: "Fodfæste" },
    user,
    pubKeyCredParams,
    authenticatorSelection,
    extensions: { prf: {} },
  };
  const made = await navigator.credentials.create({ publicKey });
  if (!asked(made)?.enabled) throw new Error("cannot");
  return made.rawId;
};
const whose = () => meta.content;
// What only a script does is said where there is one.
behaviour("is-said-with-script", (node) => (node.hidden = false));

const setLock = async (account, server, pin) => {
  const lock = { salt: random(32), iv: random(12), misses: 0 };
  if (!pin) lock.id = await newPasskey();
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const raw = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
  lock.wrapped = await wraps(lock, pin, "encrypt", raw);
  const keeps = await Outbox.noted(`keeps ${account}`);
  if (await Outbox.anyWords()) throw new Error("no"); // written meanwhile, in another tab
  const cleared = await fetch("/telefon/ryd", {
    method: "POST",
    body: new URLSearchParams({ konto: account }),
  });
  if (cleared.status !== 204) throw new Error("no");
  await Outbox.keep("keys", {
    account,
    pub: await crypto.subtle.exportKey("raw", pair.publicKey),
    lock,
    server,
  });
  Outbox.held.set(account, await privately(raw));
  await Outbox.note(`keeps ${account}`, keeps);
  // Answers that come late may have said whose it is, or that it is nobody's. Only the server knows
  // whether its owner went meanwhile.
  const since = await Outbox.noted("turn");
  const login = (await fetch("/telefon/hvem", { cache: "no-store" })).headers.get("x-login");
  if (login !== account) throw new Error("no");
  await Outbox.hears(login, since).catch(async (error) => {
    if ((await Outbox.noted("account")) !== account) throw error;
  });
};
behaviour("locks-the-phone", async (node) => {
  const { dataset } = node;
  const account = whose();
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
    await setLock(
      account,
      Uint8Array.from(atob(dataset.key), (letter) => letter.charCodeAt(0)).buffer,
      pin,
    ).then(
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
      const key = await privately(raw);
      await Outbox.changeKeys(account, (row) => {
        delete row.lock;
        delete row.server;
        row.key = key;
      });
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
    const kept = await Outbox.noted(`keeps ${whose()}`);
    plan.hidden = kept === "plan";
    all.hidden = kept === "alt";
    off.hidden = !kept;
    node.hidden = false;
  };
  let turn = 0; // what is chosen last counts, whichever answer comes first
  const keeps = async (what, mine) => {
    const before = await Outbox.noted(`keeps ${whose()}`);
    const answer = await fetch(`/telefon/med?hvad=${what}&konto=${whose()}`, { cache: "no-store" });
    if (answer.redirected || !answer.ok || !heard(answer)) throw new Error("no");
    const text = await answer.text();
    if (mine === turn) await Outbox.saveCopy(whose(), text, before, what);
  };
  node.addEventListener("click", async ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const mine = ++turn;
    const tell = (words) => mine === turn && say(words);
    if (button === off) {
      await Outbox.note(`keeps ${whose()}`, "");
      await Outbox.dropCopy(whose());
      tell(node.dataset.off);
    } else
      await keeps(button.value, mine).then(
        () => tell(node.dataset.on),
        () => tell(node.dataset.failed),
      );
    look();
  });
  await look();
});
