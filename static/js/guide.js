// The guide page is complete without this: it marks the chapter in view and adds the buttons that only scripts can serve.

const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
const chapters = [...document.querySelectorAll(".chapter")];

const inView = new IntersectionObserver(
  (entries) => {
    const entry = entries.find((one) => one.isIntersecting);
    if (!entry) return;
    for (const link of links.values()) link.removeAttribute("aria-current");
    links.get(entry.target.querySelector("h2").id)?.setAttribute("aria-current", "true");
  },
  { rootMargin: "-25% 0px -75% 0px" },
);
chapters.forEach((chapter) => inView.observe(chapter));

const address = document.querySelector("link[rel=canonical]")?.href ?? location.href;
const actions = {
  share: navigator.share && (() => navigator.share({ title: document.title, url: address }).catch(() => {})),
  print: () => window.print(),
  keep: navigator.serviceWorker && keepOffline,
  copy: navigator.clipboard && (() => navigator.clipboard.writeText(address).then(() => say("copied"))),
};
for (const button of document.querySelectorAll("[data-action]")) {
  const act = actions[button.dataset.action];
  if (!act) continue;
  button.hidden = false;
  button.addEventListener("click", act);
}

function say(what) {
  const status = document.querySelector("[data-copied]");
  status.textContent = status.dataset[what];
}

async function keepOffline() {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", ({ data: isKept }) => say(isKept ? "kept" : "failed"));
  port1.start();
  active.postMessage({ ask: "keep", path: location.pathname }, [port2]);
}
