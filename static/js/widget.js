// Lists the newest jobs of a search on a page of another site; /widget/ explains it. No cookie, and nothing that a strict
// Content-Security-Policy forbids. Until there are jobs, and if they can't be loaded, the link inside the element is shown.
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const NAME = "remote-jobs";
  const ASKED = ["q", "geo", "industry", "type", "level", "count"];

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { display: block; color-scheme: light dark; font: 400 1rem/1.5 system-ui, sans-serif;
      --text: light-dark(#15171c, #e9ebf0); --soft: light-dark(#434956, #bcc2ce); --line: light-dark(#dce0e7, #2b313c);
      --ground: light-dark(#fff, #15181e); --link: light-dark(#0a5a4f, #7fdfcc); --focus: light-dark(#1a56db, #8ab4ff) }
    :host([hidden]) { display: none }
    :host([data-theme="light"]) { color-scheme: light }
    :host([data-theme="dark"]) { color-scheme: dark }
    section { padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .625rem; background: var(--ground);
      color: var(--text) }
    p { margin: 0 }
    .head { font-weight: 650; overflow-wrap: anywhere }
    ul { list-style: none; margin: .5rem 0; padding: 0 }
    li { padding: .625rem 0; border-block-start: 1px solid var(--line) }
    li:first-child { border: 0 }
    a { color: var(--link); font-weight: 600; text-underline-offset: .18em; overflow-wrap: anywhere }
    a:hover { text-decoration-thickness: 2px }
    a:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .25rem }
    .facts { color: var(--soft); font-size: .875rem }
    @media (forced-colors: active) { section { border-color: CanvasText } }`);

  // oxlint-disable-next-line consistent-function-scoping -- the scope outside is the other site's
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const link = (href, text) => make("a", { href }, text);

  const row = (job) =>
    make(
      "li",
      {},
      make("p", {}, link(job.url, job.title)),
      make("p", { className: "facts" }, [job.company, ...job.facts, job.age].filter(Boolean).join(" · ")),
    );

  class RemoteJobs extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [style];
      root.append(document.createElement("slot"));
      this.load(root);
    }

    async load(root) {
      const query = new URLSearchParams();
      for (const name of ASKED) if (this.dataset[name]) query.set(name, this.dataset[name]);
      try {
        const response = await fetch(`${home}/widget/jobs.json?${query}`, {
          credentials: "omit",
          signal: AbortSignal.timeout(10000),
        });
        const told = await response.json();
        if (!response.ok) throw new Error(told.error);
        const list = told.jobs.length
          ? make("ul", { role: "list" }, ...told.jobs.map(row))
          : make("p", { className: "facts" }, told.none);
        const section = make("section", {}, make("p", { className: "head" }, told.title), list);
        section.setAttribute("aria-label", told.title);
        section.append(make("p", {}, link(told.url, `${told.site} →`)));
        root.replaceChildren(section);
      } catch (error) {
        this.dataset.error = error.message; // for who looks why
        if (!this.firstElementChild) {
          query.delete("count");
          this.append(link(`${home}/jobs/?${query}`, "Remote jobs"));
        }
      }
    }
  }

  if (!customElements.get(NAME)) customElements.define(NAME, RemoteJobs);

  // The short form: a script with data-… is followed by its list.
  if (Object.keys(script.dataset).length) {
    const element = document.createElement(NAME);
    Object.assign(element.dataset, script.dataset);
    script.after(element);
  }
})();
