// The search works without this. It fetches htmx, keeps empty fields out of the address and says when an answer is on its way.

const form = document.getElementById("search");

// htmx weighs more than the page, so it comes when the list is first touched, or when it has made this entry of the history.
// What is typed, chosen or saved before it is here is done once it is; without it, the browser saves by itself.
const touches = ["pointerover", "focusin"];
const acts = ["input", "change", "click"];
let missed;

const miss = (event) => {
  if (event.type === "click" && !event.target.closest("[data-hx-post]")) return;
  if (event.type === "click") event.preventDefault();
  missed = event;
};
const goBack = ({ state }) => { if (state) location.reload(); };
const ready = () => {
  for (const act of acts) form.removeEventListener(act, miss);
  removeEventListener("popstate", goBack);
  missed?.target.dispatchEvent(new missed.constructor(missed.type, { bubbles: true, cancelable: true }));
};
const fetchHtmx = () => {
  for (const touch of touches) form.removeEventListener(touch, fetchHtmx);
  if (document.readyState !== "complete") { // until then htmx waits for an event that is over
    addEventListener("load", fetchHtmx);
    return;
  }
  const script = document.createElement("script");
  script.src = form.dataset.script;
  script.addEventListener("load", ready);
  script.addEventListener("error", ready);
  document.head.append(script);
};

for (const touch of touches) form.addEventListener(touch, fetchHtmx);
for (const act of acts) form.addEventListener(act, miss);
addEventListener("popstate", goBack);
if (history.state) fetchHtmx();

form.addEventListener("formdata", ({ formData }) => {
  const unused = formData.get("pay") ? [] : ["currency", "period", "no_pay"];
  // A copy, since the loop deletes from what it walks through.
  // oxlint-disable-next-line no-useless-spread
  for (const [name, value] of [...formData]) {
    if (!value || unused.includes(name)) formData.delete(name);
  }
});

const busy = (state) => () => document.getElementById("results")?.setAttribute("aria-busy", state);
form.addEventListener("htmx:beforeRequest", busy("true"));
form.addEventListener("htmx:afterRequest", busy("false"));
