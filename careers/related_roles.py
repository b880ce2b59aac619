"""Finds where the related roles of a guide lead: to guides, to occupations, or to a search for them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models.functions import Lower
from django.urls import reverse

from careers.document import GuideDocument
from careers.roles import roles, words_of
from occupations.models import Occupation


@dataclass(frozen=True)
class RelatedRole:
    """A neighboring role; ``is_found`` is False if it has neither a guide nor an occupation, and ``url`` is a search."""

    title: str
    url: str
    is_found: bool = True


def related_roles(document: GuideDocument, now: dt.datetime) -> tuple[RelatedRole, ...]:
    """Returns the roles that the guide names: the guide of that title or other title first, then the occupation of that title,
    in singular or plural. Up to two queries."""
    guides = {role.words: reverse("careers:guide", args=[role.slug]) for role in roles(now)}
    unwritten = [title for title in document.related if words_of(title) not in guides]
    occupations = _occupations(unwritten) if unwritten else {}

    def role(title: str) -> RelatedRole:
        if url := guides.get(words_of(title)) or occupations.get(title.lower()):
            return RelatedRole(title, url)
        return RelatedRole(title, f"{reverse('careers:occupations')}?{urlencode({'q': title})}", is_found=False)

    return tuple(role(title) for title in document.related)


def _occupations(titles: Iterable[str]) -> dict[str, str]:
    """Addresses of occupations by the titles asked for, in lower case."""
    asked = {form: title.lower() for title in titles for form in (title.lower(), f"{title.lower()}s")}
    named = Occupation.objects.listed().annotate(name=Lower("title")).filter(name__in=asked)
    return {asked[occupation.name]: occupation.get_absolute_url() for occupation in named}  # type: ignore[attr-defined]
