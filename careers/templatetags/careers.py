"""Template filters for guides, and a tag that finds one for a job title."""

from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from careers import roles
from careers.document import Tier
from careers.pages import country_name
from toolkit import money as amounts

register = template.Library()


@register.filter
def money(minor: int | None, currency: str) -> str:
    """``{{ 7500000|money:"USD" }}`` is ``$75,000``; nothing for an amount that is not known."""
    return "" if minor is None else amounts.display(minor, currency)


@register.filter
def yearly(minor: int | None, currency: str) -> str:
    """``{{ 7500000|yearly:"USD" }}`` is ``$75,000 a year``; nothing for an amount that is not known."""
    return "" if minor is None else gettext("%(amount)s a year") % {"amount": money(minor, currency)}


@register.filter
def percent(rate: Decimal) -> str:
    """``8`` as ``+8%``, ``-3.5`` as ``−3.5%``."""
    sign = "−" if rate < 0 else "+" if rate > 0 else ""
    return f"{sign}{abs(rate):f}%"


@register.filter
def country(code: str) -> str:
    return country_name(code)


@register.filter
def years(tier: Tier) -> str:
    """``0–2 years``, ``10+ years``, or nothing if the tier doesn't say."""
    if tier.years_from is None:
        return ""
    span = str(tier.years_from)
    if tier.years_to is None:
        span += "+"
    elif tier.years_to != tier.years_from:
        span += f"–{tier.years_to}"
    return ngettext("%s year", "%s years", 1 if span == "1" else 2) % span


@register.filter
def safe_html(rendered: str) -> SafeString:
    """Marks HTML that ``toolkit.markdown`` has rendered and cleaned; never use it on anything else."""
    return mark_safe(rendered or "")  # noqa: S308 - cleaned when the edition was saved


@register.simple_tag
def guide_for(title: str) -> roles.Role | None:
    """``{% guide_for job.title as guide %}``: the career guide for a job title, if there is one."""
    return roles.guide_for(title, now=timezone.now())
