"""Visitors and members of the site, as browsers see it: over HTTPS to the balancer, each with its own connection and cookies."""

import http.client
import http.cookies
import itertools
import re
import select
import ssl
import threading
import time
import urllib.parse
from dataclasses import dataclass

from tests.hosts.network import SITE

PASSWORD = "correct horse battery"
SECONDS = 90  # longer than the balancer waits for a web server


@dataclass(frozen=True)
class Seen:
    """One request: when it began and ended (``time.monotonic``), and its status; 0: no answer."""

    what: str
    began: float
    ended: float
    status: int
    text: str = ""
    location: str = ""

    @property
    def is_right(self):
        return 200 <= self.status < 400


class Visitor:
    """As a browser does, it repeats a GET once if a connection that it kept is closed without a word (RFC 9112, 9.3.1)."""

    def __init__(self, authority, seconds=SECONDS):
        self.context = ssl.create_default_context(cafile=str(authority))
        self.seconds = seconds
        self.cookies = {}
        self.connection = None

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **fields):
        fields["csrfmiddlewaretoken"] = self.cookies.get("csrftoken", "")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{SITE}{path}"}
        return self.ask("POST", path, urllib.parse.urlencode(fields), headers)

    def ask(self, method, path, body=None, headers=None):
        is_kept = self.connection is not None
        seen = self._ask(method, path, body, headers)
        if method == "GET" and is_kept and seen.text.startswith("RemoteDisconnected"):
            return self._ask(method, path, body, headers)
        return seen

    def _ask(self, method, path, body, headers):
        began = time.monotonic()
        if self.connection is not None and select.select([self.connection.sock], [], [], 0)[0]:
            self.connection = None  # closed meanwhile, as nothing was asked that could be answered
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            if self.connection is None:
                self.connection = http.client.HTTPSConnection(SITE, context=self.context, timeout=self.seconds)
            self.connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
            answer = self.connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            return Seen(f"{method} {path}", began, time.monotonic(), 0, repr(error))
        if answer.will_close:
            self.connection = None
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        location = answer.headers.get("Location", "")
        return Seen(f"{method} {path}", began, time.monotonic(), answer.status, text, location)

    def sign_in(self, number):
        """As one of the members of ``data.board``. Whether it worked."""
        self.cookies.clear()
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", login=f"visitor{number}@example.com", password=PASSWORD)
        return answer.status == 302 and "sessionid" in self.cookies


PAGES = (
    "/", "/jobs/?q=officer", "{job}", "/pricing/", "/jobs/?q=analyst", "{job}", "/account/bookmarks/", "/jobs/feed/", "save",
    "/careers/lighthouse-keeper/", "{job}", "/jobs/?q=engineer+{number}", "/api/v2/remote-jobs", "/account/", "/companies/", "save",
    "/account/alerts/", "{job}", "/jobs/?q=designer&page=1", "unsave",
)  # fmt: skip


class Crowd:
    """Members who browse at the same time."""

    def __init__(self, authority, jobs, size):
        self.jobs = jobs
        self.visitors = [Visitor(authority) for _number in range(size)]

    def sign_in(self, first=0):
        failed = [number for number, visitor in enumerate(self.visitors, first) if not visitor.sign_in(number)]
        assert not failed, f"can't sign in: {failed}"

    def browse(self, requests, meanwhile=None, until=None):
        """So many requests at least, spread over everybody, and until an event has happened. ``meanwhile`` is a pair: after how
        many of them, what to do. Returns what was seen and the seconds it took."""
        numbers, seen, self.event = itertools.count(), [], until
        threads = [
            threading.Thread(target=self._one, args=(visitor, numbers, requests, seen)) for visitor in self.visitors
        ]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        if meanwhile:
            after, act = meanwhile
            while len(seen) < after:
                time.sleep(0.005)
            try:
                act()
            finally:
                if until:
                    until.set()
        for thread in threads:
            thread.join()
        return seen, time.monotonic() - began

    def _one(self, visitor, numbers, requests, seen):
        while (number := next(numbers)) < requests or not (self.event is None or self.event.is_set()):
            job = self.jobs[number * 7 % len(self.jobs)]
            page = PAGES[number % len(PAGES)].format(job=job, number=number)
            if page in ("save", "unsave"):
                seen.append(
                    visitor.post("/jobs/save/", **{page: re.search(r"\d+", job)[0], "next": "/account/bookmarks/"})
                )
            else:
                seen.append(visitor.get(page))


def failures(seen):
    return [one for one in seen if not one.is_right]
