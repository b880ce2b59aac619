"""Writes jobs as RSS 2.0, Atom and JSON Feed 1.1: one list of items, in the terms of each."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from api.documents.jobs import PayRange, absolute, describe_pay, name_company, names_of_places
from api.feed.documents import type_names
from api.feed.searches import FeedSearch
from jobs.display import place_words, stated_pay, window_words
from jobs.machine_readers.structured_data import job_posting, says_truth
from jobs.models import Job
from jobs.search.links import search_url, with_query
from jobs.vocabulary.kinds import Level

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML 1.0
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
MINUTES = 15  # how long a feed reader may keep a feed
WITH_COMPANY = "%(title)s · %(company)s"
TITLE_ALONE = "%(title)s"


@dataclass(frozen=True)
class Address:
    """Where a feed is: the name of its address; ``titles``: what an item is called."""

    name: str
    titles: str = WITH_COMPANY

    def of(self, search: FeedSearch) -> str:
        """Returns the whole address of a search's feed."""
        return absolute(with_query(reverse(self.name), search.querystring))


def _namespaces() -> dict[str, str]:
    """Returns the namespaces of WordPress and WP Job Manager, whose own has the address of its site."""
    return {
        "xmlns:media": "http://search.yahoo.com/mrss/",
        "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
        "xmlns:job_listing": settings.SITE_URL,
    }


class _Steady(SyndicationFeed):
    def latest_post_date(self) -> dt.datetime:
        """Without items, Django takes the current moment, so readers that have the feed would get it again each time."""
        latest = super().latest_post_date()
        return latest if self.items else latest.replace(hour=0, minute=0, second=0, microsecond=0)


class _Rss(_Steady, Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), **_namespaces()}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        _add_cdata(handler, "content:encoded", item["content"])
        if item["logo"]:
            handler.addQuickElement("media:content", "", {"url": item["logo"], "medium": "image"})
        handler.addQuickElement("post-id", str(item["number"]), {"xmlns": "com-wordpress:feed-additions:1"})
        _add_listing(handler, item)


class _Atom(_Steady, Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:job_listing": settings.SITE_URL}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
        _add_listing(handler, item)


def _add_listing(handler: Any, item: dict[str, Any]) -> None:
    for name, text in item["listing"].items():
        if text:
            _add_cdata(handler, f"job_listing:{name}", text)


def _add_cdata(handler: Any, name: str, text: str) -> None:
    """Adds an element as WordPress writes it, for clients that read it without an XML parser."""
    whole = _UNWRITABLE.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    handler.startElement(name, {})
    handler.ignorableWhitespace(f"<![CDATA[{whole}]]>")  # the method that writes what it gets
    handler.endElement(name)


def write_rss(search: FeedSearch, jobs: Iterable[Job], address: Address) -> str:
    """Returns the RSS of jobs read with ``with_origin()``."""
    return _write(_Rss, search, jobs, address, ttl=MINUTES)


def write_atom(search: FeedSearch, jobs: Iterable[Job], address: Address) -> str:
    """Returns the Atom feed of jobs read with ``with_origin()``."""
    return _write(_Atom, search, jobs, address)


def _write(
    kind: type[SyndicationFeed], search: FeedSearch, jobs: Iterable[Job], address: Address, ttl: int | None = None
) -> str:
    feed = kind(
        title=f"{settings.SITE_NAME}: {search.title}",
        link=absolute(search_url(search.criteria)),
        feed_url=address.of(search),
        description=_("Newest jobs: %s") % search.title,
        language=settings.LANGUAGE_CODE,
        ttl=ttl,
    )
    for job in jobs:
        feed.add_item(
            title=address.titles % {"title": job.title, "company": job.company.name},
            link=absolute(job.get_absolute_url()),
            unique_id=f"{settings.SITE_URL}/jobs/{job.pk}",
            unique_id_is_permalink=False,
            description=_summary(job),
            author_name=job.company.name,
            pubdate=job.published_at,
            updateddate=job.published_at,
            categories=[str(industry.name) for industry in job.fields],
            content=job.description,
            number=job.pk,
            logo=_logo(job),
            listing=_listing(job),
        )
    return str(feed.writeString("utf-8"))


def write_json(search: FeedSearch, jobs: Sequence[Job], address: Address) -> str:
    """Returns the JSON Feed of jobs read with ``with_origin()``. ``_jobposting`` is a job's structured data without its text, for
    those whose page has it."""
    items = [_json_item(job, address) for job in jobs]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{settings.SITE_NAME}: {search.title}",
        "home_page_url": absolute(search_url(search.criteria)),
        "feed_url": address.of(search),
        "description": _("Newest jobs: %s") % search.title,
        "language": settings.LANGUAGE_CODE,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False)


def _json_item(job: Job, address: Address) -> dict[str, object]:
    item: dict[str, object] = {
        "id": f"{settings.SITE_URL}/jobs/{job.pk}",
        "url": absolute(job.get_absolute_url()),
        "title": address.titles % {"title": job.title, "company": job.company.name},
        "content_html": job.description,
        "summary": job.excerpt,
        "authors": [{"name": job.company.name, "url": absolute(job.company.get_absolute_url())}],
        "tags": [str(industry.name) for industry in job.fields],
        "_job_listing": {name: text for name, text in _listing(job).items() if text},
    }
    if job.published_at:
        item["date_published"] = job.published_at.isoformat(timespec="seconds")
    if says_truth(job):
        item["_jobposting"] = {name: value for name, value in job_posting(job).items() if name != "description"}
    return item


def _listing(job: Job) -> dict[str, str]:
    """Returns what WP Job Manager tells of a job, in its order; empty if it isn't known."""
    return {
        "location": ", ".join(names_of_places([place.name for place in job.places], job.parts)) or job.place,
        "job_type": ", ".join(type_names(job.types)),
        "salary": _salary(describe_pay(job.pay)),
        "company": job.company.name,
    }


def _logo(job: Job) -> str:
    """Returns the address of the employer's own logo; empty if there is none."""
    company = name_company(job.company, has_logo=bool(getattr(job, "has_logo", False)))
    return company.logo if company.has_logo else ""


def _salary(pay: PayRange | None) -> str:
    """Returns pay as WP Job Manager writes it: amount, currency, unit. Clients look for signs of currencies."""
    if pay is None:
        return ""
    sign = _SIGNS.get(pay.currency, "")
    stated = [end for end in (pay.low, pay.high) if end is not None]
    ends = list(dict.fromkeys(f"{sign}{end:,}" if isinstance(end, int) else f"{sign}{end:,.2f}" for end in stated))
    bound = "" if len(ends) > 1 or pay.low == pay.high else _("from ") if pay.high is None else _("up to ")
    return f"{bound}{' - '.join(ends)} {pay.currency} / {pay.period}"


def _summary(job: Job) -> str:
    facts = format_html_join("", "<li>{}: {}</li>", _facts(job))
    return format_html("<p>{}</p><ul>{}</ul>", job.excerpt, facts)


def _facts(job: Job) -> Iterable[tuple[str, str]]:
    yield _("Open to"), place_words(job.regions, job.parts)
    if job.timezone:
        yield _("Working hours"), window_words(job.timezone)
    yield _("Pay"), stated_pay(job.pay, job.pay_text) or _("not stated")
    if job.types:
        yield _("Job type"), ", ".join(str(label) for label in job.type_labels)
    if job.level != Level.ANY:
        yield _("Level"), str(job.level_label)
