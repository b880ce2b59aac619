"""What the fit sheet found, as sources: a line for each thing that the job asks, and one for the level."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from advice.fit import circumstances
from advice.fit.needs import Need
from advice.fit.reading import Fit, fit_of
from advice.fit.sheet import Receipt
from advice.sources import Kind, Source
from advice.sources.source import sources_of_text
from jobs.models import Job
from resumes.models import Resume

MOST_FINDINGS = 30
LABEL = gettext_lazy("Fit sheet")
_NEEDS: dict[Need | None, Promise] = {
    Need.MUST: pgettext_lazy("of a demand", "must have"),
    Need.NICE: pgettext_lazy("of a demand", "nice to have"),
    None: pgettext_lazy("of a demand", "listed by the job"),
}


def findings_of(*, job: Job, resume: Resume, now: dt.datetime) -> tuple[Source, ...]:
    """Returns the findings of the fit sheet, what is missing first as there; each opens its part of the sheet. Those about the
    member's location and time zone aren't among them, because neither is sent."""
    # 1. The sheet as its page shows it, without a place.
    fit = fit_of(job=job, resume=resume, place=None, now=now)
    page = f"{reverse('advice:fit', args=[job.pk])}?resume={resume.pk}"
    # 2. The numbers, each demand, the level.
    found: list[Source] = []
    for key, anchor, text in _texts(fit):
        found += sources_of_text(Kind.SHEET, key, LABEL, text, f"{page}{anchor}")
    return tuple(found[:MOST_FINDINGS])


def _texts(fit: Fit) -> Iterator[tuple[str, str, str]]:
    """Yields the keys, anchors and texts of findings."""
    sheet = fit.sheet
    if not sheet.asked:
        return
    yield "sheet", "", f"{sheet.headline}."
    level = circumstances.level(fit.job, fit.evidence)
    yield "sheet.level", "#beside", f"{level.heading}: {level.text}"
    for receipt in (*sheet.missing, *sheet.had):
        anchor = "#missing" if receipt.is_missing else "#had"
        yield f"sheet.{receipt.demand.key}", anchor, _receipt(receipt)


def _receipt(receipt: Receipt) -> str:
    said = {"thing": receipt.demand.name, "need": _NEEDS[receipt.demand.need]}
    if not receipt.is_missing:
        words = (
            _("%(thing)s (%(need)s): partly in your résumé.")
            if receipt.is_partly
            else _("%(thing)s (%(need)s): in your résumé.")
        )
    elif receipt.note:
        words = _("%(thing)s (%(need)s): not in your résumé.")
    else:
        words = _("%(thing)s (%(need)s): we found no line about %(thing)s in your résumé.")
    return f"{words % said} {receipt.note}".strip()
