// Says what the service worker has to say, in a live region at the top of the page. Pages load it when the worker speaks.

const region = document.createElement("div");
region.setAttribute("role", "status");
region.className = "wrap";
document.getElementById("main")?.prepend(region);

export const tell = ({ text }) => {
  document.dispatchEvent(new Event("device")); // for the page that shows what is kept
  if (!text) return;
  // After the region itself: what is there when a region comes isn't read out.
  requestAnimationFrame(() => {
    const [notices, notice] = [document.createElement("div"), document.createElement("p")];
    notices.className = "notices";
    notice.className = "notice";
    notice.textContent = text;
    notices.append(notice);
    region.replaceChildren(notices);
  });
};
