"""Why a member can't ask a question now."""

import datetime as dt


class CannotAsk(Exception):
    """The question isn't asked."""


class NoModel(CannotAsk):
    """No language model is set up."""


class NoPlus(CannotAsk):
    """The member doesn't have Plus."""


class NoConsent(CannotAsk):
    """The member didn't agree to what is sent."""


class NothingToSend(CannotAsk):
    """What the question is about has no text."""


class SubjectGone(CannotAsk):
    """What a question is about was changed or deleted since, so it can't be asked again."""


class OverBudget(CannotAsk):
    """A budget is used up. ``resets_at``: when there is a place again; ``is_own``: whether it is the member's own budget;
    ``most``: how many questions it has."""

    def __init__(self, resets_at: dt.datetime, *, is_own: bool, most: int) -> None:
        super().__init__(f"used up until {resets_at}")
        self.resets_at = resets_at
        self.is_own = is_own
        self.most = most
