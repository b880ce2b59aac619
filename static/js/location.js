// Opens the form for the location in the header, which is a link to its page without this. It proposes the browser's time zone,
// which the visitor confirms by saving. Escape or a click elsewhere closes every menu.

const control = document.querySelector(".place-chip");
const panel = control?.querySelector(".pop-body");
const here = () => location.pathname + location.search;

const propose = () => {
  const zones = panel.querySelector("[name=timezone]");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zones.value || !own?.includes("/") || own.startsWith("Etc/")) return; // "UTC" is what hides where somebody is
  if (![...zones.options].some((option) => option.value === own)) {
    zones.add(new Option(own.split("/").pop().replaceAll("_", " "), own));
  }
  zones.value = own;
  panel.querySelector("#place-proposal").hidden = false;
};

let asking;
// Returns the form, for a country if one is given; nothing if it doesn't come or is no longer wanted.
const fetchForm = async (chosen = {}) => {
  asking?.abort();
  asking = new AbortController();
  const query = new URLSearchParams({ panel: "1", next: here(), ...chosen });
  try {
    const answer = await fetch(`${panel.dataset.form}?${query}`, { signal: asking.signal });
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
};

control?.addEventListener("toggle", async () => {
  const next = panel.querySelector("[name=next]");
  if (next) next.value = here();
  if (next || !control.open) return;
  const form = await fetchForm();
  if (!form) return; // the link stays
  panel.innerHTML = form;
  propose();
});
// Only what depends on the country is shown anew: people may be typing in the list of countries.
panel?.addEventListener("change", async ({ target }) => {
  if (target.name !== "country") return;
  const form = await fetchForm({ country: target.value });
  if (!form) return;
  const within = new DOMParser().parseFromString(form, "text/html").getElementById("place-within");
  document.getElementById("place-within").replaceWith(within);
  propose();
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest(".pop[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".pop[open]")) menu.open = menu.contains(event.target);
});

// The site works without a network by its service worker. What that has to say comes with the script that says it.
const worker = navigator.serviceWorker;
worker?.register("/sw.js").catch(() => {});
worker?.addEventListener("message", async ({ data }) => data.script && (await import(data.script)).tell(data));
// Without a network, the worker knows a job by what its button says.
document.addEventListener("click", ({ target }) => {
  const button = target.closest(".job-save[form]");
  const named = ({ formData }) => formData.set("title", button.querySelector(".vh").textContent.trim());
  button?.form.addEventListener("formdata", named, { once: true });
}, { capture: true });
addEventListener("online", () => worker?.controller?.postMessage({ ask: "send" }));
