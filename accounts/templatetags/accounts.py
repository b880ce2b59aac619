"""The menu of the account area."""

from dataclasses import dataclass
from typing import Any

import ua_parser
from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()


@dataclass(frozen=True)
class Room:
    """A page of the menu. ``holds``: how the names of the other pages begin that stand below it."""

    name: str
    label: Promise
    holds: tuple[str, ...] = ()


ROOMS = (
    Room("account", _("Overview")),
    Room("tracker:bookmarks", _("Saved")),
    Room("tracker:applications", _("Applications"), ("tracker:",)),
    Room("accounts:profile", _("Profile")),
    Room("account_email", _("E-mail addresses"), ("account_email",)),
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
    """The rooms of the account, the one of this page marked: ``page`` itself, or ``true`` for a page below it."""
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


@register.filter
def device(user_agent: str) -> str:
    """What a browser says of itself, in words: ``Firefox on Linux``."""
    found = ua_parser.parse(user_agent[:1000])
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("A browser we do not know")
