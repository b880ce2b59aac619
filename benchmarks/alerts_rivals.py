"""Finds new jobs for each alert in two other ways: one search per alert, and sets of bits in memory."""

import datetime as dt
import re
from functools import cache
from typing import Any

NEW_FOR = """
SELECT position FROM (
    SELECT position FROM jobs_listing, (SELECT query FROM alerts_search WHERE id = %(id)s) AS asked
    WHERE (numnode(asked.query) = 0 OR words @@ asked.query) AND listed_at > %(since)s AND listed_at <= %(until)s
      AND expires_at > %(now)s
      AND (%(amount)s::bigint IS NULL OR (pay_currency = %(currency)s AND pay_top >= %(amount)s)
           OR (%(or_unstated)s AND pay_top IS NULL))
    ORDER BY listed_at DESC, position DESC LIMIT %(most)s
) AS hit ORDER BY position DESC
"""


def one_search(row: Any, *, since: dt.datetime, until: dt.datetime, now: dt.datetime, most: int) -> list[int]:
    """The simplest way: runs the search of one alert."""
    from django.db import connection

    values = {
        "id": row.pk, "since": since, "until": until, "now": now, "amount": row.amount, "currency": row.currency,
        "or_unstated": row.or_unstated, "most": most,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(NEW_FOR, values)
        return [position for (position,) in cursor.fetchall()]


class InMemory:
    """Holds, for each word, the jobs that have it as bits of a number; the job listed last is the highest bit."""

    def __init__(self, *, since: dt.datetime, until: dt.datetime, now: dt.datetime) -> None:
        from django.db import connection

        bits: dict[str, list[int]] = {}
        self.positions: list[int] = []
        self.pay: list[tuple[str, int | None]] = []
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT position, tsvector_to_array(words), pay_currency, pay_top FROM jobs_listing"
                " WHERE listed_at > %s AND listed_at <= %s AND expires_at > %s ORDER BY listed_at, position",
                [since, until, now],
            )
            for number, (position, words, currency, top) in enumerate(cursor.fetchall()):
                self.positions.append(position)
                self.pay.append((currency, top))
                for word in words:
                    bits.setdefault(word, []).append(number)
        size = len(self.positions)
        self.all = (1 << size) - 1
        self.words: dict[str, int] = {}
        for word, numbers in bits.items():
            field = bytearray(size // 8 + 1)
            for number in numbers:
                field[number >> 3] |= 1 << (number & 7)
            self.words[word] = int.from_bytes(field, "little")
        self.part = cache(self._part)

    def newest(self, row: Any, most: int) -> list[int]:
        """Returns the positions of a search's newest jobs, newest first."""
        found = self.all
        for part in _split(row.query, " & ") if row.query else []:
            found &= self.part(part)
            if not found:
                return []
        hits = []
        while found and len(hits) < most:
            number = found.bit_length() - 1
            found ^= 1 << number
            currency, top = self.pay[number]
            if (
                row.amount is None
                or (top is not None and currency == row.currency and top >= row.amount)
                or (row.or_unstated and top is None)
            ):
                hits.append(self.positions[number])
        return sorted(hits, reverse=True)

    def _part(self, query: str) -> int:
        """Returns the jobs of a ``tsquery``, in the form that PostgreSQL prints."""
        query = query.strip()
        for operator in (" | ", " & "):
            parts = _split(query, operator)
            if len(parts) > 1:
                found = [self._part(part) for part in parts]
                whole = found[0]
                for one in found[1:]:
                    whole = whole | one if operator == " | " else whole & one
                return whole
        if query.startswith("!"):
            return self.all & ~self._part(query[1:])
        if query.startswith("( ") and query.endswith(" )"):
            return self._part(query[2:-2])
        whole = self.all
        for word in re.findall(r"'((?:[^']|'')*)'", query):  # a phrase: its pairs are asked for beside it
            whole &= self.words.get(word.replace("''", "'"), 0)
        return whole


def _split(query: str, operator: str) -> list[str]:
    """Splits at the operator, outside of parentheses."""
    parts, depth, begun = [], 0, 0
    at = 0
    while at < len(query):
        if query[at] == "'":
            at = query.index("'", at + 1)
        elif query[at] == "(":
            depth += 1
        elif query[at] == ")":
            depth -= 1
        elif depth == 0 and query.startswith(operator, at):
            parts.append(query[begun:at])
            begun = at + len(operator)
        at += 1
    return [*parts, query[begun:]]
