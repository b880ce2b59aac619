"""The member's page: what each plan sees, writing, files, reading, sharing, and the download of it all."""

import html
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from consulting import services
from consulting.models import Message, MessageFile, Thread
from tests.accounts.support import staff
from tests.consulting.support import DAY, HOUR, a_consultant, a_plus_member, a_thread, answer, ask, end_plus, fresh
from tests.factories import a_user
from tests.private_files import setting_of_folder

pytestmark = pytest.mark.django_db
PAGE = "/account/consultant/"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def conny():
    return a_consultant(about="Résumés and pay talks.")


@pytest.fixture
def paula(now):
    return a_plus_member(until=now + 30 * DAY)


@pytest.fixture
def client(paula):
    client = Client()
    client.force_login(paula)
    return client


def text(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())


def write(client, text="Hello", **more):
    return client.post(f"{PAGE}write/", {"text": text, "language": "en", "key": "k", **more})


def test_free_members_read_what_it_is_and_can_get_plus(client, paula, now):
    end_plus(paula, now)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "A career consultant is part of Plus." in text(page)
    assert "Get Plus" in text(page)
    assert "<textarea" not in page.content.decode()
    assert write(client).status_code == 400
    assert not Thread.objects.exists()


def test_the_first_message_opens_the_thread(client, conny, paula):
    assert "Write your first message" in text(client.get(PAGE))
    assert write(client, "Where do I begin?").status_code == 302
    thread = Thread.objects.get()
    assert (thread.member, thread.consultant) == (paula, conny)
    page = text(client.get(PAGE))
    for words in (
        "Conny Consultant",
        "Where do I begin?",
        "Résumés and pay talks.",
        "Waiting for a reply.",
        "Writes in English",
    ):
        assert words in page
    assert client.get(PAGE)["Cache-Control"].split(", ").count("no-store") == 1


def test_a_double_click_sends_one_message(client, conny):
    assert [write(client, key="same").status_code for _ in range(2)] == [302, 302]
    assert Message.objects.count() == 1


def test_what_was_typed_stays_if_it_cannot_be_sent(client, conny, paula):
    for given in (
        {"text": ""},
        {"text": "Kept words" * 1001},
        {"text": "Kept words", "attached": a_file("x.exe", b"MZ")},
    ):
        page = write(client, **given)
        assert page.status_code == 400
        assert "There&#x27;s a problem" in page.content.decode() or "There's a problem" in page.content.decode()
        assert given["text"][:10] in page.content.decode()
    assert not Message.objects.exists()


def a_file(name="cv.pdf", content=b"%PDF-1.7 x"):
    return SimpleUploadedFile(name, content)


def test_files_are_downloads_for_the_two_people_of_the_thread_alone(client, conny, paula, now):
    assert write(client, attached=[a_file(), a_file("no<te>.txt", b"hi")]).status_code == 302
    first, second = MessageFile.objects.all()
    answered = client.get(f"{PAGE}files/{first.pk}/")
    assert answered.content == b"%PDF-1.7 x"
    assert answered["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert (answered["X-Content-Type-Options"], answered["Content-Security-Policy"]) == (
        "nosniff",
        "sandbox; default-src 'none'",
    )
    assert "no-store" in answered["Cache-Control"]
    assert second.name == "note.txt"
    other = Client()
    member = a_plus_member("other@example.com", until=now + DAY)
    a_thread(member, now=now)
    other.force_login(member)
    assert other.get(f"{PAGE}files/{first.pk}/").status_code == 404
    assert Client().get(f"{PAGE}files/{first.pk}/").status_code == 302


def test_files_have_limits_that_name_what_is_wrong(client, conny):
    six = [a_file(f"{number}.txt", b"x") for number in range(6)]
    for files, why in (
        (six, "up to 5 files"),
        ([a_file("big.pdf", b"%PDF-" + b"x" * 2_500_000)], "up to 2.5 MB"),
        ([a_file("page.html", b"<p>")], "“page.html”"),
        ([a_file("empty.pdf", b"")], "“empty.pdf” is empty"),
    ):
        page = write(client, attached=files)
        assert page.status_code == 400
        assert why in text(page)
    assert not MessageFile.objects.exists()


def test_a_virus_is_refused_by_the_scanner_of_the_site(client, conny, settings, monkeypatch):
    settings.VIRUS_SCANNER = "tcp://127.0.0.1:1"  # nobody listens
    page = write(client, attached=[a_file()])
    assert page.status_code == 400
    assert "can&#x27;t check “cv.pdf” for viruses" in page.content.decode() or "can't check" in text(page)


def test_a_storage_that_is_away_is_told_and_the_text_is_kept(client, conny, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.STORAGES = setting_of_folder(tmp_path / "file" / "below")
    page = write(client, "Kept words", attached=[a_file()])
    assert page.status_code == 503
    assert "We can't store files right now." in html.unescape(text(page))
    assert "Kept words" in page.content.decode()
    assert not Message.objects.exists()


def test_reading_is_a_post_and_a_get_changes_nothing(client, conny, paula, now):
    thread = a_thread(paula, now=now)
    message = answer(thread, now=now)
    assert "New" in text(client.get(PAGE))
    assert Message.objects.get().read_at is None
    assert client.post(f"{PAGE}read/", {"up_to": message.pk}).status_code == 302
    assert Message.objects.get().read_at is not None
    for nonsense in ("", "x", "9" * 30, "-1"):
        assert client.post(f"{PAGE}read/", {"up_to": nonsense}).status_code == 302


def test_the_poll_answers_only_if_something_changed(client, conny, paula, now):
    thread = a_thread(paula, now=now)
    ask(thread, now=now)
    version = client.get(PAGE).context["chat"].version
    assert client.get(f"{PAGE}messages/", {"version": version}).status_code == 204
    answer(thread, "Like this.", now=now)
    news = client.get(f"{PAGE}messages/", {"version": version})
    assert news.status_code == 200
    assert "Like this." in news.content.decode()
    assert "New message from Conny Consultant." in news.content.decode()
    assert "<html" not in news.content.decode()


def test_the_page_takes_as_many_queries_for_many_messages(client, conny, paula, now, django_assert_max_num_queries):
    thread = a_thread(paula, now=now)
    for number in range(40):
        (ask if number % 2 else answer)(thread, now=now)
    client.get(PAGE)
    with django_assert_max_num_queries(14):
        page = client.get(PAGE)
    assert page.content.decode().count('class="bubble') == 40


def test_long_threads_have_pages(client, conny, paula, now):
    thread = a_thread(paula, now=now)
    for number in range(60):
        ask(thread, f"Number {number}.", now=now)
    page = client.get(PAGE)
    assert "Number 9." not in text(page)
    assert "Number 10." in text(page)
    earlier = client.get(PAGE, {"before": page.context["chat"].first})
    assert "Number 9." in text(earlier)
    assert "Number 10." not in text(earlier)
    assert client.get(PAGE, {"before": "x"}).status_code == 200


def test_sharing_is_off_until_the_member_turns_it_on(client, conny, paula, now):
    a_thread(paula, now=now)
    assert "Your consultant can't see your résumés." in text(client.get(PAGE)).replace("&#x27;", "'")
    client.post(f"{PAGE}sharing/", {"what": "resumes", "on": "yes"})
    assert fresh(Thread.objects.get()).shares_resumes_since is not None
    client.post(f"{PAGE}sharing/", {"what": "resumes", "on": "no"})
    assert fresh(Thread.objects.get()).shares_resumes_since is None
    assert client.post(f"{PAGE}sharing/", {"what": "password", "on": "yes"}).status_code == 302


def test_when_plus_has_ended_the_thread_is_read_only_and_can_be_downloaded(client, conny, paula, now):
    thread = a_thread(paula, now=now)
    ask(thread, "Before the end.", now=now, uploads=services_files("cv.pdf"))
    end_plus(paula, now)
    page = client.get(PAGE)
    assert "Plus has ended, so you can read and download" in text(page)
    assert "Before the end." in text(page)
    assert "<textarea" not in page.content.decode()
    assert write(client, "After.").status_code == 400
    packed = zipfile.ZipFile(io.BytesIO(client.get(f"{PAGE}export/").content))
    assert "Before the end." in packed.read("conversation.md").decode()
    assert [name for name in packed.namelist() if name.startswith("files/")] == [
        f"files/{MessageFile.objects.get().pk}-cv.pdf"
    ]


def services_files(name):
    from consulting.attaching import take_file

    return [take_file(name, b"%PDF-1")]


def test_notes_of_staff_are_neither_on_the_page_nor_in_the_download_but_in_the_copy_of_all_data(
    client, conny, paula, now
):
    from accounts import privacy

    thread = a_thread(paula, now=now)
    services.add_note(thread=thread, author=conny.user, text="Sounds tired.", now=now)
    assert "tired" not in text(client.get(PAGE))
    assert b"tired" not in client.get(f"{PAGE}export/").content
    copied = zipfile.ZipFile(io.BytesIO(privacy.archive(paula, now=now)))
    assert "Sounds tired." in copied.read("consultant_notes.csv").decode()
    assert "Conny" not in copied.read("consultant_notes.csv").decode()


def test_the_measured_time_is_stated_or_it_is_said_that_there_is_none(client, conny, paula, now):
    a_thread(paula, now=now - DAY)
    assert "once we have measured 20" in text(client.get(PAGE))
    thread = a_thread(a_plus_member("busy@example.com", until=now + DAY), now=now - 2 * DAY)
    for number in range(20):
        ask(thread, now=now - DAY + number * HOUR / 4)
        answer(thread, now=now - DAY + number * HOUR / 4 + 3 * HOUR)
    assert "Half of all replies come within about 3 hours" in text(client.get(PAGE))
    assert "about 3 hours" in text(Client().get("/pricing/"))


def test_staff_who_act_as_the_member_see_the_page_and_can_do_nothing(conny, paula, now):
    thread = a_thread(paula, now=now)
    ask(thread, "Private words", now=now, uploads=services_files("cv.pdf"))
    support = Client()
    support.force_login(staff("sam@example.com", "Support"))
    support.post(f"/admin/accounts/user/{paula.pk}/act-as/", {"reason": "asked"})
    acting = support.get(PAGE)
    assert acting.context["user"] == paula
    assert "Only the member can write here." in text(acting)
    file = MessageFile.objects.get()
    for path in ("write/", "read/", "sharing/"):
        assert support.post(PAGE + path, {"text": "x", "what": "resumes", "on": "yes", "up_to": "1"}).status_code == 403
    for path in ("export/", f"files/{file.pk}/"):
        assert support.get(PAGE + path).status_code == 403
    assert Message.objects.count() == 1


def test_a_member_without_a_thread_has_nothing_to_ask_for(client):
    for path in ("messages/", "export/", "files/1/"):
        assert client.get(PAGE + path).status_code == 404
    for path in ("read/", "sharing/"):
        assert client.post(PAGE + path).status_code == 404


def test_nobody_free_is_told(client, paula):
    write(client)
    assert "All consultants are busy right now." in text(client.get(PAGE))


def test_an_absence_is_told_with_its_note(client, paula, now):
    conny = a_consultant(capacity=1)
    a_thread(paula, now=now)
    type(conny).objects.update(away_from=now - DAY, away_until=now + DAY, away_note="At sea & <b>happy</b>")
    page = client.get(PAGE).content.decode()
    assert "is out of office until" in page
    assert "At sea &amp; &lt;b&gt;happy&lt;/b&gt;" in page


def test_too_many_messages_in_an_hour_are_refused(client, conny):
    answers = {write(client, key=f"k{number}").status_code for number in range(61)}
    assert answers == {302, 429}
    assert Message.objects.count() == 60


def test_a_member_of_nothing_is_asked_to_sign_in():
    assert Client().get(PAGE).status_code == 302
    client = Client()
    client.force_login(a_user("free@example.com"))
    assert client.get(PAGE).status_code == 200
