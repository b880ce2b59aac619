// Buttons that copy the address of a link, where the browser has a clipboard. The address is on the page without this.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const link = document.getElementById(button.dataset.copy);
  const label = button.firstChild;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link.href);
    label.data = button.dataset.copied;
    button.setAttribute("aria-live", "polite");
  });
}
