// What is written lies on the phone first, sealed, and is sent exactly once. The page and the worker both use this file.
// Nothing here is ever thrown away by itself: a row goes when the server has said that it has it, or when its writer says so.
(() => {
  const STATES = { waiting: "waiting", aside: "aside" };
  const BATCH = 20;
  const BYTES = 48000;
  const PATIENCE = 10000;
  const bytes = (text) => new TextEncoder().encode(text);
  const news = new BroadcastChannel("outbox");
  let opening = null;

  const open = () =>
    (opening ||= new Promise((resolve, reject) => {
      const asked = indexedDB.open("fodfaeste", 1);
      asked.onupgradeneeded = () => {
        const ops = asked.result.createObjectStore("ops", { keyPath: "seq", autoIncrement: true });
        ops.createIndex("op", "op", { unique: true });
        ops.createIndex("state", ["account", "state", "seq"]);
        asked.result.createObjectStore("drafts", { keyPath: ["account", "place"] });
        asked.result.createObjectStore("keys", { keyPath: "account" });
        asked.result.createObjectStore("meta");
      };
      asked.onsuccess = () => {
        asked.result.onclose = asked.result.onversionchange = () => forget(asked.result);
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    }).catch((error) => {
      opening = null;
      throw error;
    }));
  const forget = (db) => {
    db.close();
    opening = null;
  };

  // One transaction, synced before it counts. Some phones close the database in the background: then it is opened once more.
  const once = async (stores, mode, work) => {
    const db = await open();
    return new Promise((resolve, reject) => {
      const all = db.transaction(stores, mode, { durability: "strict" });
      const asked = work((name) => all.objectStore(name));
      all.oncomplete = () => resolve(asked?.result);
      all.onabort = () => reject(all.error);
    });
  };
  const run = (...what) =>
    once(...what).catch((error) => {
      if (error?.name !== "InvalidStateError") throw error;
      opening = null;
      return once(...what);
    });

  const keyOf = async (account) => {
    const there = await run(["keys"], "readonly", (store) => store("keys").get(account));
    if (there) return there.key;
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await run(["keys"], "readwrite", (store) => store("keys").add({ account, key })).catch(() => {});
    return (await run(["keys"], "readonly", (store) => store("keys").get(account))).key;
  };
  const place = (account, name, iv) => ({ name: "AES-GCM", iv, additionalData: bytes(`${account}|${name}`) });
  const seal = async (account, name, value) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(place(account, name, iv), await keyOf(account), bytes(JSON.stringify(value)));
    return { iv, sealed };
  };
  const opened = async (account, name, row) => {
    const plain = await crypto.subtle.decrypt(place(account, name, row.iv), await keyOf(account), row.sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  };

  // The writer's own day: it begins at four in the morning.
  const day = () => {
    const then = new Date(Date.now() - 4 * 3600000);
    return [then.getFullYear(), then.getMonth() + 1, then.getDate()].map((n) => `${n}`.padStart(2, "0")).join("-");
  };
  const changed = () => news.postMessage("changed");

  const put = async (account, path, fields) => {
    const op = crypto.randomUUID();
    const row = { op, account, state: STATES.waiting, at: Date.now() };
    Object.assign(row, await seal(account, op, { path, fields, day: day() }));
    await run(["ops", "drafts"], "readwrite", (store) => {
      store("ops").add(row);
      store("drafts").delete([account, path]);
    });
    changed();
    return op;
  };

  const among = (account, state) => IDBKeyRange.bound([account, state], [account, state, []]);
  const rows = (account, state, most) =>
    run(["ops"], "readonly", (store) => store("ops").index("state").getAll(among(account, state), most));
  const count = (account, state) => run(["ops"], "readonly", (store) => store("ops").index("state").count(among(account, state)));
  const remove = (seq) => run(["ops"], "readwrite", (store) => store("ops").delete(seq));
  const setAside = (row, code, says) =>
    run(["ops"], "readwrite", (store) => store("ops").put({ ...row, state: STATES.aside, code, says }));

  const batch = async (account) => {
    const found = [];
    let size = 0;
    for (const row of await rows(account, STATES.waiting, BATCH)) {
      let value;
      try {
        value = { op: row.op, v: 1, ...(await opened(account, row.op, row)) };
      } catch {
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
  const REFUSED = { 401: "sign-in", 403: "sign-in", 409: "other", 410: "gone" };

  // Everything that waits, in the order in which it was written. What is not a clear answer is no answer: then all stays.
  const sendAll = async (account, told) => {
    for (;;) {
      const next = await batch(account);
      if (!next.length) return (await count(account, STATES.waiting)) ? "later" : "sent";
      const body = `{"account":${JSON.stringify(account)},"ops":[${next.map(({ text }) => text).join()}]}`;
      let answer;
      try {
        const response = await fetch("/sync", {
          method: "POST",
          body,
          cache: "no-store",
          keepalive: body.length < 60000,
          headers: { "content-type": "application/json" },
          signal: AbortSignal.timeout(PATIENCE),
        });
        if (!response.ok) return REFUSED[response.status] || "later";
        answer = await response.json();
      } catch {
        return "offline";
      }
      if (!Array.isArray(answer.results)) return "later";
      const said = new Map(answer.results.map((result) => [result.op, result]));
      let moved = false;
      for (const { row } of next) {
        const result = said.get(row.op);
        if (!result || result.again) continue;
        told.set(row.op, result);
        if (result.status === "ok") await remove(row.seq);
        else await setAside(row, result.code, result.says);
        moved = true;
      }
      changed();
      if (!moved) return "later";
    }
  };
  const flush = (account) =>
    navigator.locks.request("outbox", async () => {
      const told = new Map();
      const state = await sendAll(account, told);
      await run(["meta"], "readwrite", (store) => store("meta").put(state, "state")).catch(() => {});
      return { state, told };
    });

  const list = async (account) => {
    const all = [...(await rows(account, STATES.waiting)), ...(await rows(account, STATES.aside))];
    const read = (row) => opened(account, row.op, row).catch(() => ({ path: "", fields: [] }));
    return Promise.all(all.map(async ({ seq, op, state, at, code, says }) => ({ seq, op, state, at, code, says, ...(await read(all.find((r) => r.op === op))) })));
  };
  const tryAgain = async (account) => {
    const fresh = await rows(account, STATES.aside);
    await run(["ops"], "readwrite", (store) => {
      for (const { code, says, ...row } of fresh) store("ops").put({ ...row, state: STATES.waiting });
    });
    return flush(account);
  };
  const summary = async (account) => ({
    waiting: await count(account, STATES.waiting),
    aside: await count(account, STATES.aside),
    state: (await run(["meta"], "readonly", (store) => store("meta").get("state"))) || "sent",
  });
  const saveDraft = async (account, path, fields) => {
    const sealed = await seal(account, `draft ${path}`, fields);
    await run(["drafts"], "readwrite", (store) => store("drafts").put({ account, place: path, at: Date.now(), ...sealed }));
  };
  const loadDraft = async (account, path) => {
    const row = await run(["drafts"], "readonly", (store) => store("drafts").get([account, path]));
    return row && opened(account, `draft ${path}`, row).catch(() => null);
  };
  const dropDraft = (account, path) => run(["drafts"], "readwrite", (store) => store("drafts").delete([account, path]));
  const empty = async (account) => {
    for (const row of [...(await rows(account, STATES.waiting)), ...(await rows(account, STATES.aside))]) await remove(row.seq);
    changed();
  };
  const lastAccount = () => run(["meta"], "readonly", (store) => store("meta").get("account"));
  const isHere = (account) => run(["meta"], "readwrite", (store) => store("meta").put(account, "account"));

  self.Outbox = {
    put, flush, list, remove, tryAgain, summary, saveDraft, loadDraft, dropDraft, empty, lastAccount, isHere, news, day,
  };
})();
