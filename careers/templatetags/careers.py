"""Template filters for guides, and a tag that finds one for a job title."""

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from careers import display, roles
from careers.document import Tier
from careers.occupations import job_occupation
from careers.occupations.job_occupation import JobOccupation
from jobs.models import Job

register = template.Library()


for filter_ in (display.money, display.yearly, display.percent, display.number):
    register.filter(filter_.__name__, filter_)
register.filter("country", display.country_name)


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


@register.simple_tag
def occupation_of_job(job: Job) -> JobOccupation | None:
    """``{% occupation_of_job job as occupation %}``: the occupation of a job if it's sure, with its published pay."""
    return job_occupation.occupation_of_job(job)
