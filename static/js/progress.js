// Asks whether a PDF is ready, and starts the download then. Without this, the page has a link that asks again.

const progress = document.getElementById("progress");
const { address } = progress.dataset;
let pause = 1500; // milliseconds before the next question: more each time, up to a limit

const ask = async () => {
  let state = "waiting";
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const isState = answer.headers.get("Content-Type") === "application/json";
    state = isState ? (await answer.json()).state : "other page";
  } catch {
    // the network may come back
  }
  if (state === "waiting") {
    pause = Math.min(pause * 1.5, 15000);
    setTimeout(ask, pause);
    return;
  }
  if (state === "ready") {
    const [waiting, ready] = progress.children;
    waiting.remove();
    ready.hidden = false;
  }
  location.assign(address);
};

setTimeout(ask, pause);
