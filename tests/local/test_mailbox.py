"""The mail catcher keeps what is sent and shows it without trusting it."""

import http.client
import smtplib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest

from local.files import free_port, port_is_free
from local.mailbox import Mailbox

from .support import PYTHON, eventually, started

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)>'
Get = Callable[..., http.client.HTTPResponse]


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def catcher(tmp_path: Path, environ: dict[str, str]) -> Iterator[tuple[int, Get]]:
    """The running catcher: its SMTP port and a function that gets one of its pages."""
    smtp, page = free_port(), free_port()
    command = (*PYTHON, "-m", "local.mail_catcher", f"--smtp-port={smtp}", f"--page-port={page}")

    def get(path: str, host: str | None = None) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", page, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": host} if host else {})
            response = connection.getresponse()
            return response, response.read().decode()
        finally:
            connection.close()

    with started(*command, f"--folder={tmp_path / 'mail'}", environ=environ) as process:
        eventually(lambda: not port_is_free(page), "the mail page listens")
        yield smtp, get
        process.terminate()
        assert process.wait(5) == 0


def send(port: int, subject: str, *, to: str = "reader@example.com", html: str = "") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "site@example.com", to, subject
    message.set_content("Confirm: http://127.0.0.1:8000/confirm/?a=1&b=2. <b>not bold</b>\n")
    if html:
        message.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.send_message(message)


def test_a_message_is_listed_and_shown_as_text_html_and_source(catcher: tuple[int, Get]):
    smtp, get = catcher
    send(smtp, "Welcome aboard", html="<p>Hello <a href='http://127.0.0.1:8000/'>site</a></p><script>x()</script>")
    response, page = get("/")
    assert response.status == 200
    assert "reader@example.com" in page
    link = next(a["href"] for a in Elements(page).of("a"))
    response, page = get(link)
    assert "Welcome aboard" in page
    assert "&lt;b&gt;not bold&lt;/b&gt;" in page
    assert "http://127.0.0.1:8000/confirm/?a=1&b=2" in [a["href"] for a in Elements(page).of("a")]
    frame = Elements(page).of("iframe")[0]
    assert "allow-scripts" not in frame["sandbox"]
    assert "allow-same-origin" not in frame["sandbox"]
    response, part = get(frame["src"])
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "<p>Hello" in part
    response, source = get(f"{link}raw")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Subject: Welcome aboard" in source


def test_a_hostile_subject_and_address_are_inert(catcher: tuple[int, Get]):
    smtp, get = catcher
    send(smtp, HOSTILE, to='"<script>alert(2)</script>" <reader@example.com>')
    response, page = get("/")
    paths = ["/", *(a["href"] for a in Elements(page).of("a"))]
    for path in paths:
        response, page = get(path)
        elements = Elements(page)
        assert not elements.of("script")
        assert not elements.of("img")
        assert not any(name.startswith("on") for _, attributes in elements.found for name in attributes)
        assert "script-src" not in response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "&lt;script&gt;alert(1)" in page


def test_only_requests_to_this_machine_are_answered(catcher: tuple[int, Get]):
    smtp, get = catcher
    send(smtp, "Secret")
    for host in ("evil.example:8025", "127.0.0.1.evil.example", "", "[::1"):
        response, page = get("/", host=host or " ")
        assert response.status == 421
        assert "Secret" not in page
    assert get("/", host="localhost:1")[0].status == 200


def test_what_does_not_exist_is_not_found(catcher: tuple[int, Get]):
    _, get = catcher
    for path in ("/1/", "/12345678901234567890/", "/../secret-key", "/..%2fsecret-key/raw", "/x/html"):
        assert get(path)[0].status == 404


def test_damaged_messages_are_shown_as_far_as_they_can_be_read(tmp_path: Path):
    mailbox = Mailbox(tmp_path)
    mailbox.add("a@example.com", ["b@example.com"], b"Subject: =?utf-9?q?=FF?=\r\nFrom: <<>>\r\n\r\n\xff\xfe body")
    mailbox.add("a@example.com", [], b"Content-Type: text/plain; charset=none-such\r\n\r\nstill here")
    mailbox.add("a@example.com", ["x\r\nX-Forged: 1"], b"")
    letters = [mailbox.letter(message_id) for message_id in mailbox.ids()]
    assert [letter.subject for letter in letters[:2]] == ["(no subject)"] * 2
    assert letters[0].recipients == "x X-Forged: 1"
    assert letters[1].text == "still here"
    assert "body" in letters[2].text


def test_the_oldest_messages_make_room(tmp_path: Path):
    mailbox = Mailbox(tmp_path, keep=3)
    for number in range(5):
        mailbox.add("a@example.com", ["b@example.com"], f"Subject: {number}\r\n\r\n".encode())
    assert [mailbox.letter(message_id).subject for message_id in mailbox.ids()] == ["4", "3", "2"]
