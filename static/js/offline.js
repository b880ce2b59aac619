// Fills the page of what is kept on the device. Everything on it comes from there, so it works without a network.

const home = document.getElementById("device");
const told = document.getElementById("told");
const lists = Object.fromEntries([...home.querySelectorAll("[data-list]")].map((list) => [list.dataset.list, list]));
const labels = Object.fromEntries([...document.getElementById("row").content.querySelectorAll("option")].map((one) => [one.value, one.text]));
const offlinePath = "/offline/";
let rows = []; // applications and saved jobs, as the site knew them
let changes = [];

const say = (what) => { told.textContent = told.dataset[what]; };
const ask = (message) => navigator.serviceWorker?.controller?.postMessage(message);

// --- Filling -------------------------------------------------------------------------------------------------------------

function filled(template, values) {
  const made = template.content.cloneNode(true).firstElementChild;
  for (const slot of made.querySelectorAll("[data-slot]")) {
    const value = values[slot.dataset.slot] ?? "";
    if (slot.matches("a")) {
      slot.href = value;
      slot.textContent = values.title;
    } else if (slot.matches("time")) {
      slot.dateTime = value;
      slot.textContent = value && new Date(value).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    } else slot.textContent = slot.matches(".vh") ? ` ${value}` : value;
    slot.hidden = !value;
  }
  for (const part of made.querySelectorAll("[data-do]")) part.hidden = part.dataset.do !== values.do;
  return made;
}

function fill(name, items) {
  lists[name].replaceChildren(...items);
  lists[name].closest("section").hidden = !items.length;
  return items.length;
}

// The stage that an application will have once its changes are sent.
const stageOf = (row) => changes.findLast((one) => one.application && one.application === row.application && !one.state)?.to ?? row.stage;
const isGoing = (row) => changes.findLast((one) => one.job && one.job === row.job && !one.state)?.do === "unsave";

function changeItem(one) {
  const row = rows.find(({ application, job }) => (one.application ? application === one.application : job === one.job));
  const made = filled(home.querySelector("template"), { ...one, title: one.title || row?.title, to: labels[one.to] });
  act(made, "send", async () => {
    // The site has said where the application is now, so sending it again means it.
    await device.put({ ...one, state: "", said: "", from: one.stage || one.from });
    ask({ ask: "send" });
    await show();
  });
  act(made, "discard", async () => {
    await device.drop(one.id);
    await show();
    say("discarded");
  });
  return made;
}

function rowItem(row) {
  const stage = stageOf(row);
  const made = filled(document.getElementById("row"), { ...row, name: row.page ? "" : row.title, stage: labels[stage] });
  const choice = made.querySelector("select");
  choice.querySelector(`[value="${stage}"]`)?.remove();
  act(made, "move", () => choice.value && queue({ do: "move", application: row.application, to: choice.value, from: stage, title: row.title }));
  act(made, "unsave", () => queue({ do: "unsave", job: row.job, title: row.title }));
  if (!row.application) for (const part of [choice.closest("label"), made.querySelector("[data-act=move]")]) part.remove();
  if (stage !== "interested" || !row.job) made.querySelector("[data-act=unsave]").remove();
  return made;
}

function act(made, name, does) {
  made.querySelector(`[data-act=${name}]`).addEventListener("click", does);
}

async function queue(change) {
  await device.add({ ...change, at: Date.now(), reader: (await device.get("reader")) ?? "" });
  ask({ ask: "send" });
  await show();
  say("waiting");
}

async function pageItems(cacheName, without = []) {
  const cache = await caches.open(cacheName);
  const requests = (await cache.keys()).filter(({ url }) => !without.includes(new URL(url).pathname));
  const kept = await Promise.all(requests.map(async (request) => {
    const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
    return { page: new URL(request.url).pathname, title: page.title.split(" – ")[0].trim() };
  }));
  return kept.toReversed().map((values) => {
    const made = filled(document.getElementById("page"), values);
    act(made, "drop", async () => {
      await cache.delete(values.page);
      await show();
      say("removed");
    });
    return made;
  });
}

// --- The page ------------------------------------------------------------------------------------------------------------

async function show() {
  const [known, reader, waiting] = await Promise.all([device.get("lists"), device.get("reader"), device.changes()]);
  rows = known?.rows ?? [];
  changes = waiting.filter((one) => device.concerns(one, reader ?? ""));
  const [guides, pages] = await Promise.all([pageItems("guides"), pageItems("pages", rows.map((row) => row.page))]);
  const saved = rows.filter((row) => stageOf(row) === "interested" && !isGoing(row));
  const applications = rows.filter((row) => stageOf(row) !== "interested");
  const shown = [
    fill("changes", changes.map(changeItem)),
    fill("saved", saved.map(rowItem)),
    fill("applications", applications.map(rowItem)),
    fill("guides", guides),
    fill("pages", pages),
  ];
  document.getElementById("nothing").hidden = shown.some(Boolean);
  document.getElementById("forget").hidden = !shown.slice(1).some(Boolean);
  document.getElementById("leaving").hidden = location.hash !== "#leaving" || !changes.length;
  document.getElementById("signed-in").hidden = location.hash !== "#signed-in";
}

function showConnection() {
  const isOffline = !navigator.onLine || location.pathname !== offlinePath;
  const [here, away] = home.querySelectorAll(".page-head > div");
  here.hidden = isOffline;
  away.hidden = !isOffline;
  document.getElementById("again").hidden = location.pathname === offlinePath;
  document.getElementById("again").href = location.href;
}

act(home, "forget", async () => {
  const channel = new MessageChannel();
  channel.port1.addEventListener("message", async () => {
    await show();
    say("removed");
  });
  channel.port1.start();
  navigator.serviceWorker?.controller?.postMessage({ ask: "forget" }, [channel.port2]);
});
addEventListener("online", () => (location.pathname === offlinePath ? showConnection() : location.reload()));
addEventListener("offline", showConnection);
addEventListener("hashchange", show);
document.addEventListener("device", show); // the worker has sent something
showConnection();
await show();
if (location.hash === "#waiting" || location.hash === "#leaving") document.getElementById("waiting").focus();
if (location.hash === "#signed-in") document.getElementById("signed-in").focus();
if (location.hash === "#waiting" && changes.length) say("waiting");
if (navigator.onLine) ask({ ask: "send" });
