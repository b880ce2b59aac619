// The search works without this. It fetches htmx and keeps empty fields out of the address.

const form = document.getElementById("search");

// htmx weighs more than the page, so it comes when the list is first touched or htmx made this entry of the history. What is
// typed, chosen or saved before is done then; without htmx, the browser saves.
const touches = ["pointerover", "focusin"];
const acts = ["input", "change", "click"];
const saves = [];
let search; // the last thing typed or chosen

const miss = (event) => {
  if (event.type !== "click") search = event;
  else if (event.target.closest("[data-hx-post]")) {
    event.preventDefault();
    saves.push(event);
  }
};
const goBack = ({ state }) => { if (state) location.reload(); };
const ready = () => {
  for (const act of acts) form.removeEventListener(act, miss);
  removeEventListener("popstate", goBack);
  for (const event of saves.splice(0).concat(search ?? [])) {
    event.target.dispatchEvent(new event.constructor(event.type, { bubbles: true, cancelable: true }));
  }
  search = undefined;
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
  setTimeout(ready, 8000);
  document.head.append(script);
};

for (const touch of touches) form.addEventListener(touch, fetchHtmx);
for (const act of acts) form.addEventListener(act, miss);
addEventListener("popstate", goBack);
if (history.state) fetchHtmx();

form.addEventListener("formdata", ({ formData }) => {
  const unused = formData.get("pay") ? [] : ["currency", "period", "no_pay"];
  // A copy: the loop deletes.
  // oxlint-disable-next-line no-useless-spread
  for (const [name, value] of [...formData]) {
    if (!value || unused.includes(name)) formData.delete(name);
  }
});

const busy = (state) => () => document.getElementById("results")?.setAttribute("aria-busy", state);
form.addEventListener("htmx:beforeRequest", busy("true"));
form.addEventListener("htmx:afterRequest", busy("false"));
