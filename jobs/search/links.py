"""Links to a search: page and feeds."""

from django.urls import reverse

from jobs.search.criteria import Criteria


def search_url(criteria: Criteria) -> str:
    return with_query(reverse("jobs:search"), criteria.querystring)


def feed_url(criteria: Criteria) -> str:
    return with_query(reverse("feed:rss"), criteria.querystring)


def other_feeds(criteria: Criteria) -> list[tuple[str, str]]:
    """Returns the feeds of a search beside RSS: the media type and the address of each."""
    kinds = {"application/atom+xml": "feed:atom", "application/feed+json": "feed:json"}
    return [(kind, with_query(reverse(name), criteria.querystring)) for kind, name in kinds.items()]


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
