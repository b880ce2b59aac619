// Opens the form for the location in the header, which is a link to its page without this. It proposes the browser's time zone,
// which the visitor confirms by saving. Escape, or a click elsewhere, closes it as it closes every menu.

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

// Shows the form, for the country that was chosen in it if there is one. The link stays if that fails.
const load = async (chosen = {}) => {
  const answer = await fetch(`${panel.dataset.form}?${new URLSearchParams({ panel: "1", next: here(), ...chosen })}`);
  if (!answer.ok) return;
  panel.innerHTML = await answer.text();
  propose();
};

control?.addEventListener("toggle", () => {
  const next = panel.querySelector("[name=next]");
  if (control.open && next) next.value = here();
  else if (control.open) load();
});
panel?.addEventListener("change", async ({ target }) => {
  if (target.name !== "country") return;
  await load({ country: target.value });
  panel.querySelector("[name=country]").focus();
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
