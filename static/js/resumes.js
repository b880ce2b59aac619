// Saves an entry while it is typed, and shows the résumé as it is then. Everything works by its buttons without this.

const saved = document.getElementById("saved");
const preview = document.getElementById("preview");
const forms = [...document.querySelectorAll("[data-autosave]")];
const pause = 1200; // milliseconds without typing
const dirty = new Set(); // forms with something typed since they were last sent
let failed = false;

const tell = (words, isProblem = false) => {
  failed = isProblem;
  if (saved.textContent !== words) saved.textContent = words; // it is read aloud when it changes
  saved.classList.toggle("problem", isProblem);
};

const post = (form, options = {}) => {
  const body = new FormData(form);
  body.set("autosave", "1");
  body.delete("overwrite");
  return fetch(form.getAttribute("action"), { method: "POST", body, ...options });
};

const save = async (form) => {
  dirty.delete(form);
  let answer;
  let parts;
  try {
    answer = await post(form);
    parts = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    tell(saved.dataset.offline, true);
    return;
  }
  const part = (name) => parts.querySelector(`[data-part="${name}"]`);
  if (answer.redirected || !part("saved")) { // signed out, or the site is in trouble
    tell(saved.dataset.offline, true);
    return;
  }
  tell(part("saved").textContent.trim(), !answer.ok);
  if (!answer.ok) return;
  form.elements.version.value = part("version").value;
  preview.replaceChildren(...part("preview").childNodes);
};

for (const form of forms) {
  let timer;
  let running;
  const flush = () => {
    running ??= (async () => {
      // One after the other: each answer has the version that the next one must name.
      // oxlint-disable-next-line no-await-in-loop
      while (dirty.has(form)) await save(form);
      running = undefined;
    })();
    return running;
  };
  form.addEventListener("input", () => {
    dirty.add(form);
    tell(saved.dataset.saving);
    clearTimeout(timer);
    timer = setTimeout(flush, pause);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    dirty.delete(form);
    failed = false;
    if (!running) return;
    event.preventDefault(); // the answer under way has the version that the form must name
    await running;
    form.requestSubmit(event.submitter);
  });
}

// What was typed a moment ago is sent when the page is left; what couldn't be saved is asked about.
addEventListener("pagehide", () => { for (const form of dirty) post(form, { keepalive: true }); });
addEventListener("beforeunload", (event) => { if (failed) event.preventDefault(); });
