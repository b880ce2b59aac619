// Removes the ad from a page that the browser brings back as it was: since then, its reader may have signed in with Plus.

addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelector(".ad")?.remove();
});
