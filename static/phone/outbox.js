// What is written lies on the phone first, sealed, and is sent exactly once. The page and the
// worker both use this file. Nothing here is ever thrown away by itself: a row goes when the server
// has said that it has it, or when its writer says so.
(() => {
  const BATCH = 20;
  const BYTES = 48000;
  const LOST = new Set(["InvalidStateError", "AbortError", "UnknownError"]);
  const bytes = (text) => new TextEncoder().encode(text);
  const news = new BroadcastChannel("outbox");
  let opening = null;
  // A browser may hang: then it kept nothing, as far as anybody knows, and what was written goes
  // straight.
  const slow = (reject) => setTimeout(reject, 6000, new Error("slow"));

  const open = () =>
    (opening ||= new Promise((resolve, reject) => {
      const asked = indexedDB.open("fodfaeste", 1);
      asked.onupgradeneeded = () => {
        const ops = asked.result.createObjectStore("ops", { keyPath: "seq", autoIncrement: true });
        ops.createIndex("op", "op", { unique: true });
        ops.createIndex("state", ["account", "state", "seq"]);
        asked.result.createObjectStore("drafts", { keyPath: ["account", "place"] });
        for (const name of ["keys", "copy"])
          asked.result.createObjectStore(name, { keyPath: "account" });
        asked.result.createObjectStore("meta");
      };
      asked.onsuccess = () => {
        asked.result.onclose = asked.result.onversionchange = () => closed(asked.result);
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
      slow(reject);
    }).catch((error) => {
      opening = null;
      throw error;
    }));
  const closed = (db) => {
    db.close();
    opening = null;
  };

  // One transaction, synced before it counts. Some phones close the database in the background:
  // then it is opened once more.
  const once = async (stores, mode, work) => {
    const db = await open();
    return new Promise((resolve, reject) => {
      const all = db.transaction(stores, mode, { durability: "strict" });
      const asked = work((name) => all.objectStore(name));
      all.oncomplete = () => resolve(asked?.result);
      all.onabort = () => reject(all.error);
      slow(reject);
    });
  };
  const run = (...what) =>
    once(...what).catch((error) => {
      if (!LOST.has(error?.name)) throw error;
      opening = null;
      return once(...what);
    });

  // Everything is sealed to a key pair of its writer's: anybody here can put something in, only the
  // private half opens it. With a lock that half lies wrapped, and is open only in the memory of a
  // page that was unlocked.
  const EC = { name: "ECDH", namedCurve: "P-256" };
  const held = new Map();
  const reads = (name, work) => run([name], "readonly", (store) => work(store(name)));
  const writes = (name, work) => run([name], "readwrite", (store) => work(store(name)));
  const one = (name, key) => reads(name, (all) => all.get(key));
  // Written only where what is noted still stands; it is asked in the same transaction.
  const where = (stores, work, name = "", value) => {
    const asked = (store) => {
      const found = store("meta").get(name);
      found.onsuccess = () => found.result === value || found.transaction.abort();
      work(store);
    };
    return run(["meta", ...stores], "readwrite", asked).catch((error) =>
      Promise.reject(error || new Error("gone")),
    );
  };
  const keep = (name, ...row) => writes(name, (all) => all.put(...row));
  const keysOf = async (account) => {
    const there = await one("keys", account);
    if (there) return there;
    const pair = await crypto.subtle.generateKey(EC, false, ["deriveBits"]);
    const pub = await crypto.subtle.exportKey("raw", pair.publicKey);
    await writes("keys", (all) => all.add({ account, pub, key: pair.privateKey })).catch(() => {});
    return one("keys", account);
  };
  // Where a login has ended elsewhere its writer can still write, and nothing is read before they
  // are in again. A page that the server has made for them is past that, whatever the phone could
  // note.
  const shut = async () => !self.meta?.content && noted("shut");
  const keyOf = async (account) =>
    !(await shut()) && (held.get(account) || (await keysOf(account)).key);
  const isLocked = async (account) => !(await keyOf(account));
  const between = async (own, other, from, to, name) => {
    const theirs = await crypto.subtle.importKey("raw", other, EC, true, []);
    const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own, 256);
    const salt = await new Blob([from, to]).arrayBuffer();
    const base = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt, info: bytes(name) };
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
  };
  // Each box has a key of its own, so its nonce may be zero. The server opens one in the same way
  // (sealed_box.py).
  const gcm = (name) => ({ name: "AES-GCM", iv: new Uint8Array(12), additionalData: bytes(name) });
  const sealTo = async (pub, name, value) => {
    const fresh = await crypto.subtle.generateKey(EC, false, ["deriveBits"]);
    const from = await crypto.subtle.exportKey("raw", fresh.publicKey);
    const key = await between(fresh.privateKey, pub, from, pub, name);
    return new Blob([
      from,
      await crypto.subtle.encrypt(gcm(name), key, bytes(JSON.stringify(value))),
    ]).arrayBuffer();
  };
  const seal = async (account, name, value) =>
    sealTo((await keysOf(account)).pub, `${account}|${name}`, value);
  const opened = async (account, name, box) => {
    const from = box.slice(0, 65);
    const { pub } = await keysOf(account);
    const key = await between(await keyOf(account), from, from, pub, `${account}|${name}`);
    return JSON.parse(
      new TextDecoder().decode(
        await crypto.subtle.decrypt(gcm(`${account}|${name}`), key, box.slice(65)),
      ),
    );
  };

  // The writer's own day: it begins at four in the morning.
  const day = () => {
    const then = new Date();
    then.setDate(then.getDate() - (then.getHours() < 4));
    return then.toLocaleDateString("sv"); // Swedish dates are ISO dates
  };
  const changed = (what) => news.postMessage(what);

  // A form's draft, and what was added to it from elsewhere or while it was locked.
  const draftsOf = (account, path) =>
    IDBKeyRange.bound([account, path], [account, `${path} \uffff`]);
  // What no form may hold can never be sent: it is not taken, and its words stay where they were
  // typed.
  const put = async (account, path, fields, slot = "") => {
    if (`${new URLSearchParams(fields)}`.length > (path.startsWith("/dagbog") ? 130000 : 65000))
      throw new Error("large");
    const op = crypto.randomUUID();
    const value = { path, fields, day: day() };
    const row = {
      op,
      account,
      state: "waiting",
      at: Date.now(),
      sealed: await seal(account, op, value),
    };
    const { lock, server } = await keysOf(account);
    if (lock) row.box = await sealTo(server, `server|${account}|${op}`, value);
    // What was begun of it in another page, or before that page locked, and says nothing more, is
    // kept with it: its id is the same.
    const within = ([name, value]) =>
      name.startsWith("dato") ||
      fields.some(([other, whole]) => other === name && whole.includes(value));
    const same = ((await begun(account, path)) || []).filter(({ fields: all }) =>
      all?.every(within),
    );
    // A page that names nobody is written on in the name it found at first: only as long as the
    // phone has not changed hands.
    const whose = self.meta?.content === "" ? ["account", account] : [];
    const puts = (store) => {
      store("ops").add(row);
      for (const place of [path + slot, ...same.map((each) => each.place)])
        store("drafts").delete([account, place]);
    };
    const write = () => where(["ops", "drafts"], puts, ...whose);
    await write().catch(async (error) => {
      // A full phone gives up what the server has as well, then tries once more.
      if (!(await dropCopy(account))) throw error;
      return write();
    });
    changed("changed");
    return op;
  };

  const among = (account, state) => IDBKeyRange.bound([account, state], [account, state, []]);
  const rows = (account, state, most) =>
    reads("ops", (all) => all.index("state").getAll(among(account, state), most));
  const count = (account, state) =>
    reads("ops", (all) => all.index("state").count(among(account, state)));
  // What became of it, whoever has sent it: what is gone was taken.
  const fate = async (op) => {
    const row = await reads("ops", (all) => all.index("op").get(op));
    return row ? row.state === "aside" && row : told.get(op) || { status: "ok" };
  };
  const remove = (seq) => writes("ops", (all) => all.delete(seq));
  const setAside = (row, code, says) => keep("ops", { ...row, state: "aside", code, says });

  const text64 = (box) =>
    btoa(Array.from(new Uint8Array(box), (each) => String.fromCharCode(each)).join(""));
  const batch = async (account, skip, most) => {
    const found = [];
    let size = 0;
    for (const row of (await rows(account, "waiting", skip + most)).slice(skip)) {
      let value;
      try {
        value = {
          op: row.op,
          v: 1,
          ...(row.box ? { box: text64(row.box) } : await opened(account, row.op, row.sealed)),
        };
      } catch ({ message }) {
        if (message === "slow" || (await shut())) break; // not opened now is not unreadable
        await setAside(row, "sealed", "");
        continue;
      }
      const text = JSON.stringify(value);
      size += bytes(text).length;
      if (found.length && size > BYTES) break;
      found.push({ row, text });
    }
    return found;
  };

  // Everything that waits, in the order in which it was written. What is not a clear answer is no
  // answer: then all stays. What the server cannot take in is found by sending one at a time; it
  // stays here with its reason, and nothing else waits for it.
  const told = new Map(); // also what another sending from this page was told
  const sendAll = async (account) => {
    let [skip, most] = [0, BATCH];
    if (await shut()) return "signIn";
    for (;;) {
      const next = await batch(account, skip, most);
      if (!next.length) return (await count(account, "waiting")) ? "later" : "sent";
      const body = bytes(
        `{"account":${JSON.stringify(account)},"ops":[${next.map(({ text }) => text).join()}]}`,
      );
      let answer;
      try {
        const response = await fetch("/sync", {
          method: "POST",
          body,
          cache: "no-store",
          keepalive: body.length < 60000,
          headers: { "content-type": "application/json" },
          signal: AbortSignal.timeout?.(10000 + body.length / 3),
        });
        const { status, headers } = response;
        const ours = headers.has("x-fodfaeste"); // a gateway answers too, and has read nothing
        if ([400, 413, 500].includes(status)) {
          most = 1;
          if (next.length > 1) continue;
          const refuses = ours && status < 500;
          // Past what breaks the server, but not past everything.
          if (!refuses && skip > 2) return "later";
          answer = { results: refuses ? [{ op: next[0].row.op, code: status }] : [] };
        } else if (!response.ok)
          return ours && (status === 401 || status === 403) ? "signIn" : "later";
        else answer = await response.json();
      } catch (error) {
        most = next.length >> 1; // a slow net: fewer at a time get through
        if (most && /^(Timeout|Abort)/.test(error.name)) continue;
        return "offline";
      }
      if (!Array.isArray(answer.results)) return "later";
      const said = new Map(answer.results.map((result) => [result.op, result]));
      for (const { row } of next) {
        const result = said.get(row.op);
        if (!result || result.again) {
          skip++;
          continue;
        }
        told.set(row.op, { ...result, seq: row.seq });
        if (result.status === "ok") await remove(row.seq);
        else await setAside(row, result.code, result.says);
      }
      changed("changed");
    }
  };
  // One at a time on the whole phone. A tab that was frozen with the lock in its hand loses it
  // after a while: sending twice is harmless.
  const flush = async (account) => {
    const work = async () => {
      const state = await sendAll(account);
      await note("state", state).catch(() => {});
      return { state, told };
    };
    return navigator.locks
      .request("outbox", { signal: AbortSignal.timeout?.(30000) }, work)
      .catch((error) =>
        error.name === "TimeoutError"
          ? navigator.locks.request("outbox", { steal: true }, work)
          : Promise.reject(error),
      )
      .catch((error) =>
        error.name === "AbortError" ? { state: "later", told } : Promise.reject(error),
      );
  };

  const whole = (account) => IDBKeyRange.bound([account], [account, []]);
  const summary = async (account) => ({
    waiting: await count(account, "waiting"),
    aside: await count(account, "aside"),
    drafts: await reads("drafts", (all) => all.count(whole(account))),
    state: await noted("state"),
  });
  const saveDraft = async (account, path, fields, slot = "") => {
    const place = path + slot;
    await keep("drafts", {
      account,
      place,
      at: Date.now(),
      sealed: await seal(account, `draft ${place}`, fields),
    });
  };
  const begun = async (account, path) => {
    const found = await reads("drafts", (all) => all.getAll(draftsOf(account, path)));
    if (!found.length) return null;
    if (await isLocked(account)) return [];
    const read = async (row) => ({
      ...row,
      fields: await opened(account, `draft ${row.place}`, row.sealed).catch(() => null),
    });
    return (await Promise.all(found.map(read))).sort((a, b) => a.at - b.at);
  };
  // All that was begun for this form, as `joins` puts it together. What it cannot take in, and what
  // is locked, stays where it is.
  const loadDraft = async (account, path, slot, joins) => {
    const found = await begun(account, path);
    if (!found?.length) return found && "locked";
    const taken = found.map(({ fields }) => fields && joins(fields));
    if (!taken.some(Boolean)) return null;
    await saveDraft(account, path, joins(), slot);
    await writes("drafts", (all) => {
      found.forEach(
        ({ place }, at) => taken[at] && place !== path + slot && all.delete([account, place]),
      );
    });
  };
  const dropDraft = (account, path) => writes("drafts", (all) => all.delete([account, path]));

  const dropCopy = async (account) => {
    const there = await reads("copy", (all) => all.count(account));
    await writes("copy", (all) => (account ? all.delete(account) : all.clear()));
    if (there) changed("changed"); // a page that shows it shows it no longer
    return there;
  };
  const noted = (name) => one("meta", name);
  const note = async (name, value, ...more) => {
    let before;
    const puts = (store) => {
      store("meta").get(name).onsuccess = ({ target }) => (before = target.result);
      store("meta").put(value, name);
    };
    await where([], puts, ...more);
    // Whose phone it is, also to a page that was opened before.
    if (before != value) changed("changed");
  };
  // Whose login an answer says that it is, where no turn has come since `since`, the one in which
  // it was asked. Where nobody is in the phone stays whose it was, shut; what is on the server goes
  // from it. A full phone that cannot note that is nobody's.
  const hears = async (login, since, before) => {
    const none = login === "none";
    if (none && !before) await dropCopy();
    const mark = none ? before || (await noted("account")) : login === "guest" ? null : login;
    since = await since;
    const was = [];
    const puts = (store) => {
      const all = store("meta");
      for (const name of ["account", "shut"])
        all.get(name).onsuccess = ({ target }) => was.push(target.result);
      all.put(since || crypto.randomUUID(), "turn"); // from the first time on there are some
      all.put(none, "shut");
      all.put(mark, "account");
    };
    await where([], puts, "turn", since).catch(async (error) => {
      if (!none || error.message === "gone") throw error;
      await writes("meta", (all) => all.delete("account"));
    });
    if (was[0] != mark || was[1] != none) changed("changed");
  };
  // The phone may change hands: from here on it is nobody's, and no answer to what was asked before
  // says whose it is. Such an answer may come when the page and the worker that asked are long
  // gone, so the turn lies here.
  const turns = async (also = () => {}) => {
    const turn = crypto.randomUUID();
    let before;
    const puts = (all) => {
      all.get("turn").onsuccess = ({ target }) => (before = target.result);
      all.put(turn, "turn");
    };
    // A full phone notes nothing, and lets go all the same.
    await writes("meta", puts).catch(() => {});
    await run(["meta", "copy"], "readwrite", (store) => {
      store("meta").delete("account");
      also(store);
    });
    changed("changed");
    return [turn, before];
  };
  // Out of here: what waits stays sealed for its writer's return, and nothing of it is shown
  // before.
  const leave = async (account) => {
    await turns((store) => store("copy").delete(account));
    held.clear();
    changed("left");
  };
  self.Outbox = {
    put,
    flush,
    fate,
    remove,
    summary,
    saveDraft,
    begun,
    loadDraft,
    dropDraft,
    dropCopy,
    noted,
    note,
    hears,
    turns,
    leave,
    day,
    keysOf,
    keep,
    isLocked,
    held,
    news,
    inner: { rows, whole, seal, opened, reads, writes, run, where, changed },
  };
})();
