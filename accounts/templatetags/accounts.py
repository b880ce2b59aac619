"""Template tags of accounts: menu of the account area, devices, stylesheets of the staff site."""

import re
from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from toolkit.client import device

register = template.Library()
register.filter(device)
STYLESHEET = re.compile(r"""<link\b[^>]*\brel=["']?stylesheet\b[^>]*>""")


@dataclass(frozen=True)
class Room:
    """A page in the menu. ``holds``: URL name prefixes of the pages below it."""

    name: str
    label: Promise
    holds: tuple[str, ...] = ()


ROOMS = (
    Room("account", _("Overview")),
    Room("tracker:bookmarks", _("Saved jobs")),
    Room("tracker:applications", _("Applications"), ("tracker:",)),
    Room("alerts:list", _("Job alerts"), ("alerts:",)),
    Room("accounts:profile", _("Profile")),
    Room("account_email", _("Email addresses"), ("account_email",)),
    Room(
        "accounts:security",
        _("Security"),
        ("account_change_", "account_set_", "account_reauth", "mfa_", "socialaccount_", "usersessions_"),
    ),
    Room("billing:plan", _("Plan and billing"), ("billing:",)),
    Room("accounts:privacy", _("Privacy"), ("accounts:export", "accounts:delete")),
)


@register.inclusion_tag("accounts/_menu.html", takes_context=True)
def account_menu(context: dict[str, Any]) -> dict[str, Any]:
    """Returns the menu of the account area with the current page marked: ``page`` for the page itself, ``true`` for a
    page below it."""
    request: HttpRequest = context["request"]
    here = request.resolver_match.view_name if request.resolver_match else ""
    exact = next((room for room in ROOMS if room.name == here), None)
    around = exact or next((room for room in ROOMS if room.holds and here.startswith(room.holds)), None)
    links = [
        {
            "label": room.label,
            "url": reverse(room.name),
            "current": "page" if room is exact else "true" if room is around else "",
        }
        for room in ROOMS
    ]
    return {"links": links, "label": around.label if around else ""}


@register.filter(is_safe=True)
def without_stylesheets(head: SafeString) -> SafeString:
    """Removes the stylesheets from a block that Django's templates fill. They are included in admin.css, in a layer
    below ours; loaded a second time they would override every layer."""
    return mark_safe(STYLESHEET.sub("", head))  # noqa: S308 - part of the template's output
