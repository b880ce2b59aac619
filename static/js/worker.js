// The service worker: pages and lists without a network, and changes that are sent when it's back. /sw.js says which release this is.
// It keeps hashed files, and jobs and guides that it fetches as nobody; of its reader it keeps only what device.js says.

const SHELL = `shell ${release.version}`;
const [FILES, PAGES, GUIDES] = ["files", "pages", "guides"];
const MOST = { [FILES]: 150, [PAGES]: 40, [GUIDES]: 60 };
const SAVED_JOBS = 20; // whose pages are kept unasked
const PATIENCE = 5000; // milliseconds that a page may take if there is a copy of it
const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const keepable = release.keepable.map((pattern) => new RegExp(pattern));
const move = /^\/account\/applications\/(\d+)\/move\/$/;

// --- A release comes -----------------------------------------------------------------------------------------------------

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll(release.files.map((one) => new Request(one, { credentials: "omit" })));
  const answer = await fetch(release.offline, { credentials: "omit", cache: "no-cache" });
  if (!answer.ok || answer.redirected) throw new TypeError("There is no page to show without a network.");
  await shell.put(release.offline, answer);
  await skipWaiting();
}

async function takeOver() {
  await registration.navigationPreload?.enable();
  const known = new Set([SHELL, FILES, PAGES, GUIDES]);
  const old = (await caches.keys()).filter((name) => !known.has(name));
  for (const name of old) {
    await rescueFiles(name);
    await caches.delete(name);
  }
  await clients.claim();
  const guides = await (await caches.open(GUIDES)).keys();
  await Promise.all(guides.map(({ url }) => keep(new URL(url).pathname, GUIDES))); // with the files of this release
}

// Copies of pages that were made before this release need its files for as long as they are kept.
async function rescueFiles(name) {
  const [from, files, needed] = await Promise.all([caches.open(name), caches.open(FILES), neededFiles()]);
  for (const request of await from.keys()) {
    if (needed.has(new URL(request.url).pathname)) await files.put(request, await from.match(request));
  }
}

// --- What is asked -------------------------------------------------------------------------------------------------------

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST") {
    if (url.pathname === release.save || move.test(url.pathname)) event.respondWith(change(event, url));
    else if (url.pathname === release.signOut) event.respondWith(signOut(request));
  } else if (request.method === "GET") {
    if (request.mode === "navigate") event.respondWith(page(event, url));
    else if (isFile(url.pathname)) event.respondWith(file(event));
    else if (url.pathname.startsWith(release.marks) && !navigator.onLine) event.respondWith(file(event));
  }
});

function isFile(path) {
  return path.startsWith(release.static) && HASHED.test(path);
}

async function file(event) {
  const [shell, other] = await Promise.all([SHELL, FILES].map((cacheName) => caches.match(event.request, { cacheName })));
  if (shell ?? other) return shell ?? other;
  const answer = await fetch(event.request);
  if (answer.ok && answer.type === "basic") event.waitUntil(keepFile(event.request, answer.clone()));
  return answer;
}

async function keepFile(request, answer) {
  const files = await caches.open(FILES);
  await files.put(request, answer);
  await trimFiles(files);
}

async function page(event, url) {
  const kept = await keptPage(url.pathname);
  try {
    const asked = Promise.resolve(event.preloadResponse).then((answer) => answer ?? fetch(event.request));
    const answer = await (kept ? within(PATIENCE, asked) : asked);
    const met = isPage(answer) ? meet(answer.headers.get("Reader") ?? "") : Promise.resolve();
    if (isPage(answer)) event.waitUntil(met.then(() => afterPage(url)));
    if (url.pathname === release.offline) await met; // it shows what is kept, which may be somebody else's
    return answer;
  } catch {
    return kept ? shown(kept) : caches.match(release.offline, { cacheName: SHELL });
  }
}

function within(milliseconds, asked) {
  return new Promise((done, fail) => {
    asked.then(done, fail);
    setTimeout(() => fail(new Error("It takes too long.")), milliseconds);
  });
}

function isPage(answer) {
  return answer.ok && answer.headers.get("Content-Type")?.startsWith("text/html");
}

async function afterPage(url) {
  await send();
  const [reader, lists] = await Promise.all([device.get("reader"), device.get("lists")]);
  if (release.lists.includes(url.pathname) || (reader && !(lists?.at > Date.now() - 15 * MINUTE))) await copyLists();
  if (!isKeepable(url) || isFresh(await keptPage(url.pathname))) return;
  const isSaved = await caches.match(url.pathname, { cacheName: GUIDES });
  await keep(url.pathname, isSaved ? GUIDES : PAGES);
}

// --- Copies of pages -----------------------------------------------------------------------------------------------------

function isKeepable({ pathname }) {
  return keepable.some((pattern) => pattern.test(pathname));
}

function isFresh(kept) {
  return kept?.headers.get("Kept-Release") === release.version && kept.headers.get("Kept-At") > Date.now() - DAY;
}

async function keptPage(path) {
  return (await caches.match(path, { cacheName: GUIDES })) ?? caches.match(path, { cacheName: PAGES });
}

// Fetches the page as somebody who isn't signed in would get it; returns whether it is kept. It counts as no visit.
async function keep(path, into) {
  const cache = await caches.open(into);
  let answer;
  try {
    answer = await fetch(path, { credentials: "omit", cache: "no-cache", headers: { Purpose: "prefetch" } });
  } catch {
    return false;
  }
  const { headers } = answer;
  if (!isPage(answer) || answer.redirected || /no-store/.test(headers.get("Cache-Control"))) {
    if (answer.redirected || [404, 410].includes(answer.status)) await cache.delete(path); // it is gone
    return false;
  }
  const html = (await answer.text()).replaceAll(/<section class="ad".*?<\/section>/gs, ""); // whoever reads it may have Plus
  const found = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1]);
  const files = [...new Set(found)].filter((one) => isFile(one) || one.startsWith(release.marks));
  await cache.put(path, new Response(html, {
    headers: {
      "Content-Type": headers.get("Content-Type"),
      "Content-Security-Policy": headers.get("Content-Security-Policy"),
      "Kept-At": Date.now(),
      "Kept-Release": release.version,
      "Kept-Files": files.join(" "),
    },
  }));
  await Promise.all(files.map(keepFileOf));
  await trim(cache, into);
  if (into === GUIDES) await (await caches.open(PAGES)).delete(path);
  return true;
}

async function keepFileOf(path) {
  if (await caches.match(path)) return;
  const files = await caches.open(FILES);
  await files.add(new Request(path, { credentials: "omit" })).catch(() => {}); // the page can be read without it
}

// The oldest copies go, but none of a saved job.
async function trim(cache, into) {
  const [requests, lists] = await Promise.all([cache.keys(), device.get("lists")]);
  const saved = new Set(into === PAGES ? savedIn(lists?.rows ?? []).map((row) => row.page) : []);
  const free = requests.filter(({ url }) => !saved.has(new URL(url).pathname));
  const oldest = free.slice(0, Math.max(0, requests.length - MOST[into]));
  await Promise.all(oldest.map((request) => cache.delete(request)));
}

// The saved jobs whose pages are kept unasked.
function savedIn(rows) {
  return rows.filter((row) => row.page && row.stage === "interested").slice(0, SAVED_JOBS);
}

// The oldest files go, but none that a copy of a page needs.
async function trimFiles(files) {
  const requests = await files.keys();
  if (requests.length <= MOST[FILES]) return;
  const needed = await neededFiles();
  const free = requests.filter(({ url }) => !needed.has(new URL(url).pathname));
  await Promise.all(free.slice(0, requests.length - MOST[FILES]).map((request) => files.delete(request)));
}

// Paths of the files that copies of pages need.
async function neededFiles() {
  const needed = new Set();
  for (const name of [PAGES, GUIDES]) {
    const cache = await caches.open(name);
    for (const kept of await cache.matchAll()) kept.headers.get("Kept-Files").split(" ").forEach((one) => needed.add(one));
  }
  return needed;
}

// A copy says that it is one. Its forms are answered from here, since their tokens are nobody's.
async function shown(kept) {
  const time = new Intl.DateTimeFormat([], { dateStyle: "medium", timeStyle: "short" }).format(Number(kept.headers.get("Kept-At")));
  const notice = `<div class="wrap"><div class="notices"><p class="notice" role="status">${release.words.kept.replace("{time}", time)}</p></div></div>`;
  const html = (await kept.text())
    .replace(/<main [^>]*>/, (main) => main + notice)
    .replaceAll('name="csrfmiddlewaretoken"', 'name="kept"');
  return new Response(html, { headers: kept.headers });
}

// --- Whose all of this is ------------------------------------------------------------------------------------------------

async function meet(reader) {
  const [owner = "", last = ""] = await Promise.all([device.get("owner"), device.get("reader")]);
  if (reader === last) return;
  if (reader && owner && reader !== owner) await forgetAll();
  if (!reader) await Promise.all([device.forget("lists"), caches.delete(PAGES)]); // changes wait for their owner
  if (reader) await device.set("owner", reader);
  await device.set("reader", reader);
}

// Only changes of others stay.
async function forgetAll(leaving = "") {
  const subscription = await registration.pushManager?.getSubscription().catch(() => null);
  await subscription?.unsubscribe().catch(() => {}); // notifications were for the reader before
  await Promise.all([PAGES, GUIDES].map((name) => caches.delete(name)));
  await Promise.all(["owner", "reader", "lists"].map((name) => device.forget(name)));
  await device.dropOf(leaving);
  await tell("");
}

// Changes that couldn't be sent keep the reader from losing them unawares: the page says what to do. Without a network, what is
// kept goes all the same: others may use this device before it's back.
async function signOut(request) {
  await send();
  const reader = (await device.get("reader")) ?? "";
  const waiting = await device.changes();
  if (waiting.some((one) => !one.state && device.concerns(one, reader))) return Response.redirect(`${release.offline}#leaving`, 303);
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    await forgetAll(reader);
    return Response.redirect(`${release.offline}#signed-in`, 303);
  }
  if (answer.ok || answer.type === "opaqueredirect") {
    await forgetAll(reader);
    await device.putBack(waiting.filter((one) => !device.concerns(one, reader))); // the browser has cleared everything
  }
  return answer;
}

async function ask(lists) {
  const answer = await fetch(`${release.device}?lists=${lists}`, { cache: "no-store" });
  if (!answer.ok) throw new TypeError("The site doesn't say who reads.");
  return answer.json();
}

// They are out of date: the next page brings new ones.
async function ageLists() {
  const [reader, lists] = await Promise.all([device.get("reader"), device.get("lists")]);
  if (lists) await device.setLists(reader, { ...lists, at: 0 });
}

async function copyLists() {
  const { reader, lists } = await ask("yes");
  await device.setLists(reader, { at: Date.now(), rows: lists });
  for (const row of savedIn(lists)) {
    // One after the other, so that they don't get in the way of pages.
    if (!(await keptPage(row.page))) await keep(row.page, PAGES);
    if (reader !== (await device.get("reader"))) {
      await caches.delete(PAGES); // signed out meanwhile
      return;
    }
  }
}

// --- Changes -------------------------------------------------------------------------------------------------------------

async function change(event, url) {
  const { request } = event;
  const form = new URLSearchParams(await request.clone().text());
  if (!form.has("kept")) {
    try {
      event.waitUntil(afterSending(await sendWaiting())); // what was done before this
      if (!(await isWaiting(subject(url, form)))) {
        const answer = await fetch(request);
        event.waitUntil(ageLists());
        return answer;
      }
    } catch {
      // It waits.
    }
  }
  const made = await described(url, form);
  const last = (await device.changes()).findLast((one) => !one.state && one.job && one.job === made.job);
  if (last?.do !== made.do) await device.add(made);
  await sendLater();
  if (form.has("kept")) await send();
  if (request.headers.has("HX-Request")) {
    await tell(release.words.waiting, event.clientId);
    return new Response(null, { status: 204 });
  }
  return Response.redirect(`${release.offline}#waiting`, 303);
}

// What a form is about: an application, or a job.
function subject(url, form) {
  const application = Number(move.exec(url.pathname)?.[1]);
  return application ? { application } : { job: Number(form.get("unsave") ?? form.get("save") ?? form.get("job")) };
}

async function described(url, form) {
  const { rows = [] } = (await device.get("lists")) ?? {};
  const made = { at: Date.now(), reader: (await device.get("reader")) ?? "" };
  const { application, job } = subject(url, form);
  if (application) {
    const row = rows.find((one) => one.application === application);
    const earlier = (await device.changes()).findLast((one) => one.application === application && !one.state);
    return {
      ...made, do: "move", application, to: form.get("to"),
      from: earlier?.to ?? (form.get("from") || row?.stage || ""),
      title: row?.title ?? release.words.application.replace("{number}", application),
    };
  }
  const title = rows.find((one) => one.job === job)?.title ?? (form.get("title") || (await titleOf(job)));
  return { ...made, do: form.has("unsave") ? "unsave" : "save", job, title };
}

// The heading of the job's page, if that is kept.
async function titleOf(job) {
  const pages = await caches.open(PAGES);
  const request = (await pages.keys()).find(({ url }) => new URL(url).pathname.startsWith(`/jobs/${job}-`));
  const html = request ? await (await pages.match(request)).text() : "";
  const heading = /<h1[^>]*>([^<]+)/.exec(html)?.[1].trim();
  const named = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
  return heading?.replaceAll(/&(amp|lt|gt|quot|#x27);/g, (_all, name) => named[name]) ?? release.words.job.replace("{number}", job);
}

// Where the browser sends in the background.
function sendLater() {
  return registration.sync?.register("changes").catch(() => {});
}

addEventListener("sync", (event) => {
  if (event.tag === "changes") event.waitUntil(sendAll());
});

function send() {
  return sendAll().catch(sendLater); // the network is away: they go on waiting
}

async function sendAll() {
  await afterSending(await sendWaiting());
}

// Only one worker at a time: the one of an old release may still be there.
function sendWaiting() {
  return navigator.locks.request("send changes", sendInOrder);
}

// Whether a change of the same job or application still waits. One whose maker has to sign in first keeps nobody else waiting.
async function isWaiting({ job, application }) {
  const known = (await device.get("reader")) ?? "";
  const waiting = (await device.changes()).filter((one) => !one.state && !one.said && device.concerns(one, known));
  return waiting.some((one) => (application ? one.application === application : one.job === job));
}

// Returns what the site has said, null if no change was waiting.
async function sendInOrder() {
  const known = (await device.get("reader")) ?? "";
  const waiting = (await device.changes()).filter((one) => !one.state && device.concerns(one, known));
  if (!waiting.length) return null;
  const { reader, token } = await ask("no");
  const heard = [];
  for (const one of waiting) {
    if (one.said && one.reader && one.reader !== reader) continue; // told already
    const answer = await post(one, token);
    const isAnswered = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (!isAnswered || answer.status >= 500 || answer.status === 429) break; // later, in the same order
    const { state, said, stage } = await answer.json();
    if (one.said !== said) heard.push(said);
    if (state === "done") await device.drop(one.id);
    else await device.put({ ...one, said, stage, state: state === "signed-out" ? "" : state });
  }
  return heard;
}

async function afterSending(heard) {
  if (!heard) return;
  await copyLists().catch(() => {});
  if (heard.length) await tell(heard.join(" "));
}

function post(one, token) {
  const body = new URLSearchParams();
  for (const name of ["do", "job", "application", "to", "from", "reader"]) if (one[name]) body.set(name, one[name]);
  return fetch(release.device, { method: "POST", body, headers: { "X-CSRFToken": token } });
}

// --- Pages and the worker ------------------------------------------------------------------------------------------------

// Each page loads the script that says it.
async function tell(text, clientId) {
  const one = clientId && (await clients.get(clientId));
  const all = one ? [one] : await clients.matchAll({ type: "window" });
  for (const client of all) client.postMessage({ script: release.notices, text });
}

const ASKED = {
  send: () => send(),
  keep: ({ path }) => keep(path, GUIDES),
  drop: async ({ path }) => (await caches.open(GUIDES)).delete(path),
  forget: async () => {
    await Promise.all([PAGES, GUIDES].map((name) => caches.delete(name)));
    await device.forget("lists");
  },
};

addEventListener("message", (event) => {
  const { data, ports, origin } = event;
  if (origin !== location.origin || !Object.hasOwn(ASKED, data.ask)) return;
  if (data.path && !isKeepable({ pathname: data.path })) return;
  event.waitUntil(ASKED[data.ask](data).then((answer) => ports[0]?.postMessage(answer)));
});
