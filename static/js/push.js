// Turns notifications on and off for this browser. Without it, the page lists devices and can remove them.

const part = document.getElementById("notifications");
const { key, devices, worker } = part.dataset;
const offer = part.querySelector("[data-push-on]");
const button = offer.firstElementChild;
const said = part.querySelector("[data-push-said]");
const isAble = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const say = (what) => {
  said.textContent = said.dataset[what];
};

const digest = async (text) => {
  const raw = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(raw), (byte) => byte.toString(16).padStart(2, "0")).join("");
};

const subscription = async () => {
  const registration = await navigator.serviceWorker.getRegistration(worker);
  return registration ? registration.pushManager.getSubscription() : null;
};

// A browser keeps one subscription, for the key that it was made with.
const subscribed = async () => {
  await navigator.serviceWorker.register(worker);
  const { pushManager } = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    const old = await pushManager.getSubscription();
    if (error.name !== "InvalidStateError" || !old) throw error;
    await old.unsubscribe();
    return pushManager.subscribe(options);
  }
};

const turnOn = async () => {
  button.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") {
      say("blocked");
      return;
    }
    const { endpoint, keys } = (await subscribed()).toJSON();
    const token = part.querySelector("[name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams({ endpoint, ...keys });
    const answer = await fetch(devices, { method: "POST", headers: { "X-CSRFToken": token }, body });
    if (answer.ok) {
      location.reload();
      return;
    }
    said.textContent = (await answer.json()).error;
  } catch {
    say("failed");
  } finally {
    button.disabled = false;
  }
};

// The row of this browser gets a badge, and removing it ends the subscription here too.
const markRow = (row, mine) => {
  row.querySelector("[data-push-this]").hidden = false;
  row.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    await mine.unsubscribe().catch(() => false);
    event.target.submit();
  });
};

const start = async () => {
  if (!isAble) {
    say("unable");
    return;
  }
  const mine = await subscription();
  const row = mine && part.querySelector(`[data-push-device="${await digest(mine.endpoint)}"]`);
  if (row) {
    markRow(row, mine);
    return;
  }
  offer.hidden = false;
  button.addEventListener("click", turnOn);
  if (Notification.permission === "denied") say("blocked");
};

start();
