"""Offers: the signed part of an ad's link, without which a click isn't counted.

An offer names its campaign, placement and hour, and what makes it different from others: a nonce on a page made for one reader,
the page itself on one that visitors share. It is good until some hours after its hour.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from ads.choosing import HOUR, hour_of
from ads.placements import Placement

GOOD_HOURS = 3  # with its own hour: a page stays open while somebody reads
SHARED, SINGLE = "p", "n"


class BadOffer(ValueError):
    """Nobody made this offer here, or it belongs to another campaign."""


class OldOffer(ValueError):
    """The offer isn't good any more."""

    def __init__(self, placement: str) -> None:
        super().__init__(placement)
        self.placement = placement


@dataclass(frozen=True)
class Offer:
    """``mark``: SHARED and a digest of the page, or SINGLE and a nonce."""

    campaign: int
    placement: str
    hour: int
    mark: str

    @property
    def is_shared(self) -> bool:
        return self.mark.startswith(SHARED)

    @property
    def day(self) -> str:
        """The day of its hour (UTC), as in counts."""
        return dt.datetime.fromtimestamp(self.hour * HOUR, dt.UTC).strftime("%Y%m%d")

    @property
    def ends(self) -> int:
        """Until when it's good, in seconds since 1970."""
        return (self.hour + GOOD_HOURS) * HOUR

    @property
    def text(self) -> str:
        return f"{self.campaign}-{self.placement}-{self.hour}-{self.mark}"


def _signer() -> Signer:
    return Signer(salt="ads.offers", sep=".")


def make_offer(*, campaign: int, placement: str, page: str, hour: int, is_shared: bool) -> str:
    """Returns an offer for a link. A shared one is the same for everybody who sees this page in this hour."""
    mark = SHARED + _digest(page) if is_shared else SINGLE + secrets.token_hex(8)
    return _signer().sign(Offer(campaign, placement, hour, mark).text)


def _digest(page: str) -> str:
    return hashlib.blake2b(page.encode(), digest_size=6).hexdigest()


def read_offer(text: str, *, campaign: int, now: dt.datetime) -> Offer:
    """Returns the offer of a link of this campaign. Raises ``BadOffer`` and ``OldOffer``."""
    try:
        number, placement, hour, mark = _signer().unsign(text).split("-")
        offer = Offer(int(number), placement, int(hour), mark)
    except (BadSignature, ValueError) as error:
        raise BadOffer from error
    if offer.campaign != campaign or placement not in Placement.values:
        raise BadOffer
    if hour_of(now.timestamp()) >= offer.hour + GOOD_HOURS:
        raise OldOffer(offer.placement)
    return offer
