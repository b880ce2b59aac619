"""Chooses the featured résumés of a page view so that all get the same share of views over a day.

Valkey counts views per day. Each view shows those with the fewest; a résumé that joins during the day begins with the lowest
count of the others, so it neither catches up on what it missed nor waits. While Valkey is unavailable, they take turns by the
hour.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence

from redis.exceptions import RedisError

from toolkit import valkey

MOST = 6
KEY = "resumes:featured:{day}"
KEPT = 2 * 24 * 60 * 60  # seconds

# KEYS: the day's counts. ARGV: how many to choose, whether to count the view, seconds to keep the counts, then the ids, in the
# order in which equal counts are chosen. One script, so two views at a time can't choose by the same counts.
_CHOOSE = """
local most, counts, kept = tonumber(ARGV[1]), ARGV[2] == '1', tonumber(ARGV[3])
local ids, seen, lowest = {}, {}, nil
for at = 4, #ARGV do
    local id = ARGV[at]
    ids[#ids + 1] = id
    local score = redis.call('ZSCORE', KEYS[1], id)
    if score then
        seen[id] = tonumber(score)
        if lowest == nil or seen[id] < lowest then lowest = seen[id] end
    end
end
local place = {}
for at, id in ipairs(ids) do
    place[id] = at
    if seen[id] == nil then seen[id] = lowest or 0 end
end
table.sort(ids, function(one, other)
    if seen[one] ~= seen[other] then return seen[one] < seen[other] end
    return place[one] < place[other]
end)
local chosen = {}
for at = 1, math.min(most, #ids) do
    chosen[at] = ids[at]
end
if counts and #ids > 0 then
    for _, id in ipairs(ids) do
        if redis.call('ZSCORE', KEYS[1], id) == false then redis.call('ZADD', KEYS[1], seen[id], id) end
    end
    for _, id in ipairs(chosen) do
        redis.call('ZINCRBY', KEYS[1], 1, id)
    end
    redis.call('EXPIRE', KEYS[1], kept)
end
return chosen
"""


def choose(page_ids: Sequence[int], *, counts: bool, now: dt.datetime) -> list[int]:
    """Returns at most ``MOST`` of the featured pages to show, and counts a view of each if it ``counts``."""
    ids = _shuffled(page_ids, f"{now:%Y-%m-%d %H}")
    if len(ids) <= MOST:
        return ids
    try:
        found = valkey.client().eval(_CHOOSE, 1, KEY.format(day=now.date().isoformat()), MOST, int(counts), KEPT, *ids)
    except RedisError as error:
        valkey.report_failure(error)
        return ids[:MOST]
    return [int(one) for one in found]


def _shuffled(page_ids: Sequence[int], salt: str) -> list[int]:
    def key(pk: int) -> bytes:
        return hashlib.blake2b(f"{salt} {pk}".encode(), digest_size=8).digest()

    return sorted(page_ids, key=key)
