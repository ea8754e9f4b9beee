// Passkeys: asks the browser for one and sends what it says with the form around the button.
//
//   <form data-passkey="login">   asks the server for a challenge first, of nobody in particular
//   <form data-passkey="use">     the challenge stands in #passkey-data
//   <form data-passkey="add">     likewise, for a new passkey
//
// The forms are hidden until here, since without this module they could do nothing.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const named = (list = []) => list.map((key) => ({ ...key, id: toBytes(key.id) }));

const data = () => JSON.parse(document.getElementById("passkey-data").textContent);

async function challenge(form) {
  const answer = await fetch(form.action, {
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
  });
  if (!answer.ok) throw new Error("no challenge");
  return (await answer.json()).request_options.publicKey;
}

async function use(options) {
  const wanted = { ...options, challenge: toBytes(options.challenge), allowCredentials: named(options.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey: wanted });
  const said = found.response;
  return {
    ...whole(found),
    response: {
      authenticatorData: toText(said.authenticatorData),
      clientDataJSON: toText(said.clientDataJSON),
      signature: toText(said.signature),
      userHandle: said.userHandle ? toText(said.userHandle) : null,
    },
  };
}

async function add(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
      authenticatorSelection: {
        ...options.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  });
  const said = made.response;
  return {
    ...whole(made),
    response: {
      attestationObject: toText(said.attestationObject),
      clientDataJSON: toText(said.clientDataJSON),
      transports: said.getTransports?.() ?? [],
    },
  };
}

const whole = (credential) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
});

const WAYS = {
  login: async (form) => use(await challenge(form)),
  use: async () => use(data().request_options.publicKey),
  add: async () => add(data().creation_options.publicKey),
};

const SAID = {
  NotAllowedError: "Nothing happened. Press the button to try again, or use a code.",
  InvalidStateError: "This device has a passkey for your account already.",
};

// A passkey belongs to a name: under a bare number, such as 127.0.0.1, there is none.
const hasName = !/^[\d.]+$|:/.test(location.hostname);

if (window.PublicKeyCredential && hasName) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const status = form.querySelector("[role=status]");
      status.textContent = "";
      try {
        form.elements.credential.value = JSON.stringify(await WAYS[form.dataset.passkey](form));
        form.submit();
      } catch (error) {
        status.textContent = SAID[error.name] ?? "That did not work. Use a code instead.";
      }
    });
  }
}
