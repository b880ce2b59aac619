"""Finds where the related roles of a guide lead: to guides, to occupations, or to a search for them."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from careers.document import GuideDocument
from careers.models import Edition
from careers.occupations.beside_guides import LinkedOccupation, occupations_named
from careers.roles import words_of


@dataclass(frozen=True)
class RelatedRole:
    """A neighboring role; ``is_found`` is False if it has neither a guide nor an occupation, and ``url`` is a search."""

    title: str
    url: str
    is_found: bool = True


def related_roles(document: GuideDocument, now: dt.datetime) -> tuple[tuple[RelatedRole, ...], LinkedOccupation | None]:
    """Returns the roles that the guide names, and the occupation it links to. A role leads to the guide of that title or other
    title, or to the occupation of that title. Two queries."""
    guides = _guides(now) if document.related else {}
    unwritten = [title for title in document.related if words_of(title) not in guides]
    linked, occupations = occupations_named(document, unwritten)

    def role(title: str) -> RelatedRole:
        if url := guides.get(words_of(title)) or occupations.get(title):
            return RelatedRole(title, url)
        return RelatedRole(title, f"{reverse('careers:occupations')}?{urlencode({'q': title})}", is_found=False)

    return tuple(role(title) for title in document.related), linked


def _guides(now: dt.datetime) -> dict[str, str]:
    """Addresses of live guides by each of their titles; a guide's own title wins."""
    live = list(Edition.objects.live(now).values_list("title", "names", "guide__slug"))
    also = {words_of(name): slug for _title, names, slug in live for name in names.split(" / ")}
    own = {words_of(title): slug for title, _names, slug in live}
    return {words: reverse("careers:guide", args=[slug]) for words, slug in (also | own).items()}
