// The last entries lie on the phone when their writer chose it; a login that ended elsewhere takes
// them away. Only pages that are somebody's own, on their own phone, carry this.
const freshens = async (account, fresh) => {
  const what = await Outbox.noted(`keeps ${account}`);
  if (!what || (!fresh && Date.now() - (await Outbox.copyAt(account)) < 300000)) return;
  const answer = await fetch(`/telefon/med?hvad=${what}&konto=${account}`, { cache: "no-store" });
  if (!heard(answer)) return;
  if (answer.redirected) await Outbox.dropCopy(account);
  else if (answer.ok) await Outbox.saveCopy(account, await answer.text(), what);
};
window.freshen = (...asked) => freshens(...asked).catch(() => {});
