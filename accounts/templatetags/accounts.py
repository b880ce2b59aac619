"""Template tags of accounts: menus of the header and of the account area, devices, stylesheets of the staff site."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from toolkit.client import device
from toolkit.kept_parts import kept_part
from toolkit.member_pages import own_part

register = template.Library()
register.filter(device)
register.simple_tag(own_part, takes_context=True)
register.simple_tag(kept_part)
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
    Room("tracker:hidden", _("Hidden jobs")),
    Room("tracker:applications", _("Applications"), ("tracker:", "resumes:attach")),
    Room("resumes:list", _("Résumés"), ("resumes:", "letters:")),
    Room(
        "resumes:page-settings",
        _("Résumé page"),
        ("resumes:choose-address", "resumes:remove-address", "resumes:exclude", "resumes:include", "resumes:answer"),
    ),
    Room("alerts:list", _("Job alerts"), ("alerts:",)),
    Room("advice:hub", _("Advice"), ("advice:",)),
    Room("consulting:thread", _("Consultant"), ("consulting:thread-",)),
    Room("accounts:profile", _("Profile")),
    Room("account_email", _("Email addresses"), ("account_email",)),
    Room(
        "accounts:security",
        _("Security"),
        ("account_change_", "account_set_", "account_reauth", "mfa_", "socialaccount_", "usersessions_"),
    ),
    Room("tokens:list", _("Access tokens"), ("tokens:",)),
    Room("billing:plan", _("Plan and billing"), ("billing:",)),
    Room("accounts:privacy", _("Privacy"), ("accounts:export", "accounts:delete")),
)


# The site's header: pages for everybody, for staff, for members and for visitors.
PLACES = (
    Room("jobs:search", _("Jobs"), ("jobs:",)),
    Room("careers:index", _("Guides"), ("careers:",)),
    Room("tracker:bookmarks", _("Saved jobs")),
    Room("billing:pricing", _("Pricing")),
)
STAFF = (Room("admin:index", _("Staff site")),)
MEMBER = (Room("account", _("Account")),)
VISITOR = (Room("account_login", _("Sign in")), Room("account_signup", _("Create account")))


@register.simple_tag(takes_context=True)
def site_menu(context: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Returns the links of the header: ``places``, and the ``own`` pages of the member or visitor. A page of the account
    area that isn't a place itself marks Account."""
    request: HttpRequest | None = context.get("request")
    user = context.get("user")
    is_member, is_staff = bool(user and user.is_authenticated), bool(user and user.is_staff)
    is_in_account = request is not None and request.path.startswith("/account")
    return _site_menu(is_member, is_staff, is_in_account, _here(request))


@lru_cache(maxsize=1024)
def _site_menu(is_member: bool, is_staff: bool, is_in_account: bool, here: str) -> dict[str, list[dict[str, Any]]]:
    """Labels are translated where they are shown."""
    places = _links((*PLACES, *STAFF) if is_staff else PLACES, here)
    own = _links(MEMBER if is_member else VISITOR, here)
    is_marked = any(link["current"] for link in (*places, *own))
    if is_member and not is_marked and is_in_account:
        own[0]["current"] = "true"
    return {"places": places, "own": own}


@register.inclusion_tag("accounts/_menu.html", takes_context=True)
def account_menu(context: dict[str, Any]) -> dict[str, Any]:
    """Returns the menu of the account area with the current page marked."""
    links = _links(ROOMS, _here(context["request"]))
    return {"links": links, "label": next((link["label"] for link in links if link["current"]), "")}


def _here(request: HttpRequest | None) -> str:
    """Returns the URL name of the page."""
    return request.resolver_match.view_name if request and request.resolver_match else ""


def _links(rooms: tuple[Room, ...], here: str) -> list[dict[str, Any]]:
    """Returns links with the current one marked: ``page`` for the page itself, ``true`` for a page below it."""
    exact = next((room for room in rooms if room.name == here), None)
    around = exact or max(
        (room for room in rooms if here.startswith(room.holds)), key=lambda room: _closeness(room, here), default=None
    )
    return [
        {
            "label": room.label,
            "url": reverse(room.name),
            "current": "page" if room is exact else "true" if room is around else "",
        }
        for room in rooms
    ]


def _closeness(room: Room, name: str) -> int:
    """Returns the length of the longest prefix by which a room holds a page."""
    return max(len(prefix) for prefix in room.holds if name.startswith(prefix))


@register.filter(is_safe=True)
def without_stylesheets(head: SafeString) -> SafeString:
    """Removes the stylesheets from a block that Django's templates fill. They are included in admin.css, in a layer
    below ours; loaded a second time they would override every layer."""
    return mark_safe(STYLESHEET.sub("", head))  # noqa: S308 - part of the template's output
