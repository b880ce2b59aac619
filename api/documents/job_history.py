"""A job's history as programs read it: when we first saw it, what changed, why it closed."""

import datetime as dt

from pydantic import BaseModel

from jobs.history import History


class ChangeDocument(BaseModel):
    """A changed fact. ``before`` and ``after`` are empty where only the fact of the change is shown."""

    fact: str
    before: str
    after: str


class EventDocument(BaseModel):
    """An entry of the history, with what changed."""

    at: dt.datetime
    what: str
    changes: list[ChangeDocument]


class HistoryDocument(BaseModel):
    """A job's history, newest entry first. ``closed`` says why and when it closed; empty while it's open. ``changed_at`` is the
    last change of what it says, null if it never changed."""

    events: list[EventDocument]
    changed_at: dt.datetime | None
    times_reposted: int
    closed: str


def describe_history(history: History) -> HistoryDocument:
    """Describes a history in the words of the job's page."""
    return HistoryDocument(
        events=[
            EventDocument(
                at=line.at,
                what=line.what,
                changes=[
                    ChangeDocument(fact=str(change.name), before=change.before, after=change.after)
                    for change in line.changes
                ],
            )
            for line in history.lines
        ],
        changed_at=history.changed_at,
        times_reposted=history.reposted,
        closed=history.closed,
    )
