"""Says in one sentence where a figure is from."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from careers.document import Passport
from toolkit.localization import day


def passport_text(passport: Passport) -> str:
    """Returns where a figure is from: “Published statistic: Bureau …, May 2025; SOC 15-1252; United States; median …”."""
    match passport.basis:
        case "published":
            named = (
                f"{passport.publisher}, {passport.release}", passport.classified_code, passport.area, passport.measure
            )  # fmt: skip
            said = _("Published statistic: %(source)s.") % {"source": "; ".join(filter(None, named))}
        case "postings":
            count = passport.sample_size or 0
            counted = day(passport.as_of) if passport.as_of else ""
            words = ngettext("%(count)d job, counted on %(day)s.", "%(count)d jobs, counted on %(day)s.", count)
            said = words % {"count": count, "day": counted}
        case _:
            said = _("Estimated by our editors.")
    return f"{said} {passport.note}".strip()
