// The location control works without this. It proposes the browser's time zone, which the visitor confirms by saving.
// Escape, or a click elsewhere, closes it as it closes every menu.

const control = document.querySelector(".place-chip");
const zones = document.getElementById("place-timezone");
const country = document.getElementById("place-country");

const propose = () => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zones.value || !own?.includes("/") || own.startsWith("Etc/")) return; // "UTC" is what hides where somebody is
  if (![...zones.options].some((option) => option.value === own)) {
    zones.add(new Option(own.split("/").pop().replaceAll("_", " "), own));
  }
  zones.value = own;
  document.getElementById("place-proposal").hidden = false;
};

control?.addEventListener("toggle", () => { if (control.open) propose(); });
country?.addEventListener("change", () => {
  document.getElementById("place-part-field")?.remove(); // parts of the country before
  zones.value = "";
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
