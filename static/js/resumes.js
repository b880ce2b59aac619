// Saves an entry while it is typed, and shows the résumé as it is then. Everything works by its buttons without this.

const saved = document.getElementById("saved");
const preview = document.getElementById("preview");
const pause = 1200; // milliseconds without typing

const save = async (form) => {
  const data = new FormData(form);
  data.set("autosave", "1");
  data.delete("overwrite");
  let answer;
  try {
    answer = await fetch(form.getAttribute("action"), { method: "POST", body: data });
  } catch {
    saved.textContent = saved.dataset.offline;
    return;
  }
  if (![200, 400, 409].includes(answer.status)) {
    saved.textContent = saved.dataset.offline;
    return;
  }
  const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = (name) => parts.querySelector(`[data-part="${name}"]`);
  saved.textContent = part("saved").textContent.trim();
  saved.classList.toggle("problem", !answer.ok);
  if (!answer.ok) return;
  form.elements.version.value = part("version").value;
  preview.replaceChildren(...part("preview").childNodes);
};

for (const form of document.querySelectorAll("[data-autosave]")) {
  let timer;
  let running;
  const start = async () => {
    await running;
    running = save(form);
    await running;
    running = undefined;
  };
  form.addEventListener("input", () => {
    saved.textContent = saved.dataset.saving;
    clearTimeout(timer);
    timer = setTimeout(start, pause);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!running) return;
    event.preventDefault(); // the answer under way has the version that the form must name
    await running;
    form.requestSubmit(event.submitter);
  });
}
