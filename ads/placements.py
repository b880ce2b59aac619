"""Names the boxes for ads on pages, and what a page is about."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Placement(TextChoices):
    """A box: at the foot of one kind of page. The values are part of counts and offers."""

    GUIDE = "guide", _("Career guides")
    SEARCH = "search", _("Job lists")
    JOB = "job", _("Job pages")
    COMPANY = "company", _("Company pages")


@dataclass(frozen=True)
class Topic:
    """What a page is about: ISO codes of the countries that it names, and industries. Empty: nothing in particular."""

    countries: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()


NOTHING_SPECIAL = Topic()
