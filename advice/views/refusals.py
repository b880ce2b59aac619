"""Says on a page why a question wasn't asked, and limits how fast a member asks."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.decorators import member
from advice.questions.refusals import CannotAsk, NoConsent, NoModel, NoPlus, NothingToSend, OverBudget, SubjectGone
from toolkit import localization, rate_limits

ASKS = "60/hour"  # of a member


class TooFast(CannotAsk):
    """The member asked many questions in a short time."""


@dataclass(frozen=True)
class Problem:
    """What a page says, its status, and when asking makes sense again."""

    text: str
    status: int
    until: dt.datetime | None = None

    def on(self, response: HttpResponse) -> HttpResponse:
        """Returns the response with the time in its headers."""
        if self.until:
            response["Retry-After"] = str(max(1, int((self.until - timezone.now()).total_seconds())))
        return response


def limit(request: HttpRequest) -> None:
    """Counts an attempt to ask. Raises ``TooFast``."""
    if not rate_limits.allow(request, "ask a model", ASKS, of=str(member(request).pk)):
        raise TooFast


def problem_of(refused: CannotAsk) -> Problem:
    match refused:
        case OverBudget():
            return Problem(_over_budget(refused), 429, refused.resets_at)
        case TooFast():
            return Problem(_("You've asked many questions in a short time. Wait an hour, then try again."), 429)
        case NoModel():
            return Problem(_("No language model is set up on this site, so nothing was sent."), 503)
        case NoPlus():
            return Problem(_("Questions are part of Plus, so nothing was sent."), 200)
        case NoConsent():
            return Problem(_("Nothing was sent, because you haven't agreed to it yet."), 409)
        case SubjectGone():
            return Problem(
                _(
                    "What this question is about was changed, closed or deleted, so nothing was sent. Ask a new question."
                ),
                409,
            )
        case NothingToSend():
            return Problem(_("There is no text to answer from. Choose another job or résumé."), 400)
    return Problem(_("Your question couldn't be asked. Try again."), 409)


def _over_budget(refused: OverBudget) -> str:
    when = {"when": localization.moment_in_zone(refused.resets_at, now=timezone.now())}
    if not refused.is_own:
        return _("This site has used up its questions for now. You can ask again from %(when)s.") % when
    used = (
        ngettext("You've used your %d question.", "You've used all %d of your questions.", refused.most) % refused.most
    )
    return f"{used} {_('You can ask again from %(when)s.') % when}"
