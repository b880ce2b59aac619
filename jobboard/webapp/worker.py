"""Writes the service worker of a release: its version, the names of its files, and the scripts that do the work.

Browsers compare the script byte by byte, so a release with other code or other files replaces the worker of the one before.
"""

import json
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from toolkit.code_version import code_fingerprint

SCRIPTS = ("js/device.js", "js/worker.js", "js/push-worker.js")
# What the offline page needs, so that it looks and works as it should.
SHELL = (
    "css/tokens.css", "css/site.css", "css/offline.css", "fonts/inter.woff2", "icons/favicon.svg", "js/location.js",
    "js/device.js", "js/offline.js", "js/notices.js",
)  # fmt: skip
# Pages that may be kept: jobs, guides. Each is fetched as nobody, so it holds nothing of its reader.
KEEPABLE = (r"^/jobs/[0-9]+-[a-z0-9-]+/$", r"^/careers/(?!compare/|find/|explore/|feed/)[a-z0-9-]+/$")
REMOVAL = """// Service workers are switched off: this one deletes what was kept of pages and of their reader, and removes itself.
// Changes that wait stay for a worker to come, without what names their jobs: nobody asks any more whose device this is.
const forget = () => new Promise((done) => {
  const asked = indexedDB.open("device", 1);
  asked.onupgradeneeded = () => asked.transaction.abort(); // nothing was kept
  asked.onerror = () => done();
  asked.onsuccess = () => {
    const within = asked.result.transaction(["facts", "changes"], "readwrite");
    within.objectStore("facts").clear();
    const changes = within.objectStore("changes");
    changes.getAll().onsuccess = ({ target }) => {
      for (const one of target.result) if (one.reader) changes.put({ ...one, title: "", said: "", state: "" });
    };
    within.oncomplete = within.onabort = () => done(asked.result.close());
  };
});
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await forget();
  await self.registration.unregister();
})()));
"""


def worker_script() -> str:
    """Returns the script at ``/sw.js``; one that removes itself if ``APP_WORKER`` is off."""
    if not settings.APP_WORKER:
        return REMOVAL
    scripts = [static(name) for name in SCRIPTS if finders.find(name)]
    # A browser fetches imported scripts again only if their names change, as the release's do.
    return f"self.release = {_json(release())};\nimportScripts({', '.join(_json(one) for one in scripts)});\n"


def release() -> dict[str, Any]:
    """Returns what the scripts need to know of this release."""
    return {
        "version": code_fingerprint(),
        "offline": reverse("offline"),
        "files": [static(name) for name in SHELL],
        "static": settings.STATIC_URL,
        "marks": "/marks/",
        "keepable": KEEPABLE,
        "notices": static("js/notices.js"),
        "device": reverse("tracker:device"),
        "lists": [reverse("account"), reverse("tracker:bookmarks"), reverse("tracker:applications")],
        "save": reverse("tracker:save"),
        "signOut": reverse("account_logout"),
        "words": {
            "kept": _("You're offline. This is a copy from {time}."),
            "waiting": _("You're offline. We'll send this change when you're back online."),
            "job": _("Job {number}"),
            "application": _("Application {number}"),
        },
    }


def _json(value: Any) -> str:
    """Returns JSON that is safe in a script, whatever text is in it."""
    return json.dumps(value, separators=(",", ":"))
