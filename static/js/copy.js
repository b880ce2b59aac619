// Buttons that copy the address of a link, or a text, where the browser has a clipboard. It is on the page without this.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const source = document.getElementById(button.dataset.copy);
  const label = button.firstChild;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.href ?? source.textContent);
    label.data = button.dataset.copied;
    button.setAttribute("aria-live", "polite");
  });
}
