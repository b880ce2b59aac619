// What the staff pages do beyond their forms: warn before typed text is lost, add parts, copy the preview link.

const form = document.querySelector("form[data-warn]");

if (form) {
  const note = form.querySelector("[data-unsaved-note]");
  const typed = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  const saved = "unsaved" in form.dataset ? "" : typed();
  let leaving = false;

  const update = () => {
    const dirty = typed() !== saved;
    document.documentElement.toggleAttribute("data-dirty", dirty);
    if (note) note.textContent = dirty ? note.dataset.unsavedNote : "";
    return dirty;
  };

  form.addEventListener("input", update);
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && update()) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  update();

  for (const parts of form.querySelectorAll("[data-parts]")) {
    const add = parts.querySelector("[data-add]");
    if (!add) continue;
    const total = parts.querySelector("input[name$=-TOTAL_FORMS]");
    const template = parts.querySelector("template");
    // Without scripts an empty part waits at the end; with them it stays out of sight until it is asked for.
    const waiting = parts.querySelector(":scope > .part.new:not([open])");
    if (waiting) waiting.hidden = true;
    add.hidden = false;
    add.addEventListener("click", () => {
      if (waiting?.hidden) {
        waiting.hidden = false;
        waiting.open = true;
        waiting.querySelector("input, textarea, select").focus();
        return;
      }
      const made = document.createElement("template");
      made.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
      const part = made.content.querySelector("details");
      part.open = true;
      total.value = Number(total.value) + 1;
      template.before(part);
      part.querySelector("input, textarea, select").focus();
    });
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const field = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = `✓ ${label}`;
  });
}
