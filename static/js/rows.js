// Lists of jobs are complete without this. It marks jobs as new since the visitor's last visit, and "/" moves to the search.

const DAY = 24 * 60 * 60 * 1000;
const VISIT = DAY / 48; // after so long without a page, a new visit starts
const YEAR = 365 * 24 * 60 * 60; // seconds

// The cookie holds when the last visit ended and when this one's last page was read.
function lastVisit(now) {
  const [before, latest] = (/(?:^|; )visit=(\d+)\.(\d+)/.exec(document.cookie) ?? []).slice(1).map(Number);
  const ended = latest && now - latest > VISIT ? latest : before;
  document.cookie = `visit=${ended || 0}.${now}; path=/; max-age=${YEAR}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  return ended || now - DAY;
}

const since = lastVisit(Date.now());

function markNew() {
  for (const list of document.querySelectorAll("[data-new]")) {
    for (const job of list.children) {
      const title = job.querySelector(".job-title");
      const badge = title.querySelector(".new");
      const isNew = Date.parse(job.querySelector("time").dateTime) > since;
      if (badge && !isNew) badge.remove();
      if (badge || !isNew) continue;
      const made = document.createElement("span");
      made.className = "badge new";
      made.textContent = list.dataset.new;
      title.append(" ", made);
    }
  }
}

markNew();
document.addEventListener("htmx:afterSettle", markNew);

const field = document.querySelector('[aria-keyshortcuts="/"]');
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey || !field) return;
  if (localStorage.getItem("shortcuts") === "off") return;
  event.preventDefault();
  field.focus();
});
