// What its owner does with what lies on the phone: looks at it, sends it again, takes it away,
// locks it. Only pages of a phone that keeps something carry this; writing and sending need none of
// it.
const { rows, whole, seal, opened, reads, writes, run, where, changed } = Outbox.inner;

// Read and written in one go: two pages that try a code at the same moment count two misses, and
// none brings a lost key back.
const changeKeys = (account, change) =>
  writes("keys", (all) => {
    const asked = all.get(account);
    asked.onsuccess = () => asked.result && (change(asked.result), all.put(asked.result));
    return asked;
  });

const all = async (account) => [
  ...(await rows(account, "waiting")),
  ...(await rows(account, "aside")),
];
const list = async (account) => {
  const read = (row) => opened(account, row.op, row.sealed).catch(() => ({ path: "", fields: [] }));
  return Promise.all((await all(account)).map(async (row) => ({ ...row, ...(await read(row)) })));
};
const tryAgain = async (account) => {
  const fresh = await rows(account, "aside");
  const locked = await Outbox.isLocked(account);
  await writes("ops", (all) => {
    for (const { code, says, box, ...row } of fresh) {
      // What the server could not open goes as this phone opens it.
      all.put({ ...row, ...(box && (locked || code !== "sealed") && { box }), state: "waiting" });
    }
  });
  return Outbox.flush(account);
};

// Words of anybody's that are nowhere but here.
const anyWords = async () => {
  const many = (name) => reads(name, (all) => all.count());
  return (await many("ops")) + (await many("drafts"));
};

// The last entries, only when their writer chose it, and only as long as that choice stands:
// `what`, or what it is changed to.
const saveCopy = async (account, value, what, next = what) => {
  const name = `keeps ${account}`;
  const row = { account, at: Date.now(), sealed: await seal(account, "copy", value) };
  const puts = (store) => {
    store("meta").put(next, name);
    store("copy").put(row);
  };
  await where(["copy"], puts, name, what);
};
const copyAt = async (account) => (await reads("copy", (all) => all.get(account)))?.at || 0;
const loadCopy = async (account) => {
  const row = await reads("copy", (all) => all.get(account));
  return row && opened(account, "copy", row.sealed).catch(() => null);
};

const forget = async (account) => {
  await Outbox.leave(account);
  const gone = await all(account);
  await run(["ops", "drafts", "keys", "meta"], "readwrite", (store) => {
    for (const { seq } of gone) store("ops").delete(seq);
    store("drafts").delete(whole(account));
    store("keys").delete(account);
    store("meta").delete(`keeps ${account}`);
  });
  changed("changed");
};
// After too many wrong codes: what only this phone could read is gone, and what waits for the
// server still goes there.
const loseKey = async (account) => {
  await Outbox.leave(account);
  await run(["keys", "drafts", "meta"], "readwrite", (store) => {
    store("meta").delete(`keeps ${account}`);
    store("keys").delete(account);
    store("drafts").delete(whole(account));
  });
};

Object.assign(Outbox, {
  changeKeys,
  list,
  tryAgain,
  anyWords,
  saveCopy,
  copyAt,
  loadCopy,
  forget,
  loseKey,
});
