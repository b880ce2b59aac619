// The search works without this. It keeps empty fields out of the address and says when an answer is on its way.

const form = document.getElementById("search");

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
