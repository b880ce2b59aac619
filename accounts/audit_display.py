"""Puts entries of the audit log into words: one label for each action and each detail.

The log stores names (``billing.refund``, ``amount``) so that code can count and search; staff read these labels.
"""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.contrib.admin.models import LogEntry
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toolkit import money

ACTIONS: dict[str, Promise] = {
    "access.denied": gettext_lazy("Opened a page without permission"),
    "account.created": gettext_lazy("Created an account"),
    "account.deleted": gettext_lazy("Deleted the account"),
    "account.export_asked": gettext_lazy("Requested a data export"),
    "account.export_downloaded": gettext_lazy("Downloaded a data export"),
    "account.reset": gettext_lazy("Took over an account nobody had confirmed"),
    "alerts.sending_paused": gettext_lazy("Paused all job alerts"),
    "alerts.sending_resumed": gettext_lazy("Resumed all job alerts"),
    "alerts.test_mail": gettext_lazy("Sent a copy of a digest to themselves"),
    "billing.changed": gettext_lazy("Stripe sync changed the subscription"),
    "billing.comp": gettext_lazy("Gave Plus as a gift"),
    "billing.duplicate_ended": gettext_lazy("Duplicate subscription canceled"),
    "billing.refund": gettext_lazy("Refunded a payment"),
    "billing.released": gettext_lazy("Canceled all subscriptions at Stripe"),
    "billing.resync": gettext_lazy("Requested a Stripe sync"),
    "billing.stop_renewal": gettext_lazy("Stopped the renewal"),
    "billing.uncomp": gettext_lazy("Ended the gift"),
    "consulting.shared": gettext_lazy("Showed something to the career consultant"),
    "consulting.unshared": gettext_lazy("Stopped showing something to the career consultant"),
    "security.email_added": gettext_lazy("Added an email address"),
    "security.email_changed": gettext_lazy("Changed the email address"),
    "security.email_removed": gettext_lazy("Removed an email address"),
    "security.factor_added": gettext_lazy("Added a second factor"),
    "security.factor_removed": gettext_lazy("Removed a second factor"),
    "security.factor_reset": gettext_lazy("Created new recovery codes"),
    "security.password_changed": gettext_lazy("Changed the password"),
    "security.password_reset": gettext_lazy("Reset the password"),
    "security.password_set": gettext_lazy("Set a password"),
    "security.social_added": gettext_lazy("Connected an account of another site"),
    "security.social_removed": gettext_lazy("Disconnected an account of another site"),
    "security.token_created": gettext_lazy("Created an access token"),
    "security.token_revoked": gettext_lazy("Revoked an access token"),
    "signin.done": gettext_lazy("Signed in"),
    "signin.ended": gettext_lazy("Signed out"),
    "signin.factor_refused": gettext_lazy("Entered a wrong second factor"),
    "signin.failed": gettext_lazy("Failed to sign in"),
    "staff.act_as": gettext_lazy("Started acting as the member"),
    "staff.act_as_end": gettext_lazy("Stopped acting as the member"),
    "staff.acted": gettext_lazy("Acted as the member"),
    "staff.ad_link_made": gettext_lazy("Made a link to a campaign's report"),
    "staff.ad_link_revoked": gettext_lazy("Revoked the link to a campaign's report"),
    "staff.ad_paused": gettext_lazy("Paused a campaign"),
    "staff.ad_started": gettext_lazy("Started a campaign"),
    "staff.data_release_switched": gettext_lazy("Switched a data release"),
    "staff.figure_reset": gettext_lazy("Removed an override of a published figure"),
    "staff.figure_set_right": gettext_lazy("Set a published figure right"),
    "staff.read": gettext_lazy("Viewed the member's data"),
    "staff.resume_address_released": gettext_lazy("Released the address of a résumé page"),
    "staff.resume_hidden": gettext_lazy("Hid a résumé page"),
    "staff.resume_kept_hidden": gettext_lazy("Kept a résumé page hidden"),
    "staff.resume_shown": gettext_lazy("Showed a résumé page again"),
    "staff.rule_changed": gettext_lazy("Changed what a screening rule does"),
    "staff.suppression_lifted": gettext_lazy("Allowed email to a suppressed address again"),
    "staff.thread_handed_over": gettext_lazy("Handed over a consulting thread"),
    "staff.user_added": gettext_lazy("Added a user"),
    "staff.user_changed": gettext_lazy("Changed a user"),
}
DETAILS: dict[str, Promise] = {
    "address": gettext_lazy("Address"),
    "amount": gettext_lazy("Amount"),
    "campaign": gettext_lazy("Campaign"),
    "change": gettext_lazy("Change"),
    "changes": gettext_lazy("Changes"),
    "digest": gettext_lazy("Digest"),
    "effect": gettext_lazy("Effect"),
    "ends": gettext_lazy("Ends"),
    "factor": gettext_lazy("Second factor"),
    "invoice": gettext_lazy("Invoice"),
    "method": gettext_lazy("Method"),
    "paid": gettext_lazy("Refunded"),
    "path": gettext_lazy("Page"),
    "reason": gettext_lazy("Reason"),
    "rule": gettext_lazy("Rule"),
    "scopes": gettext_lazy("Scopes"),
    "status": gettext_lazy("Status code"),
    "subscription": gettext_lazy("Subscription"),
    "token": gettext_lazy("Token"),
    "until": gettext_lazy("Until"),
    "what": gettext_lazy("Page"),
}
VALUES: dict[tuple[str, str], Promise] = {
    ("effect", "hold"): gettext_lazy("holds jobs"),
    ("effect", "tell"): gettext_lazy("tells readers, doesn't hold jobs"),
    ("ends", "at_period_end"): gettext_lazy("when the paid period ends"),
    ("ends", "now"): gettext_lazy("now"),
    ("factor", "recovery_codes"): gettext_lazy("recovery codes"),
    ("factor", "totp"): gettext_lazy("authenticator app"),
    ("factor", "webauthn"): gettext_lazy("passkey"),
    ("reason", "bounce"): gettext_lazy("bounced"),
    ("reason", "complaint"): gettext_lazy("marked as spam"),
    ("what", "account"): gettext_lazy("account"),
    ("what", "alerts"): gettext_lazy("job alerts"),
    ("what", "billing"): gettext_lazy("billing"),
    ("what", "resume"): gettext_lazy("résumé page"),
    ("what", "resumes"): gettext_lazy("résumés"),
    ("what", "shared_resume"): gettext_lazy("résumé shared with the consultant"),
    ("what", "shared_tracker"): gettext_lazy("applications shared with the consultant"),
    ("what", "tracker"): gettext_lazy("applications"),
}
AMOUNTS = ("amount", "paid")
DAYS = ("until",)


def action_label(action: str) -> str:
    return str(ACTIONS.get(action, action))


def actions_saying(words: str) -> list[str]:
    """Returns the actions whose label contains ``words``."""
    return [action for action, label in ACTIONS.items() if words.lower() in str(label).lower()]


def details_in_words(detail: dict[str, Any]) -> Iterator[str]:
    """Yields a line for each detail that has a value."""
    for name, value in detail.items():
        if name == "more_times":
            yield ngettext("%d more time this hour", "%d more times this hour", value) % value
        elif value not in (None, "") and name != "currency":
            yield _("%(label)s: %(value)s") % {
                "label": DETAILS.get(name, name),
                "value": _value(name, value, detail.get("currency", "")),
            }


def _value(name: str, value: Any, currency: str) -> str:
    if name in AMOUNTS:
        shown = (
            money.display(value, currency.upper()) if currency else _("%d (in the currency's smallest unit)") % value
        )
        return str(shown)
    if name == "change":
        return LogEntry(change_message=value if isinstance(value, str) else json.dumps(value)).get_change_message()
    if name in DAYS:
        with suppress(ValueError):
            return str(localize(dt.datetime.fromisoformat(value)))
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, str):
        return str(VALUES.get((name, value), value))
    return json.dumps(value, ensure_ascii=False)
