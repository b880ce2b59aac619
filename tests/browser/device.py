"""What tests of the service worker share: looking at what it keeps on a device, and a member whose lists are there."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from jobs.tracker import services
from tests.browser.conftest import wait_until
from tests.browser.test_tracker import sign_in
from tests.factories import a_job, a_user

KEPT = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) =>
  [name.split(" ")[0], (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)])))"""
# What is kept of the reader; the database of a device is made by the page of what is on it.
OWN = """async () => {
  const open = await new Promise((done) => { const asked = indexedDB.open("device"); asked.onsuccess = () => done(asked.result); });
  const all = (name) => new Promise((done) => {
    const asked = open.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const found = open.objectStoreNames.length ? [...await all("facts"), ...await all("changes")] : [];
  open.close();
  return JSON.stringify(found);
}"""
# Puts a change among those that wait, as one that the browser hasn't sent yet.
WAITING = """async (change) => {
  const open = await new Promise((done) => { const asked = indexedDB.open("device"); asked.onsuccess = () => done(asked.result); });
  const within = open.transaction(["facts", "changes"], "readwrite");
  const reader = within.objectStore("facts").get("reader");
  reader.onsuccess = () => within.objectStore("changes").add({ at: Date.now(), reader: reader.result, ...change });
  await new Promise((done) => { within.oncomplete = done; });
  open.close();
}"""


def kept(page):
    """Paths that the worker keeps, by cache."""
    return page.evaluate(KEPT)


def wait_for_worker(page):
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    wait_until(page, "navigator.serviceWorker.controller")


def wait_until_kept(page, cache, path, is_kept=True):
    page.evaluate(
        """async ([cache, path, isKept]) => {
          for (let tries = 0; tries < 600; tries += 1) {
            if (isKept === Boolean(await caches.match(path, { cacheName: cache }))) return;
            await new Promise(requestAnimationFrame);
          }
          throw new Error(`${path}: not as expected in ${cache}`);
        }""",
        [cache, path, is_kept],
    )


def wait_until_told(page, condition):
    """Waits until an asynchronous function says yes."""
    page.evaluate(
        """async (condition) => {
          for (let tries = 0; tries < 600; tries += 1) {
            if (await condition()) return;
            await new Promise(requestAnimationFrame);
          }
          throw new Error("It did not happen.");
        }""".replace("condition()", f"({condition})()"),
        None,
    )


def left(page):
    """What is left of a reader on the device: facts, changes and copies of pages."""
    pages = [path for name, paths in kept(page).items() if name in ("pages", "guides") for path in paths]
    return [one for one in json.loads(page.evaluate(OWN)) if one] + pages


def use_as(page, user):
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "domain": "localhost", "path": "/"}])


@pytest.fixture(name="ada")
def member_with_lists(open_page, site):
    """A member with three saved jobs, and a page with a worker that has their lists."""
    user = a_user(name="Ada")
    user.jobs = [a_job(now=timezone.now(), title=title) for title in ("Harbor Pilot", "Lamp Trimmer", "Chart Keeper")]
    for job in user.jobs[:2]:
        services.save(user=user, job=job, now=timezone.now())
    page = open_page("/accounts/login/", worker=True)
    wait_for_worker(page)
    sign_in(page)
    page.goto("/account/bookmarks/")
    for job in user.jobs[:2]:
        wait_until_kept(page, "pages", job.get_absolute_url())
    user.page = page
    return user
