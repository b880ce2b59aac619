"""Labels of the rules for readers: one short sentence each."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Rules of `scam`. Their findings always hold a job.
SCAM_RULES = frozenset(
    {"payment-request", "off-platform-chat", "free-mail-apply", "pay-outlier", "identity-documents", "too-good"}
)
RULE_LABELS: dict[str, Promise | str] = {
    "office-days": _("Requires office days."),
    "hybrid-tag": _("Tagged “Hybrid”, though listed as remote."),
    "hybrid-text": _("Described as hybrid, though listed as remote."),
    "onsite-work": _("Described as on-site work, though listed as remote."),
    "commute": _("Requires living within commuting distance."),
    "relocation-required": _("Requires relocation."),
    "travel-heavy": _("Requires a lot of travel."),
    "temporary-remote": _("Remote only for a limited time."),
    "must-be-based": _("Applicants must live in certain places."),
    "country-only": _("Only people in certain places can apply."),
    "not-open-to": _("People in certain places can't apply."),
    "label-part": _("Names only part of a country."),
    "label-unread": _("Part of the location label is unclear."),
    "visa": _("Has citizenship, visa or work permit requirements."),
    "timezone-demand": _("Working hours follow a specific time zone."),
    "payment-request": _("Asks applicants to pay."),
    "off-platform-chat": _("Applications or interviews happen in a private chat app."),
    "free-mail-apply": _("Applications go to a free email account, not a company one."),
    "pay-outlier": _("The pay is far outside the usual range."),
    "identity-documents": _("Asks for bank details or ID documents up front."),
    "too-good": _("Promises a lot of money for little work."),
}
