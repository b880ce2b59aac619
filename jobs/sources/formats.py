"""Every format a source may have: how it is read, and where feeds of it are fetched from."""

from dataclasses import dataclass

from jobs.sources import ashby, greenhouse, jobicy, lever, personio, recruitee, rss, smartrecruiters, workable
from jobs.sources.base import Feed, Fetch, Parser


@dataclass(frozen=True)
class Format:
    """``hosts`` are those the format's own feeds are at (``*.`` stands for one company's part); none when it can be any.
    ``address`` shows what an address looks like."""

    parse: Parser
    hosts: tuple[str, ...] = ()
    address: str = ""


# By the values of ``Source.Format``.
FORMATS: dict[str, Format] = {
    "jobicy": Format(jobicy.parse, ("jobicy.com",), "https://jobicy.com/api/v2/remote-jobs?count=100"),
    "greenhouse": Format(
        greenhouse.parse,
        ("boards-api.greenhouse.io", "boards-api.eu.greenhouse.io"),
        "https://boards-api.greenhouse.io/v1/boards/<board>/jobs?content=true&pay_transparency=true",
    ),
    "lever": Format(
        lever.parse, ("api.lever.co", "api.eu.lever.co"), "https://api.lever.co/v0/postings/<site>?mode=json"
    ),
    "ashby": Format(
        ashby.parse,
        ("api.ashbyhq.com",),
        "https://api.ashbyhq.com/posting-api/job-board/<board>?includeCompensation=true",
    ),
    "recruitee": Format(recruitee.parse, ("*.recruitee.com",), "https://<company>.recruitee.com/api/offers/"),
    "workable": Format(
        workable.parse,
        ("apply.workable.com", "www.workable.com"),
        "https://apply.workable.com/api/v1/widget/accounts/<account>?details=true",
    ),
    "smartrecruiters": Format(
        smartrecruiters.parse,
        ("api.smartrecruiters.com",),
        "https://api.smartrecruiters.com/v1/companies/<company>/postings?limit=100",
    ),
    "personio": Format(
        personio.parse,
        ("*.jobs.personio.de", "*.jobs.personio.com"),
        "https://<account>.jobs.personio.de/xml?language=en",
    ),
    "rss": Format(rss.parse),
}


def read(format: str, body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    """The postings in a body of that format. ``address`` is where it came from, as far as known. Raises ``FeedError``."""
    return FORMATS[format].parse(body, fetch, address)
