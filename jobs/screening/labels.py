"""The rules in words for readers: one plain sentence each."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RULE_LABELS: dict[str, Promise | str] = {
    "office-days": _("The text asks for days in an office."),
    "hybrid-tag": _("A label calls the work hybrid."),
    "hybrid-text": _("The text calls the work hybrid."),
    "onsite-work": _("The work is done on site."),
    "commute": _("Applicants must live near a certain place."),
    "relocation-required": _("The text asks applicants to move."),
    "travel-heavy": _("The job needs much travel."),
    "temporary-remote": _("The work is remote only for a while."),
    "must-be-based": _("Applicants must live in certain places."),
    "country-only": _("Only people of certain places may apply."),
    "not-open-to": _("People in certain places cannot apply."),
    "visa": _("The text makes demands on citizenship, the right to work or visas."),
    "timezone-demand": _("The working hours follow a certain time zone."),
    "payment-request": _("The text asks applicants to pay."),
    "off-platform-chat": _("Applying or the interview happens in a private chat."),
    "free-mail-apply": _("Applications go to a free mailbox, not to one of the company."),
    "pay-outlier": _("The stated pay is far outside what is usual."),
    "identity-documents": _("The text asks for bank details or identity papers up front."),
    "too-good": _("The text promises much money for little."),
}
