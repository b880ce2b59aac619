"""A service worker that another release replaces, or that is switched off: what stays on a device, and what goes."""

import pytest
from playwright.sync_api import expect

from jobboard.webapp import worker
from tests.browser.device import (
    WAITING,
    kept,
    left,
    member_with_lists,  # noqa: F401 - the fixture `ada`
    wait_for_worker,
    wait_until_kept,
    wait_until_told,
)

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GUIDE = "/careers/operations-officer/"


def test_a_worker_that_is_switched_off_leaves_nothing_that_names_anybodys_jobs(ada, settings):
    page = ada.page
    page.evaluate(WAITING, {"do": "unsave", "job": ada.jobs[0].pk, "title": "Harbor Pilot", "reader": "somebody else"})
    assert "Lamp Trimmer" in str(left(page))
    settings.APP_WORKER = False
    page.goto("/about/")
    wait_until_told(page, "async () => !(await navigator.serviceWorker.getRegistrations()).length")
    [waiting] = left(page)
    assert (waiting["job"], waiting["title"]) == (ada.jobs[0].pk, "")
    page.goto("/offline/")
    expect(page.get_by_text("Nothing yet.")).to_be_visible()


def test_a_copy_from_before_a_release_keeps_its_looks(ada, monkeypatch):
    page, path = ada.page, ada.jobs[0].get_absolute_url()
    page.goto(path)
    styles = page.evaluate("[...document.styleSheets].map((one) => new URL(one.href).pathname)")
    changed = [
        name for name in worker.SHELL if not name.endswith(".css")
    ]  # the next release has other files of these names
    monkeypatch.setattr("jobboard.webapp.worker.SHELL", changed)
    monkeypatch.setattr("jobboard.webapp.worker.code_fingerprint", lambda: "next")
    page.goto("/robots.txt")  # which needs no files
    shells = "(await caches.keys()).filter((name) => name.startsWith('shell'))"
    wait_until_told(page, f"async () => String({shells}) === 'shell next'")
    found = kept(page)
    assert set(styles) <= set(found["files"])
    assert not set(styles) & set(found["shell"])
    page.context.set_offline(True)
    page.goto(path)
    expect(page.get_by_text("You're offline. This is a copy from")).to_be_visible()
    assert page.evaluate("document.styleSheets.length") == len(styles) > 1


def test_copies_of_saved_jobs_outlast_others(ada):
    page = ada.page
    fill = """async () => {
      const pages = await caches.open("pages");
      for (let number = 0; number < 60; number += 1) {
        await pages.put(`/jobs/9${number}-filled/`, new Response("", { headers: { "Kept-Files": "" } }));
      }
    }"""
    page.evaluate(fill)
    last = ada.jobs[2].get_absolute_url()
    page.goto(last)
    wait_until_kept(page, "pages", last)
    wait_until_told(page, "async () => (await (await caches.open('pages')).keys()).length === 40")
    paths = kept(page)["pages"]
    assert {job.get_absolute_url() for job in ada.jobs} <= set(paths)
    assert "/jobs/959-filled/" in paths


def test_a_release_takes_over_and_a_worker_can_be_switched_off(open_page, site, monkeypatch, settings):
    page = open_page("/app/", worker=True)
    wait_for_worker(page)
    protocol = page.context.new_cdp_session(page)
    errors = [one["errorId"] for one in protocol.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert errors == ["in-incognito"], "as every page of a test is"
    assert protocol.send("Page.getAppManifest")["errors"] == []
    page.goto(GUIDE)
    page.get_by_role("button", name="Save for offline").click()
    expect(page.get_by_text("Saved for offline")).to_be_visible()

    monkeypatch.setattr("jobboard.webapp.worker.code_fingerprint", lambda: "next")
    page.goto("/about/")
    shells = "(await caches.keys()).filter((name) => name.startsWith('shell'))"
    wait_until_told(page, f"async () => String({shells}) === 'shell next'")
    wait_until_told(page, f"async () => (await caches.match('{GUIDE}')).headers.get('Kept-Release') === 'next'")
    page.context.set_offline(True)
    page.goto("/pricing/")
    expect(page.get_by_role("heading", name="You're offline")).to_be_visible()
    page.context.set_offline(False)

    settings.APP_WORKER = False
    page.goto("/about/")
    wait_until_told(page, "async () => !(await caches.keys()).length")
    page.goto(GUIDE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
