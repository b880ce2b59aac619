"""Finds what somebody shared with the app: a page of this site, or a job that we list too."""

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from jobs.models import Job
from toolkit.text import one_line
from toolkit.tracking import without_tracking
from toolkit.web_addresses import host_of, own_path, server_of

_LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
LONGEST_LINK, LONGEST_TITLE = 1000, 200


@dataclass(frozen=True)
class Shared:
    """What was shared: a link (empty if there is none) and words that may be a title."""

    link: str
    title: str

    @property
    def search_url(self) -> str:
        return f"{reverse('jobs:search')}?{urlencode({'q': self.title})}"

    @property
    def add_url(self) -> str:
        """Address of the form that adds a job from elsewhere, filled in."""
        filled = {"title": self.title, "url": self.link}
        return f"{reverse('tracker:add')}?{urlencode({name: value for name, value in filled.items() if value})}"


def shared_by(title: str, text: str, url: str) -> Shared:
    """Reads the three fields of a share. Many apps put the link into the text."""
    links = [found.rstrip(".,;:!?)") for found in _LINK.findall(f"{url} {text} {title}")]
    link = next((one for one in links if host_of(one) and len(one) <= LONGEST_LINK), "")
    words = one_line(_LINK.sub(" ", title)) or one_line(_LINK.sub(" ", text))
    return Shared(link, words[:LONGEST_TITLE].strip())


def page_of_ours(request: HttpRequest, link: str) -> str:
    """Returns the path if the link leads to a page of this site, also without the slash at its end; empty otherwise."""
    if server_of(link) not in (server_of(f"{request.scheme}://{request.get_host()}"), server_of(settings.SITE_URL)):
        return ""
    asked = urlsplit(link)
    for path in (asked.path, f"{asked.path}/"):
        try:
            resolve(path)
        except Resolver404:
            continue
        return own_path(request, urlunsplit(("", "", path, asked.query, asked.fragment)))
    return ""


def same_job(link: str, *, now: dt.datetime) -> Job | None:
    """Returns the open job that a link names as its page or as the place to apply; the newest if there are several."""
    if not link:
        return None
    address, _mark, query = link.partition("#")[0].partition("?")
    rest = f"?{kept}" if (kept := without_tracking(query)) else ""
    names = {f"{address.rstrip('/')}{rest}", f"{address.rstrip('/')}/{rest}"}
    found = Job.objects.visible(now).leading().filter(Q(apply_url__in=names) | Q(source_url__in=names))
    return found.only("slug").order_by("-published_at", "-pk").first()
