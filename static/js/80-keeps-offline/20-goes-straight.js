// Not sent, or not known to be: one writes on, and the page asks before it is left.
const live = (form) => {
  Object.assign(form, { inert: false, sentAt: 0 });
  form.dispatchEvent(new Event("input"));
};
// On to the next page, when what is half written in this one lies on the phone.
const onward = (url) =>
  Promise.race([window.drafts?.saves(), later(1000)]).then(() => location.assign(url));
// Straight to the server: for a browser that keeps nothing, for a guest, and for what no outbox
// takes. The words stay in their box until it has taken them or has something to say of them:
// behind Back there would be nothing. Nobody writes in it meanwhile.
const straight = async (form, submitter) => {
  const path = form.getAttribute("action");
  const fields = [...new FormData(form, submitter)];
  const body = new URLSearchParams(fields);
  const slow = setTimeout(say, 1000, phrases.sending);
  const here = waits();
  const [failed, lost] = form.querySelector("textarea")
    ? [phrases.failed, phrases.lost]
    : [phrases.tap, phrases.unsure];
  // A gateway, or a net that goes, may have brought it on.
  let why = navigator.onLine ? lost : failed;
  form.sentAt = Infinity;
  form.inert = true;
  try {
    const keepalive = `${body}`.length < 60000; // so much of it goes although its reader does
    const answer = await fetch(path, {
      method: "POST",
      body,
      keepalive,
      signal: AbortSignal.timeout?.(60000),
    });
    const { redirected, status, url } = answer;
    if (heard(answer) || /^4/.test(status)) why = failed;
    if (heard(answer)) {
      if (redirected) await window.drafts?.kept(path, fields, url).catch(() => {});
      const asks = !redirected && status < 500 && ![400, 408, 413, 429, 431].includes(status);
      // Should the next page never come.
      if (here() && (redirected || asks)) setTimeout(live, 20000, form);
      if (redirected && here())
        return (locks(form), say(phrases.sent), clearTimeout(slow), onward(url));
      if (asks && here()) return posts(path, fields, form); // its id makes it one
      if (redirected) why = phrases.sent;
    }
    if (status === 413) why = phrases.large;
  } catch {}
  clearTimeout(slow);
  live(form);
  if (document.activeElement === document.body) submitter?.focus();
  say(why);
};
