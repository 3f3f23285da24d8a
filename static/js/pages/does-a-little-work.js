// A new account costs the browser about a second of reckoning, which machines that make thousands
// cannot afford.
behaviour("does-a-little-work", (form) => {
  const { salt, bits } = form.dataset;
  const field = form.elements.arbejde;
  const good = (bytes) => new DataView(bytes).getUint32(0) >>> (32 - bits) === 0;
  const work = async () => {
    for (let nonce = 0; ; nonce++) {
      const text = new TextEncoder().encode(`${salt}.${nonce}`);
      if (good(await crypto.subtle.digest("SHA-256", text))) return `${nonce}`;
    }
  };
  const done = work().then((nonce) => (field.value = nonce));
  form.addEventListener("submit", (event) => {
    if (field.value) return;
    event.preventDefault();
    done.then(() => form.requestSubmit(event.submitter));
  });
});
