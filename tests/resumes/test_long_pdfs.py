"""PDFs that take long are made by a worker: the page shows progress, failures say so, and only those who may see the document get one."""

import datetime as dt
import io

import pypdf
import pytest
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils import timezone

from accounts.privacy import delete_account
from local.files import free_port
from resumes import rendering, services, tasks
from resumes.exports import Options
from resumes.exports.estimate import LONG, estimated_seconds
from resumes.exports.pdf import sys_inputs
from resumes.models import RenderedPdf
from resumes.publishing import links
from tests.factories import a_user
from tests.private_files import setting_of_folder, setting_of_server
from tests.resumes.exports.test_generated import generated
from tests.resumes.long_resume import LONG_DATA
from tests.resumes.publishing.support import a_page
from toolkit.private_files import private_storage

pytestmark = pytest.mark.django_db
SECOND, MINUTE, HOUR = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1)
POLL = {"HTTP_ACCEPT": "application/json"}


class StorageOfLateNews(FileSystemStorage):
    """While it stores a PDF, the row is deleted."""

    def _save(self, name, content):
        RenderedPdf.objects.all().delete()
        return super()._save(name, content)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.STORAGES = setting_of_folder(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def member(client):
    user = a_user(name="Ana Moreira")
    client.force_login(user)
    return user


def a_resume(user, data=LONG_DATA):
    return services.create_resume(user=user, name="Long", language="en", data=data, now=timezone.now())


def address_of(resume, query=""):
    return reverse("resumes:download", args=[resume.pk, "pdf"]) + query


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def make(rendered=None, now=None):
    """What the worker does."""
    rendered = rendered or RenderedPdf.objects.get()
    return rendering.render(pk=rendered.pk, now=now or timezone.now())


def text_of(response):
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)


def test_a_short_pdf_comes_at_once(client, member):
    response = client.get(address_of(a_resume(member, {"basics": {"name": "Ana Moreira"}})))

    assert "Ana Moreira" in text_of(response)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not RenderedPdf.objects.exists()


def test_a_long_one_is_made_by_a_worker_and_the_page_shows_progress(client, member, folder):
    resume = a_resume(member)
    page = client.get(address_of(resume, "?design=modern"))

    assert page.status_code == 202
    assert "Making your PDF" in page.text
    assert f'href="{address_of(resume, "?design=modern")}"' in page.text  # works without the script
    assert "no-store" in page["Cache-Control"]
    assert client.get(address_of(resume, "?design=modern"), **POLL).json() == {"state": "waiting"}
    assert RenderedPdf.objects.count() == 1
    assert stored(folder) == []

    tasks.render_pdf(RenderedPdf.objects.get().pk)

    assert client.get(address_of(resume, "?design=modern"), **POLL).json() == {"state": "ready"}
    done = client.get(address_of(resume, "?design=modern"))
    assert done["Content-Disposition"] == 'attachment; filename="ana-moreira-resume.pdf"'
    assert "Engineer 59" in text_of(done)
    assert len(stored(folder)) == 1


def test_a_task_is_queued_once(client, member, django_capture_on_commit_callbacks):
    resume = a_resume(member)
    with django_capture_on_commit_callbacks() as first:
        client.get(address_of(resume))
    with django_capture_on_commit_callbacks() as second:
        client.get(address_of(resume))
    assert (len(first), len(second)) == (1, 0)


def test_what_changes_is_another_pdf(client, member):
    resume = a_resume(member)
    for query in ("", "?design=modern", "?paper=letter"):
        client.get(address_of(resume, query))
        make(RenderedPdf.objects.latest("pk"))
    assert RenderedPdf.objects.count() == 3
    resume.data["basics"]["name"] = "Ana Lima"
    resume.save()
    assert client.get(address_of(resume)).status_code == 202


def test_it_belongs_to_its_owner(client, member):
    other = a_user("other@example.com")
    resume = a_resume(other)
    assert client.get(address_of(resume)).status_code == 404
    client.force_login(other)
    client.get(address_of(resume))
    make()
    assert client.get(address_of(resume)).status_code == 200
    client.force_login(member)
    assert client.get(address_of(resume)).status_code == 404
    assert client.get(address_of(a_resume(member))).status_code == 202  # the same words, of another member


def test_characters_that_no_font_has_are_asked_about(client, member):
    resume = a_resume(member, {**LONG_DATA, "basics": {"name": "Ana 𓀀"}})
    client.get(address_of(resume))
    make()
    assert "don't have these characters: 𓀀" in client.get(address_of(resume)).text
    assert client.get(address_of(resume, "?anyway=1"))["Content-Type"] == "application/pdf"


class TestFailures:
    def test_one_that_fails_says_so_and_can_be_tried_again(self, client, member, caplog, folder):
        resume = a_resume(member)
        client.get(address_of(resume))
        good = RenderedPdf.objects.get().inputs
        RenderedPdf.objects.update(inputs="{}")  # a fault of ours: the template doesn't find what it needs
        make()

        page = client.get(address_of(resume))
        assert page.status_code == 503
        assert "We couldn't make this PDF" in page.text
        assert f'href="{address_of(resume, "?again=1")}"' in page.text
        assert client.get(address_of(resume), **POLL).json() == {"state": "failed"}
        assert make() is False

        RenderedPdf.objects.update(inputs=good)
        again = client.get(address_of(resume, "?again=1"))
        assert (again.status_code, again["Location"]) == (302, address_of(resume))
        assert client.get(address_of(resume)).status_code == 202
        assert client.get(address_of(resume, "?again=1"), follow=True).status_code == 202  # nothing to try again
        assert RenderedPdf.objects.get().attempts == 0
        make()
        assert client.get(address_of(resume)).status_code == 200

    def test_one_whose_task_was_lost_says_so(self, client, member, django_capture_on_commit_callbacks):
        resume = a_resume(member)
        client.get(address_of(resume))
        RenderedPdf.objects.update(asked_at=timezone.now() - 3 * MINUTE)
        assert client.get(address_of(resume)).status_code == 503
        with django_capture_on_commit_callbacks() as queued:
            client.get(address_of(resume, "?again=1"))
        assert len(queued) == 1
        assert client.get(address_of(resume)).status_code == 202

    def test_a_storage_that_is_down_fails_the_making(self, client, member, settings, caplog):
        resume = a_resume(member)
        client.get(address_of(resume))
        settings.STORAGES = setting_of_server(free_port())
        make()
        assert client.get(address_of(resume)).status_code == 503

    def test_a_storage_that_is_down_is_a_page_that_says_so(self, client, member, settings):
        resume = a_resume(member)
        client.get(address_of(resume))
        make()
        settings.STORAGES = setting_of_server(free_port())
        client.raise_request_exception = False
        page = client.get(address_of(resume))
        assert page.status_code == 503
        assert "We'll be back in a moment" in page.text
        assert page["Retry-After"]

    def test_a_file_that_is_gone_is_made_again(self, client, member):
        resume = a_resume(member)
        client.get(address_of(resume))
        make()
        private_storage().delete(RenderedPdf.objects.get().file.name)
        assert client.get(address_of(resume)).status_code == 202
        assert client.get(address_of(resume)).status_code == 202
        make()
        assert client.get(address_of(resume)).status_code == 200

    def test_few_are_made_at_once_for_a_member(self, client, member):
        resume = a_resume(member)
        for query in ("", "?design=modern", "?design=classic"):
            assert client.get(address_of(resume, query)).status_code == 202
        page = client.get(address_of(resume, "?paper=letter"))
        assert page.status_code == 429
        assert "Other PDFs come first" in page.text
        make(RenderedPdf.objects.earliest("pk"))
        assert client.get(address_of(resume, "?paper=letter")).status_code == 202

    def test_few_are_kept_for_a_member(self, client, member, folder, django_capture_on_commit_callbacks):
        for number in range(12):
            with django_capture_on_commit_callbacks(execute=False) as queued:
                rendered, _is_new = rendering.request_pdf(user=member, inputs=f"{number}", now=timezone.now())
            for callback in queued:
                callback()
            RenderedPdf.objects.filter(pk=rendered.pk).update(failed_at=timezone.now())
        assert RenderedPdf.objects.count() <= rendering.MOST_KEPT


class TestWorkers:
    def test_two_make_it_once(self, client, member, folder):
        client.get(address_of(a_resume(member)))
        now = timezone.now()
        RenderedPdf.objects.update(started_at=now, attempts=1)
        assert make(now=now + 30 * SECOND) is False
        assert make(now=now + 61 * SECOND) is True  # the first is dead
        assert make(now=now + 200 * SECOND) is False
        assert len(stored(folder)) == 1

    def test_what_was_deleted_meanwhile_leaves_no_file(self, client, member, folder, settings):
        client.get(address_of(a_resume(member)))
        private = {**settings.STORAGES["private"], "BACKEND": f"{__name__}.StorageOfLateNews"}
        settings.STORAGES = {**settings.STORAGES, "private": private}
        assert make() is False
        assert stored(folder) == []

    def test_the_sweep_finds_lost_tasks_and_gives_up_after_two_attempts(self, client, member):
        client.get(address_of(a_resume(member)))
        rendered = RenderedPdf.objects.get()
        now = rendered.asked_at
        assert rendering.sweep(now=now + 10 * SECOND) == []
        assert rendering.sweep(now=now + 30 * SECOND) == [rendered.pk]
        RenderedPdf.objects.update(started_at=now + 30 * SECOND, attempts=1)  # killed
        assert rendering.sweep(now=now + 60 * SECOND) == []
        assert rendering.sweep(now=now + 91 * SECOND) == [rendered.pk]
        RenderedPdf.objects.update(started_at=now + 91 * SECOND, attempts=2)  # killed again
        assert rendering.sweep(now=now + 160 * SECOND) == []
        assert RenderedPdf.objects.get().failed_at

    def test_they_go_after_an_hour(self, client, member, folder, django_capture_on_commit_callbacks):
        client.get(address_of(a_resume(member)))
        make()
        with django_capture_on_commit_callbacks(execute=True):
            rendering.sweep(now=timezone.now() + HOUR - MINUTE)
        assert len(stored(folder)) == 1
        with django_capture_on_commit_callbacks(execute=True):
            rendering.sweep(now=timezone.now() + HOUR + MINUTE)
        assert stored(folder) == []
        assert not RenderedPdf.objects.exists()

    def test_they_go_with_the_account(self, client, member, folder, django_capture_on_commit_callbacks):
        client.get(address_of(a_resume(member)))
        make()
        with django_capture_on_commit_callbacks() as callbacks:
            delete_account(user=member, now=timezone.now())
        for callback in callbacks:
            callback()
        assert stored(folder) == []


def test_a_public_page_never_waits_either(client):
    _page, handle = a_page(data=LONG_DATA)
    address = reverse("resumes:page-pdf", args=[handle])
    assert client.get(address).status_code == 202
    make()
    assert "Engineer 59" in text_of(client.get(address))


def test_a_revoked_link_gets_no_pdf_that_was_made_for_it(client):
    user = a_user("owner@example.com")
    resume = a_resume(user)
    link = links.create_link(user=user, document=resume, label="Acme", now=timezone.now())
    address = reverse("resumes:shared-pdf", args=[link.token])
    assert client.get(address).status_code == 202
    make()
    assert client.get(address)["Content-Type"] == "application/pdf"
    links.revoke_link(link=link, now=timezone.now())
    assert client.get(address).status_code in (404, 410)


@pytest.mark.parametrize("language", ["en", "uk"])
def test_usual_resumes_are_short(language):
    for seed in range(10):
        assert estimated_seconds(sys_inputs(generated(language, seed), Options(language))) <= LONG


def test_letters_that_take_longer_count_more():
    times = [estimated_seconds({"resume": letter * 1000}) for letter in ("a", "ب", "ส")]
    assert times == sorted(times)
    assert times[2] > 2 * times[1] - 0.04 > times[0]
