"""Web pages of the mail catcher.

A message is foreign text: each string is escaped, an HTML part is shown in a sandbox that runs no script and loads
nothing, and only requests addressed to this machine by name are answered, which keeps other sites' pages from reading
the email through a host name that they point here.
"""

import html
import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from local.mailbox import Letter, Mailbox

SHOWN = 100
REFRESH_SECONDS = 5
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PART_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; form-action 'none'; frame-ancestors 'self'"
)
LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
STYLE = """
:root { color-scheme: light dark; --line: light-dark(#d5d8dd, #3b4048); --muted: light-dark(#555c66, #a5adb8); }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
a { color: light-dark(#0b57b7, #8ab8ff); }
a:focus-visible { outline: 3px solid; outline-offset: 2px; }
ul { list-style: none; padding: 0; }
li { border-top: 1px solid var(--line); padding: .6rem 0; }
li a { font-weight: 600; }
p.about, dt { color: var(--muted); }
p.about { margin: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dd { margin: 0; }
pre { white-space: pre-wrap; border: 1px solid var(--line); padding: 1rem; font: .95rem/1.5 ui-monospace, monospace; }
iframe { width: 100%; height: 36rem; border: 1px solid var(--line); background: #fff; color-scheme: light; }
"""


def serve(mailbox: Mailbox, port: int) -> None:
    """Answer on 127.0.0.1:``port`` until interrupted."""
    handler = type("MailboxHandler", (Handler,), {"mailbox": mailbox})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.serve_forever(poll_interval=0.2)


class Handler(BaseHTTPRequestHandler):
    """``/`` lists; ``/ID/`` shows one message; ``/ID/html`` and ``/ID/raw`` are its parts."""

    mailbox: Mailbox
    timeout = 30

    def do_GET(self) -> None:
        if not self._addressed_to_this_machine():
            self._reply(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", "Open this page at 127.0.0.1 or localhost.\n")
            return
        path = urlsplit(self.path).path
        if path == "/":
            self._reply(HTTPStatus.OK, "text/html", list_page(self.mailbox))
        elif path == "/style.css":
            self._reply(HTTPStatus.OK, "text/css", STYLE)
        else:
            self._message(*path.strip("/").partition("/")[::2])

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the list refreshes itself, and the console belongs to the site."""

    def _message(self, message_id: str, part: str) -> None:
        letter = self.mailbox.letter(message_id)
        if letter is not None and part == "":
            self._reply(HTTPStatus.OK, "text/html", message_page(letter))
        elif letter is not None and part == "html" and letter.html:
            # Links of the message open outside the sandboxed frame.
            self._reply(HTTPStatus.OK, "text/html", '<base target="_blank">' + letter.html, PART_POLICY)
        elif letter is not None and part == "raw":
            raw = self.mailbox.raw(message_id) or b""
            self._reply(HTTPStatus.OK, "text/plain", raw.decode("utf-8", "replace"), PART_POLICY)
        else:
            self._reply(HTTPStatus.NOT_FOUND, "text/html", page("Not found", "<p>There is no such email.</p>"))

    def _addressed_to_this_machine(self) -> bool:
        try:
            return urlsplit(f"//{self.headers.get('Host', '')}").hostname in ("127.0.0.1", "localhost")
        except ValueError:
            return False

    def _reply(self, status: HTTPStatus, kind: str, text: str, policy: str = PAGE_POLICY) -> None:
        body = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def page(title: str, content: str, *, head: str = "") -> str:
    """A whole page; ``title`` is escaped here, ``content`` and ``head`` are markup."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>{head}'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css">'
        f"</head><body><main><h1>{html.escape(title)}</h1>{content}</main></body></html>"
    )


def list_page(mailbox: Mailbox) -> str:
    """The newest messages first."""
    ids = mailbox.ids()
    letters = [letter for message_id in ids[:SHOWN] if (letter := mailbox.letter(message_id))]
    items = "".join(
        f'<li><a href="/{letter.id}/">{html.escape(letter.subject)}</a>'
        f'<p class="about">{letter.date} · to {html.escape(letter.recipients)}</p></li>'
        for letter in letters
    )
    more = f"<p>Showing the newest {SHOWN} of {len(ids)}.</p>" if len(ids) > SHOWN else ""
    content = (
        f"<ul>{items}</ul>{more}" if items else "<p>No emails yet. The emails that the site sends appear here.</p>"
    )
    return page("Local emails", content, head=f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}">')


def message_page(letter: Letter) -> str:
    """One message: who, when, the text with its links, the HTML part in a frame."""
    facts = (("Date", letter.date), ("From", letter.sender), ("To", letter.recipients))
    rows = "".join(f"<dt>{name}</dt><dd>{html.escape(value)}</dd>" for name, value in facts)
    parts = [f'<p><a href="/">All emails</a> · <a href="/{letter.id}/raw">Source</a></p><dl>{rows}</dl>']
    if letter.text:
        parts.append(f"<h2>Text</h2><pre>{linked(letter.text)}</pre>")
    if letter.html:
        parts.append(
            f'<h2>HTML</h2><p><a href="/{letter.id}/html">Open in its own page</a></p>'
            f'<iframe title="HTML part of the email" src="/{letter.id}/html" '
            'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
        )
    return page(letter.subject, "".join(parts))


def linked(text: str) -> str:
    """Text escaped, with its web addresses as links."""
    pieces: list[str] = []
    end = 0
    for match in LINK.finditer(text):
        address = html.escape(match.group())
        pieces += [html.escape(text[end : match.start()]), f'<a href="{address}" rel="noreferrer">{address}</a>']
        end = match.end()
    return "".join(pieces) + html.escape(text[end:])
