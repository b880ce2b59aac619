"""Links to a search: page and feed."""

from django.urls import reverse

from jobs.search.criteria import Criteria


def search_url(criteria: Criteria) -> str:
    return with_query(reverse("jobs:search"), criteria.querystring)


def feed_url(criteria: Criteria) -> str:
    return with_query(reverse("jobs:feed"), criteria.querystring)


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
