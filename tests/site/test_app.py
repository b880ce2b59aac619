"""The site as an app, as browsers and stores ask for it: manifest, worker, lists for the device, changes, shared links."""

import json
import re

import pytest
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.reader_header import HEADER
from jobboard.webapp.share import shared_by
from jobs import services as postings
from jobs.lifecycle import Closed
from jobs.tracker import services
from jobs.tracker.models import Application
from tests.accounts.support import staff
from tests.factories import a_job, a_published_guide, a_user
from toolkit.app_settings import android_app
from toolkit.environment import Environment

pytestmark = pytest.mark.django_db
DEVICE = "/account/device/"
FINGERPRINT = ":".join(["A1"] * 32)


def source_of(address):
    """The file that an address of a hashed file is made from."""
    return finders.find(re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", address.removeprefix("/static/")))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


# --- Manifest and worker --------------------------------------------------------------------------------------------------


def test_the_manifest_names_pictures_of_the_size_that_it_says_and_pages_that_are_there(client):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert (manifest["name"], manifest["id"], manifest["scope"], manifest["display"]) == (
        site.SITE_NAME,
        "/",
        "/",
        "standalone",
    )
    pictures = [*manifest["icons"], *manifest["screenshots"]]
    for one in pictures:
        with Image.open(source_of(one["src"])) as picture:
            assert f"{picture.width}x{picture.height}" == one["sizes"]
    assert {one["purpose"] for one in manifest["icons"]} == {"any", "maskable"}
    assert {one["form_factor"] for one in manifest["screenshots"]} == {"wide", "narrow"}
    member = signed_in(a_user())
    assert [member.get(one["url"]).status_code for one in manifest["shortcuts"]] == [200] * 4
    assert client.get(manifest["share_target"]["action"]).status_code == 200


def test_pages_link_to_the_manifest_and_color_the_frame_as_the_theme_does(client):
    tokens = (site.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
    light, dark = re.search(r"--surface: light-dark\((#\w+), (#\w+)\)", tokens).groups()
    assert {"light": light.lower(), "dark": dark.lower()} == site.APP_COLORS
    page = client.get("/about/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert len(re.findall('name="theme-color"[^>]*media=', page)) == 2
    client.cookies["theme"] = "dark"
    dark_page = client.get("/about/").content.decode()
    assert re.findall(r'name="theme-color"\s+content="([^"]+)">', dark_page) == [site.APP_COLORS["dark"]]


def test_the_worker_names_files_that_are_there_and_is_asked_for_again_each_time(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert {"public", "no-cache"} == set(answer["Cache-Control"].split(", "))
    script = answer.content.decode()
    release = json.loads(re.search(r"self.release = (.*);", script)[1])
    scripts = json.loads(f"[{re.search(r'importScripts[(](.*)[)];', script)[1]}]")
    assert all(source_of(one) for one in [*scripts, *release["files"], release["notices"]])
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", one) for one in [*scripts, *release["files"]])
    assert client.get(release["offline"]).status_code == 200


def test_the_offline_page_needs_only_files_that_the_worker_keeps(client):
    release = json.loads(re.search(r"self.release = (.*);", client.get("/sw.js").content.decode())[1])
    page = client.get("/offline/").content.decode()
    asked = set(re.findall(r'(?:src|href)="(/static/(?:css|js|fonts)/[^"]+)"', page))
    assert asked <= set(release["files"])


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/jobs/12-harbor-pilot/", True), ("/careers/operations-officer/", True), ("/jobs/", False), ("/jobs/12/apply/", False),
        ("/careers/find/", False), ("/careers/compare/", False), ("/account/", False), ("/account/bookmarks/", False), ("/admin/", False),
        ("/billing/webhook/", False), ("/pricing/", False), ("/account/advice/", False), ("/account/consultant/", False), ("/r/ada/", False),
        ("/resumes/", False), ("/accounts/login/", False), ("/careers/operations-officer/correction/", False),
    ],
)  # fmt: skip
def test_only_jobs_and_guides_may_be_kept(client, path, is_kept):
    release = json.loads(re.search(r"self.release = (.*);", client.get("/sw.js").content.decode())[1])
    assert any(re.search(pattern, path) for pattern in release["keepable"]) is is_kept


def test_a_page_fetched_as_nobody_to_be_kept_counts_no_visit_and_holds_no_one(client):
    job = a_job()
    ahead = client.get(job.get_absolute_url(), HTTP_PURPOSE="prefetch", HTTP_USER_AGENT="Mozilla/5.0")
    assert "no-store" not in ahead["Cache-Control"]
    assert "no-store" in client.get(job.get_absolute_url(), HTTP_USER_AGENT="Mozilla/5.0")["Cache-Control"]
    member = signed_in(a_user())
    assert "no-store" in member.get(job.get_absolute_url(), HTTP_PURPOSE="prefetch")["Cache-Control"]


def test_a_worker_that_is_switched_off_removes_itself(client, settings):
    settings.APP_WORKER = False
    script = client.get("/sw.js").content.decode()
    assert "unregister" in script
    assert "importScripts" not in script


# --- Who reads ------------------------------------------------------------------------------------------------------------


def test_pages_name_their_reader_by_an_id_of_their_own(client):
    a_published_guide()
    one, other = signed_in(a_user("one@example.org")), signed_in(a_user("other@example.org"))
    for path in ("/about/", "/careers/lighthouse-keeper/", "/account/", "/account/bookmarks/"):
        assert len({one.get(path)[HEADER], one.get("/jobs/")[HEADER]}) == 1
        assert one.get(path)[HEADER] != other.get(path)[HEADER]
    assert HEADER not in client.get("/about/")
    assert HEADER not in one.get("/robots.txt")
    assert one.get(DEVICE).json()["reader"] == one.get("/about/")[HEADER]


def test_staff_who_act_as_a_member_leave_nothing_of_the_member_on_their_device():
    member = a_user()
    services.save(user=member, job=a_job(), now=timezone.now())
    client = signed_in(member)
    session = client.session
    session["hijack_history"] = [str(staff("support@example.com", "Support").pk)]
    session.save()
    said = client.get(DEVICE)
    if said.status_code == 200:
        assert (said.json()["reader"], said.json()["lists"]) == ("", [])
    assert HEADER not in client.get("/about/")


def test_signing_out_asks_the_browser_to_delete_what_it_keeps():
    client = signed_in(a_user())
    assert "Clear-Site-Data" not in client.get("/accounts/logout/")
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.post("/accounts/logout/")


# --- Lists and changes ------------------------------------------------------------------------------------------------------


def test_the_lists_for_a_device_take_two_queries_and_hold_no_notes(django_assert_max_num_queries):
    user = a_user()
    now = timezone.now()
    for number in range(3):
        application = services.save(user=user, job=a_job(title=f"Officer {number}"), now=now)
    services.edit(
        application=application, notes="My secret", contact="Mia", next_step="Call", next_step_at=now, now=now
    )
    services.add_by_hand(user=user, title="Elsewhere", company="", url="", notes="", to="closed:rejected", now=now)
    postings.withdraw(job=application.job, because=Closed.GONE, now=now)
    client = signed_in(user)
    with django_assert_max_num_queries(4):  # with session and member
        answer = client.get(DEVICE)
    assert "no-store" in answer["Cache-Control"]
    assert b"secret" not in answer.content
    assert b"Mia" not in answer.content
    rows = {row["title"]: row for row in answer.json()["lists"]}
    assert rows["Elsewhere"]["stage"] == "closed:rejected"
    assert rows["Officer 2"]["next_step"] == "Call"
    assert (bool(rows["Officer 1"]["page"]), bool(rows["Officer 2"]["page"])) == (True, False)
    assert "lists" not in client.get(DEVICE, {"lists": "no"}).json()


def send(client, **change):
    answer = client.post(DEVICE, change)
    return answer.status_code, answer.json()["state"]


def test_a_change_can_arrive_twice():
    user, job = a_user(), a_job()
    client = signed_in(user)
    for _time in range(2):
        assert send(client, do="save", job=job.pk) == (200, "done")
    application = Application.objects.of(user).get()
    for _time in range(2):
        assert send(client, do="move", application=application.pk, to="applied", **{"from": "interested"}) == (
            200,
            "done",
        )
    assert application.events.count() == 2
    assert send(client, do="move", application=application.pk, to="interested") == (200, "done")
    for _time in range(2):
        assert send(client, do="unsave", job=job.pk) == (200, "done")
    assert not Application.objects.of(user).exists()


def test_conflicts_say_what_is_there_now():
    user, job, now = a_user(), a_job(), timezone.now()
    application = services.save(user=user, job=job, now=now)
    services.move(application=application, to="offer", now=now)
    client = signed_in(user)
    answer = client.post(DEVICE, {"do": "move", "application": application.pk, "to": "applied", "from": "interested"})
    assert answer.status_code == 409
    assert answer.json() == {
        "state": "conflict",
        "said": "Operations Officer was moved to “Offer” elsewhere.",
        "stage": "offer",
    }
    services.move(application=application, to="interested", now=now)
    services.edit(application=application, notes="Ask.", contact="", next_step="", next_step_at=None, now=now)
    assert send(client, do="unsave", job=job.pk) == (409, "conflict")
    assert Application.objects.of(user).exists()


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"do": "save", "job": 999}, (404, "gone")),
        ({"do": "save", "job": "1 OR 1"}, (404, "gone")),
        ({"do": "save", "job": "9" * 40}, (404, "gone")),
        ({"do": "move", "application": 999, "to": "applied"}, (404, "gone")),
        ({"do": "move", "application": 1, "to": "anywhere"}, (400, "refused")),
        ({"do": "burn"}, (400, "refused")),
        ({}, (400, "refused")),
        ({"do": "save", "job": 1, "reader": "somebody else"}, (401, "signed-out")),
    ],
)
def test_changes_that_cannot_be_made_say_why(change, answer):
    assert send(signed_in(a_user()), **change) == answer


def test_a_change_reaches_nobody_else():
    owner, other, now = a_user("owner@example.org"), a_user("other@example.org"), timezone.now()
    application = services.save(user=owner, job=a_job(), now=now)
    assert send(signed_in(other), do="move", application=application.pk, to="applied") == (404, "gone")
    reader = signed_in(owner).get(DEVICE).json()["reader"]
    assert send(signed_in(other), do="save", job=application.job_id, reader=reader) == (401, "signed-out")
    assert send(Client(), do="move", application=application.pk, to="applied") == (401, "signed-out")
    assert Client(enforce_csrf_checks=True).post(DEVICE, {"do": "save", "job": application.job_id}).status_code == 403


def test_a_visitor_saves_in_the_cookie(client):
    job = a_job(title="Harbor Pilot")
    assert send(client, do="save", job=job.pk) == (200, "done")
    assert [row["title"] for row in client.get(DEVICE).json()["lists"]] == ["Harbor Pilot"]
    assert send(client, do="unsave", job=job.pk) == (200, "done")
    assert client.get(DEVICE).json()["lists"] == []


# --- What others share with the app -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "text", "url", "link", "words"),
    [
        ("Officer", "", "https://jobs.example/1", "https://jobs.example/1", "Officer"),
        ("", "Look: https://jobs.example/1.", "", "https://jobs.example/1", "Look:"),
        ("Officer", "no link", "", "", "Officer"),
        ("", "", "javascript:alert(1)", "", ""),
        ("https://jobs.example/1", "", "", "https://jobs.example/1", ""),
    ],
)
def test_a_link_is_found_wherever_apps_put_it(title, text, url, link, words):
    shared = shared_by(title, text, url)
    assert (shared.link, shared.title) == (link, words)


def test_a_shared_page_leads_to_the_job(client):
    job = a_job(apply_url="https://northwind.example/apply/1")
    other = a_job(title="Other", apply_url="https://northwind.example/apply/2")
    for url in (
        "https://northwind.example/apply/1",
        "https://northwind.example/apply/1/?utm_source=x",
        f"http://testserver{job.get_absolute_url()}",
        f"HTTP://TestServer:80{job.get_absolute_url()}",
        f"https://testserver{job.get_absolute_url().rstrip('/')}?utm_source=x",
        f"{site.SITE_URL}{job.get_absolute_url()}",
    ):
        assert client.get("/app/share/", {"url": url})["Location"].split("?")[0] == job.get_absolute_url(), url
    assert (
        client.get("/app/share/", {"text": f"See http://testserver{other.get_absolute_url()}"})["Location"]
        == other.get_absolute_url()
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "http://testserver//evil.example/",
        "http://testserver/nowhere/at/all/",
        "http://testserver@evil.example/jobs/",
        "http://ada@testserver/jobs/",
        "http://testserver:81/jobs/",
        "http://testserver:x/jobs/",
        "http://testserver/\\evil.example/",
    ],
)
def test_a_share_never_leads_off_the_site(client, url):
    assert client.get("/app/share/", {"url": url}).status_code == 200


def test_a_job_from_elsewhere_is_offered_for_the_tracker_with_its_words(client):
    page = client.get("/app/share/", {"title": "<b>Officer</b>", "text": "https://jobs.example/1"})
    assert "no-store" in page["Cache-Control"]
    assert b"&lt;b&gt;Officer" in page.content
    link = re.search(r'href="(/account/applications/add/[^"]+)"', page.content.decode())[1].replace("&amp;", "&")
    form = signed_in(a_user()).get(link).content.decode()
    assert 'value="https://jobs.example/1"' in form
    assert 'value="&lt;b&gt;Officer&lt;/b&gt;"' in form


# --- Android ----------------------------------------------------------------------------------------------------------------


def test_an_android_app_is_named_only_by_setting(client, settings):
    assert client.get("/.well-known/assetlinks.json").status_code == 404
    settings.ANDROID_APP = {"package": "org.example.jobs", "fingerprints": [FINGERPRINT]}
    [statement] = client.get("/.well-known/assetlinks.json").json()
    assert statement["target"]["package_name"] == "org.example.jobs"
    assert statement["target"]["sha256_cert_fingerprints"] == [FINGERPRINT]


def test_settings_of_an_android_app_come_together_and_are_checked():
    assert android_app(Environment({})) == {"package": "", "fingerprints": []}
    both = {"ANDROID_PACKAGE": "org.example.jobs", "ANDROID_FINGERPRINTS": FINGERPRINT}
    assert android_app(Environment(both))["fingerprints"] == [FINGERPRINT]
    for wrong in (
        {"ANDROID_PACKAGE": "a.b"},
        {"ANDROID_FINGERPRINTS": FINGERPRINT},
        {**both, "ANDROID_FINGERPRINTS": "A1:B2"},
    ):
        with pytest.raises(ImproperlyConfigured):
            android_app(Environment(wrong))


# --- Weight -----------------------------------------------------------------------------------------------------------------


def test_files_have_a_short_policy_and_pages_the_whole_one(client):
    page = client.get("/about/")
    style = re.search(r'href="(/static/css/site\.[^"]+)"', page.content.decode())[1]
    file = client.get(style)
    file.close()
    assert file["Content-Security-Policy"] == "default-src 'none'"
    assert client.get("/marks/1/northwind.svg")["Content-Security-Policy"] == "default-src 'none'"
    assert "worker-src 'self'" in page["Content-Security-Policy"]
    assert "script-src 'self'" in client.get("/sw.js")["Content-Security-Policy"]
