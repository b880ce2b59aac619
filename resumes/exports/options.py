"""What an export can be asked for, and what it returns."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Paper = Literal["a4", "letter"]
Design = Literal["plain", "modern", "classic"]
PAPERS: dict[Paper, str | Promise] = {"a4": _("A4"), "letter": _("US Letter")}
DESIGNS: dict[Design, str | Promise] = {"plain": _("Plain"), "modern": _("Modern"), "classic": _("Classic")}


@dataclass(frozen=True)
class Options:
    """``language`` is the résumé's language ("en", "pt-BR"); ``paper`` and ``design`` matter to formats with pages,
    ``made_at`` to those that say when they were made."""

    language: str = "en"
    paper: Paper = "a4"
    design: Design = "plain"
    made_at: dt.datetime = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Export:
    """A finished file.

    ``missing_characters`` are those that no font has; the file is whole, but shows a box in their place. ``is_accessible`` tells
    whether a PDF claims PDF/UA-1.
    """

    content: bytes
    missing_characters: str = ""
    is_accessible: bool = False
