"""Merges items of a feed that are one opening in several places, which some sources list once for each place."""

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace

from feeds.sources.base import Feed, FeedItem, SkippedItem


def with_all_places(feed: Feed) -> Feed:
    """The feed with each opening once: at the position and under the id of its first item, with the places of all. Items are
    one opening if only place and addresses differ; equal items in one place are different openings."""
    groups: dict[Hashable, list[FeedItem]] = defaultdict(list)
    for item in feed.items:
        groups[_opening(item)].append(item)
    merged: dict[str, FeedItem] = {}
    others: dict[str, FeedItem] = {}  # to the first item of their opening
    for items in groups.values():
        labels = [item.place for item in items]
        if len(items) > 1 and len(set(labels)) == len(labels) and all(labels):
            merged[items[0].external_id] = _together(items)
            others |= {item.external_id: items[0] for item in items[1:]}
    if not others:
        return feed
    positions = dict(zip((item.external_id for item in feed.items), feed.positions(), strict=False))
    again = tuple(
        SkippedItem(positions[name], first.title, f"It's item {positions[first.external_id]} in another place.")
        for name, first in others.items()
    )
    kept = (merged.get(item.external_id, item) for item in feed.items if item.external_id not in others)
    return replace(feed, items=tuple(kept), left_out=(*feed.left_out, *again))


def _opening(item: FeedItem) -> Hashable:
    return (
        item.company, item.title, item.workplace, item.description, item.types, item.level, item.pay, item.pay_text,
        item.apply_email,
    )  # fmt: skip


def _together(items: list[FeedItem]) -> FeedItem:
    return replace(
        items[0],
        place="; ".join(item.place for item in items),
        countries=tuple(dict.fromkeys(code for item in items for code in item.countries)),
        also=tuple(item.external_id for item in items[1:]),
    )
