// A passkey is asked for only where the browser can: the button appears, the phone asks for finger,
// face or code, and its answer goes along with the button's own form. A no is said in words, and
// nothing that was typed is lost. Where a page came as a part of another, without its head, the
// button stays away and the password works.
behaviour("uses-passkey", (button) => {
  if (
    !window.PublicKeyCredential?.parseCreationOptionsFromJSON ||
    !PublicKeyCredential.prototype.toJSON
  )
    return;
  const { form, dataset } = button;
  const put = (name, value) => {
    const field =
      form.elements[name] ||
      Object.assign(document.createElement("input"), { type: "hidden", name });
    field.value = value;
    form.append(field);
  };
  const phone = ({ options }) =>
    "makes" in dataset
      ? navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
        })
      : navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
        });
  const use = async () => {
    const body = new URLSearchParams({ konto: form.elements.konto?.value || "" });
    const asked = await fetch(dataset.ask, { method: "POST", body });
    if (asked.redirected || asked.status === 401) return location.reload();
    const question = await asked.json();
    const key = await phone(question);
    put("spoergsmaal", question.id);
    put("noeglens_svar", JSON.stringify(key.toJSON()));
    form.requestSubmit(button);
  };
  button.hidden = false;
  document.getElementById("no-passkeys")?.remove();
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (button.busy) return;
    button.busy = true;
    say("");
    use()
      .catch((error) => say(error.name === "InvalidStateError" ? dataset.there : dataset.no))
      .finally(() => (button.busy = false));
  });
});
