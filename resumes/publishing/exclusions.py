"""Exclusions: companies and email domains whose people never see a member's résumé."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from jobs.models import Company
from jobs.services import name_key
from resumes.models import Exclusion, Page, Resume
from toolkit.email_addresses import canonical

MOST = 200
MOST_FOUND = 10
MOST_SUGGESTED = 3
_BEFORE_HOST = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*://)?(?:[^/?#]*@)?(?:www\.)?", re.IGNORECASE)
_AFTER_HOST = re.compile(r"[/?#:].*", re.DOTALL)
_ABOUT_JOBS = re.compile(r"(?:careers?|jobs|work|apply)\.(?=[^.]+\.[^.])")


class ExclusionRefused(ValueError):
    """The domain can't be excluded. The message tells the member why and what to do."""


@dataclass(frozen=True)
class Candidate:
    """A company that a member can exclude. ``domain`` is a guess from its website; empty without one."""

    name: str
    domain: str
    company: Company | None = None


@transaction.atomic
def exclude(*, user: User, domain: str, company: Company | None = None, now: dt.datetime) -> Exclusion:
    """Keeps the people of an email domain out. ``company`` is whose domain it is. Idempotent. Raises ``ExclusionRefused``."""
    domain = domain_in(domain)
    if domain in email_providers():
        raise ExclusionRefused(
            _("Anyone can have an address at %s. Enter the domain of the company's own email addresses.") % domain
        )
    User.objects.select_for_update().get(pk=user.pk)
    own = Exclusion.objects.of(user)
    if found := own.filter(domain=domain).first():
        return found
    if own.count() >= MOST:
        message = ngettext("You can exclude %d domain.", "You can exclude %d domains.", MOST) % MOST
        raise ExclusionRefused(f"{message} {_('Remove one first.')}")
    return own.create(user=user, domain=domain, company=company, created_at=now)


def remove_exclusion(*, exclusion: Exclusion) -> None:
    """Lets the people of a domain in again. Idempotent."""
    Exclusion.objects.filter(pk=exclusion.pk).delete()


def domain_in(typed: str) -> str:
    """Returns the domain in a domain, a web address or an email address that a member typed: in ASCII and lower case,
    without "www". Raises ``ExclusionRefused``."""
    shown = typed.strip()[:253]
    host = _AFTER_HOST.sub("", _BEFORE_HOST.sub("", shown, count=1)).rstrip(".")
    try:
        return canonical(f"x@{host}").partition("@")[2]
    except ValidationError:
        raise ExclusionRefused(_("“%s” isn't a domain. Enter one such as example.com.") % shown) from None


def companies_named(query: str) -> list[Candidate]:
    """Returns companies whose name contains ``query``, those that start with it first."""
    key = name_key(query)
    if not key:
        return []
    found = Company.objects.only("name", "slug", "site", "name_key").filter(name_key__contains=key).order_by("name_key")
    starting = list(found.filter(name_key__startswith=key)[:MOST_FOUND])
    inside = list(found.exclude(name_key__startswith=key)[: MOST_FOUND - len(starting)])
    return [_candidate(company) for company in (*starting, *inside)]


def suggested(*, user: User, today: dt.date) -> list[Candidate]:
    """Returns the current employers in the member's résumé that aren't excluded yet: of the résumé that the page shows, or of
    the latest one."""
    page = Page.objects.of(user).select_related("resume").first()
    shown = page.resume if page else None
    if shown is None or shown.deleted_at is not None:
        shown = Resume.objects.of(user).kept().first()
    if shown is None:
        return []
    current = [work for work in shown.document.work if work.name and work.is_current(today)]
    known = {
        company.name_key: company
        for company in Company.objects.only("name", "slug", "site", "name_key").filter(
            name_key__in={name_key(work.name) for work in current}
        )
    }
    excluded = Exclusion.objects.of(user)
    domains, companies = (set(excluded.values_list(name, flat=True)) for name in ("domain", "company_id"))
    candidates = {}
    for work in current:
        company = known.get(name_key(work.name))
        domain = (company and _guess(company.site)) or _guess(work.url)
        if domain not in domains and not (company and company.pk in companies):
            candidates[work.name] = Candidate(work.name, domain, company)
    return list(candidates.values())[:MOST_SUGGESTED]


@cache
def email_providers() -> frozenset[str]:
    """Returns the domains at which anybody can have an email address."""
    lines = (Path(__file__).parent.parent / "data" / "email_providers.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _candidate(company: Company) -> Candidate:
    return Candidate(company.name, _guess(company.site), company)


def _guess(site: str) -> str:
    """Returns the domain that a company's email addresses probably have; empty if its website doesn't tell."""
    if not site:
        return ""
    try:
        domain = _ABOUT_JOBS.sub("", domain_in(site), count=1)
    except ExclusionRefused:
        return ""
    return "" if domain in email_providers() else domain
