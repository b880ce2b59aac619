// The page about the app is complete without this: its button comes when the browser offers to install the site.

const button = document.getElementById("install");
let offer;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault(); // the button asks instead of the browser
  offer = event;
  button.hidden = false;
});
button.addEventListener("click", () => offer?.prompt());
addEventListener("appinstalled", () => {
  button.hidden = true;
  document.getElementById("installed").hidden = false;
});
