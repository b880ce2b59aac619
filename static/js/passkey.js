// Passkeys: shows what only a browser with passkeys can do, and says so when one was not used. The rest is allauth's.
for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = !window.PublicKeyCredential;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelector("[data-passkey-failed]").hidden = false;
});
