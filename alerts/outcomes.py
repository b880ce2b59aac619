"""What an answer of a mail server means, and what to do about it.

The classes follow RFC 5321 (reply codes), RFC 3463 and the IANA registry of enhanced status codes: 5.1.x is about the recipient's
address, except 5.1.7 and 5.1.8, which are about ours; x.7.x is about policy and credentials; 5.4.5 and 5.3.4 as senders' limits.
"""

import re
from enum import StrEnum


class Stage(StrEnum):
    """How far a mail had come. ``SENDER``: our own address was being named. After ``TEXT`` the server has everything, and may
    have taken it whatever we hear."""

    CONNECT = "connect"
    SENDER = "sender"
    ENVELOPE = "envelope"
    TEXT = "text"


class Kind(StrEnum):
    """``LATER``: try again; ``ADDRESS``: nobody is there, write there no more; ``OURS``: the server refuses us, so nothing may be
    sent until that is mended; ``REFUSED``: this mail will not be taken; ``DOUBT``: it may have been taken."""

    LATER = "later"
    ADDRESS = "address"
    OURS = "ours"
    REFUSED = "refused"
    DOUBT = "doubt"


class Refusal(Exception):
    """A mail that was not accepted for certain. ``code`` is 0 when the server said nothing (any more)."""

    def __init__(self, stage: Stage, code: int = 0, text: str = "") -> None:
        super().__init__(stage, code, text)
        self.stage = stage
        self.code = code
        self.text = text

    def __str__(self) -> str:
        return " ".join(filter(None, [str(self.code or ""), self.text or "no answer", f"({self.stage})"]))[:300]

    @property
    def kind(self) -> Kind:
        return classify(self)

    @property
    def is_connection_lost(self) -> bool:
        """No other mail can go the same way: nothing was said, or 421, with which a server hangs up."""
        return self.code in (0, 421) or self.stage == Stage.CONNECT


_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_OF_LOGIN = {530, 534, 535, 538}
_OF_SENDER = {(1, 7), (1, 8), (4, 5), (3, 4)}
_QUOTA = re.compile(r"\b(?:sending|sender|daily|hourly|account|rate|message)\b.{0,40}\b(?:quota|limit)", re.IGNORECASE)


def classify(refusal: Refusal) -> Kind:
    if refusal.code == 0:
        return Kind.DOUBT if refusal.stage == Stage.TEXT else Kind.LATER
    if refusal.code < 500:
        return Kind.LATER
    found = _ENHANCED.search(refusal.text)
    subject, detail = (int(found[2]), int(found[3])) if found else (0, 0)
    if refusal.code in _OF_LOGIN or subject == 7 or (subject, detail) in _OF_SENDER or _QUOTA.search(refusal.text):
        return Kind.OURS
    if subject == 1:
        return Kind.ADDRESS
    return Kind.OURS if refusal.stage in (Stage.CONNECT, Stage.SENDER) else Kind.REFUSED
