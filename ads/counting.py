"""Counts views and clicks: clicks once per offer, both in bulk, and none over a limit.

Views are counted where pages are served (`toolkit.read_counter`), clicks here; both are numbers in one hash in Valkey under
``day:what:campaign:placement:reason``. A task adds them to the database in batches, each once. Limits are applied there, under a
lock on the campaign, so what counts is never more than a limit; the rest has a reason.

For a click, Valkey remembers that its offer was used. On a page that visitors share, the offer is used once by each network: a
keyed hash of it, whose key is gone after the day, so nobody can tell afterwards which network it was.
"""

import datetime as dt
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, cast

import redis
from django.db import connection, transaction
from django.db.models import Sum
from django.http import HttpRequest

from ads.boxes import is_staff
from ads.models import Campaign, CountBatch, DayCount
from ads.offers import BadOffer, Offer, OldOffer, read_offer
from ads.placements import Placement
from toolkit import valkey
from toolkit.client import asks_not_to_be_counted, client_network, is_opened, is_robot
from toolkit.read_counter import PARTS, close_batch, open_batch

CLICKS_OF_NETWORK = 5  # of a campaign in a day; more don't count
KEPT_BATCHES = dt.timedelta(days=7)
A_DAY = 24 * 60 * 60
MOST_BATCHES = 2  # one that a killed task left, and a new one

What, Reason = DayCount.What, DayCount.Reason

# Keys: all counts, this offer, the clicks of this network. Arguments: name, seconds to remember the offer, most clicks of the
# network, seconds to remember those.
_CLICK = """
local reason = ''
if not redis.call('SET', KEYS[2], '1', 'NX', 'EX', ARGV[2]) then
  reason = ':repeated'
else
  local clicks = redis.call('INCR', KEYS[3])
  if clicks == 1 then redis.call('EXPIRE', KEYS[3], ARGV[4]) end
  if clicks > tonumber(ARGV[3]) then reason = ':limit' end
end
redis.call('HINCRBY', KEYS[1], ARGV[1] .. reason, 1)
"""
_ADD = """
INSERT INTO ads_daycount (campaign_id, day, placement, what, reason, number) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (campaign_id, day, placement, what, reason) DO UPDATE SET number = ads_daycount.number + excluded.number
"""


# --- Clicks -------------------------------------------------------------------------------------------------------------


def count_click(*, request: HttpRequest, campaign: Campaign, offer: str, now: dt.datetime) -> None:
    """Counts a click, or why it doesn't count. Nothing is counted of somebody who asks for that, and nothing while Valkey is
    unavailable."""
    if request.method != "GET" or asks_not_to_be_counted(request):
        return
    try:
        read, reason = read_offer(offer, campaign=campaign.pk, now=now), ""
        placement, day = read.placement, read.day
    except OldOffer as old:
        read, reason, placement, day = None, str(Reason.OLD), old.placement, _day(now)
    except BadOffer:  # nobody can say where it was clicked
        read, reason, placement, day = None, str(Reason.INVALID), campaign.placements[0], _day(now)
    reason = _who(request) or reason
    name = f"{day}:{What.CLICK}:{campaign.pk}:{placement}"
    try:
        if reason or read is None:
            valkey.client().hincrby(PARTS, f"{name}:{reason}", 1)
        else:
            _count_once(name, read, client_network(request), now)
    except redis.RedisError as error:
        valkey.report_failure(error)


def _who(request: HttpRequest) -> str:
    """Returns why nothing that this reader does counts; empty for most."""
    if is_robot(request):
        return Reason.BOT
    if not is_opened(request):
        return Reason.AHEAD
    return Reason.STAFF if is_staff(request) else ""


def _count_once(name: str, offer: Offer, network: str, now: dt.datetime) -> None:
    who = _code_of(network, offer.day)
    used = hashlib.blake2b(offer.text.encode(), digest_size=12).hexdigest() + (f":{who}" if offer.is_shared else "")
    keys = (PARTS, f"{{pages}}:ads:used:{used}", f"{{pages}}:ads:clicks:{offer.day}:{offer.campaign}:{who}")
    seconds = max(1, int(offer.ends - now.timestamp()))
    valkey.client().eval(_CLICK, len(keys), *keys, name, seconds, CLICKS_OF_NETWORK, A_DAY)


def _code_of(network: str, day: str) -> str:
    """Returns a code for a network, the same for a day. Its key is forgotten after the last offer of the day."""
    key = f"{{pages}}:ads:key:{day}"
    client = valkey.client()
    end = dt.datetime.strptime(day, "%Y%m%d").replace(tzinfo=dt.UTC) + dt.timedelta(days=1, hours=3)
    client.set(key, secrets.token_bytes(32), nx=True, exat=int(end.timestamp()))
    secret = cast("bytes | None", client.get(key)) or b""
    return hashlib.blake2b(network.encode(), key=secret, digest_size=12).hexdigest()


def _day(now: dt.datetime) -> str:
    return now.astimezone(dt.UTC).strftime("%Y%m%d")


# --- Batches ------------------------------------------------------------------------------------------------------------


class Counted(NamedTuple):
    """One line of a batch."""

    campaign: int
    what: str
    day: dt.date
    placement: str
    reason: str
    number: int


def store_counts(*, now: dt.datetime) -> int:
    """Moves counts from Valkey into the database. Returns how many batches were added. Idempotent, and safe to kill anywhere."""
    stored = 0
    for _turn in range(MOST_BATCHES):
        batch = open_batch()
        if batch is None:
            break
        stored += add_batch(id=batch.id, counts=batch.counts, now=now)
        close_batch(batch.id)
    return stored


@transaction.atomic
def add_batch(*, id: str, counts: dict[str, int], now: dt.datetime) -> bool:
    """Adds a batch unless it was added before. Returns whether it was. What counts over a limit gets the reason for that."""
    _batch, is_new = CountBatch.objects.get_or_create(id=id, defaults={"at": now})
    if not is_new:
        return False
    CountBatch.objects.filter(at__lt=now - KEPT_BATCHES).delete()
    lines = [line for line in map(_parse, counts, counts.values()) if line]
    campaigns = Campaign.objects.select_for_update().filter(pk__in={line.campaign for line in lines})
    known = {one.pk: one for one in campaigns.defer("image").order_by("pk")}
    rows = list(_within_limits([line for line in lines if line.campaign in known], known))
    with connection.cursor() as cursor:
        cursor.executemany(
            _ADD, [(one.campaign, one.day, one.placement, one.what, one.reason, one.number) for one in rows]
        )
    return True


def _parse(name: str, number: int) -> Counted | None:
    """Reads a line such as ``20261130:view:12:guide:bot``; None for one that nobody here writes."""
    try:
        day, what, campaign, placement, *reasons = name.split(":")
        reason = reasons[0] if reasons else ""
        read = Counted(int(campaign), what, dt.datetime.strptime(day, "%Y%m%d").date(), placement, reason, number)  # noqa: DTZ007
    except ValueError:
        return None
    is_known = what in What.values and placement in Placement.values and reason in Reason.values
    return read if is_known and number > 0 else None


def _within_limits(lines: Iterable[Counted], campaigns: dict[int, Campaign]) -> Iterable[Counted]:
    """Yields the lines, with what is over a limit apart."""
    counted = _counted(campaigns)
    for line in sorted(lines):
        campaign, so_far = campaigns[line.campaign], counted[line.campaign, line.what]
        if line.reason:
            yield line
            continue
        a_day, in_all = (getattr(campaign, f"{line.what}s_{one}") for one in ("a_day", "in_all"))
        left = min(
            line.number if a_day is None else a_day - so_far[line.day],
            line.number if in_all is None else in_all - sum(so_far.values()),
        )
        counts = max(0, min(line.number, left))
        so_far[line.day] += counts
        if counts:
            yield line._replace(number=counts)
        if counts < line.number:
            yield line._replace(number=line.number - counts, reason=Reason.CAP)


def _counted(campaigns: Iterable[int]) -> dict[tuple[int, str], dict[dt.date, int]]:
    """Returns what counts of campaigns so far, by day."""
    found: dict[tuple[int, str], dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    rows = DayCount.objects.counting().filter(campaign__in=list(campaigns)).values("campaign", "what", "day")
    for row in rows.annotate(sum=Sum("number")):
        found[row["campaign"], row["what"]][row["day"]] = row["sum"]
    return found
