"""Searches the same jobs in two other ways: the textbook form in PostgreSQL, and tantivy."""

# ruff: noqa: S608 - the parts of these statements are constants of this module

import contextlib
import json
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

with contextlib.suppress(ImportError):
    import tantivy

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from jobs.search.criteria import Criteria
    from jobs.search.query import Condition

PAGE = 20
FACETS = {"industry": "industries", "type": "types", "level": "levels"}


def has_tantivy() -> bool:
    return "tantivy" in globals()


class Textbook:
    """The form that manuals show: all jobs in one table, open or not, the text's ``tsvector`` under a GIN index, the best by
    ``ts_rank``, an exact count, and each facet counted over all that match. Filters are ordinary columns with indexes.

    ``stored``: how many jobs the table keeps for each open one.
    """

    def __init__(self, connection: "BaseDatabaseWrapper", stored: int) -> None:
        self._connection = connection
        self._stored = stored
        self._table = f"textbook_{stored}"

    def build(self) -> None:
        """From the rows that are there, unless it was built before; the filters' lexemes are taken out of the text. The
        closed jobs repeat the texts of the open ones."""
        if self._fetch("SELECT to_regclass(%s)", [self._table])[0][0]:
            return
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"""
                CREATE TABLE {self._table} AS
                SELECT position, job_id, copy = 0 AS is_open, industries, types, ARRAY[level::text] AS levels, regions,
                       pay_currency, pay_top, expires_at, words
                FROM (
                    SELECT position, job_id, job.industries, job.types, job.level, job.regions, listing.pay_currency, pay_top,
                           listing.expires_at,
                           ts_delete(words, ARRAY(SELECT lexeme FROM unnest(words) WHERE lexeme LIKE '~%%')) AS words
                    FROM jobs_listing listing JOIN jobs_job job ON job.id = job_id ORDER BY position
                ) AS listed, generate_series(0, %s) AS copy;
                CREATE INDEX ON {self._table} (position);
                CREATE INDEX ON {self._table} USING gin (words);
                CREATE INDEX ON {self._table} USING gin (industries);
                CREATE INDEX ON {self._table} USING gin (regions);
            """,
                [self._stored - 1],
            )
            cursor.execute(f"VACUUM ANALYZE {self._table}")

    def search(self, criteria: "Criteria", condition: "Condition") -> None:
        """Returns the page, the count and three facets."""
        where, values = self._where(criteria, condition)
        best = "ts_rank(words, websearch_to_tsquery('english', %(q)s)) DESC," if criteria.q else ""
        self._fetch(
            f"SELECT job_id FROM {self._table} WHERE {where} ORDER BY {best} position DESC LIMIT {PAGE}", values
        )
        self._fetch(f"SELECT count(*) FROM {self._table} WHERE {where}", values)
        for facet, column in FACETS.items():
            where, values = self._where(criteria, condition, but=facet)
            counts = f"SELECT value, count(*) FROM {self._table}, unnest({column}) AS value WHERE {where} GROUP BY 1"
            self._fetch(counts, values)

    def _fetch(self, statement: str, values: dict[str, Any] | list[Any]) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def _where(self, criteria: "Criteria", condition: "Condition", *, but: str = "") -> tuple[str, dict[str, Any]]:
        from jobs.vocabulary.regions import open_to

        parts = ["is_open AND expires_at > now()"]
        values: dict[str, Any] = {"q": condition.typed.text, "bottom": condition.bottom, "amount": condition.amount}
        if criteria.q:
            parts.append("words @@ websearch_to_tsquery('english', %(q)s)")
        for facet, column in FACETS.items():
            if facet != but and getattr(criteria, facet):
                parts.append(f"{column} && %({facet})s::varchar[]" if facet != "level" else f"{column} && %({facet})s")
                values[facet] = list(getattr(criteria, facet))
        if criteria.geo:
            parts.append("regions && %(geo)s::varchar[]")
            values["geo"] = list(open_to(criteria.geo))
        if condition.amount is not None:
            parts.append("pay_currency = %(currency)s AND pay_top >= %(amount)s")
            values["currency"] = condition.currency
        if condition.bottom:
            parts.append("position >= %(bottom)s")
        return " AND ".join(parts), values


class Tantivy:
    """A search library in the process of its caller, with the same page, counts and facets."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = self._make_schema()

    def build(self, corpus: Path) -> None:
        """From the texts that were written beside the listing, which are not needed any longer then."""
        if corpus.exists():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True)
            index = tantivy.Index(self._schema, path=str(self._folder))
            writer = index.writer(heap_size=1 << 30, num_threads=2)
            for file in sorted(corpus.iterdir()):
                with file.open(encoding="utf-8") as lines:
                    for line in lines:
                        writer.add_document(self._document(json.loads(line)))
            writer.commit()
            writer.wait_merging_threads()
            shutil.rmtree(corpus)
        self._index = tantivy.Index.open(str(self._folder))
        self._searcher = self._index.searcher()

    def search(self, criteria: "Criteria", condition: "Condition") -> None:
        """Returns the page, the count, three facets, and how many jobs the filters for place and pay hide."""
        self.newest(criteria, condition)
        whole = self._query(criteria, condition)
        free = [facet for facet in FACETS if not getattr(criteria, facet)]
        self._searcher.aggregate(whole, {facet: _terms(FACETS[facet]) for facet in free})
        for facet in FACETS.keys() - set(free):
            self._searcher.aggregate(self._query(criteria, condition, but=facet), {facet: _terms(FACETS[facet])})
        for hidden in ("geo", "pay"):
            if getattr(criteria, hidden):
                self._searcher.search(self._query(criteria, condition, but=hidden, hides=hidden), 1, count=True)

    def newest(self, criteria: "Criteria", condition: "Condition") -> tuple[int, list[int]]:
        """Returns how many match, and the positions of the newest page."""
        found = self._searcher.search(
            self._query(criteria, condition), PAGE, count=True, order_by_field="position", order=tantivy.Order.Desc
        )
        return found.count, [position for position, _address in found.hits]

    @staticmethod
    def _make_schema() -> Any:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("position", indexed=True, fast=True)
        builder.add_integer_field("pay", indexed=True, fast=True)
        builder.add_text_field("text", tokenizer_name="en_stem")
        builder.add_text_field("words", tokenizer_name="raw", index_option="basic")
        for name in FACETS.values():
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        return builder.build()

    @staticmethod
    def _document(row: list[Any]) -> Any:
        position, _job, title, company, skills, body, _names, labels, filters, _times, currency, pay, *_ = row
        document = tantivy.Document(position=position, text="\n".join((title, company, skills, body)))
        for word in filters.split():
            document.add_text("words", word)
        for label in labels.split():
            document.add_text({"~i": "industries", "~t": "types", "~l": "levels"}[label[:2]], label)
        if pay is not None:
            document.add_text("words", f"~currency{currency}")
            document.add_integer("pay", pay)
        return document

    def _query(self, criteria: "Criteria", condition: "Condition", *, but: str = "", hides: str = "") -> Any:
        from jobs.search import lexemes
        from jobs.vocabulary.regions import open_to

        must, must_not = [], []
        if criteria.q:
            words = [condition.typed.text] if condition.typed.text.startswith('"') else condition.typed.text.split()
            must.append(self._index.parse_query(" ".join(f"+{word}" for word in words), ["text"]))
        for facet, prefix in lexemes.FACETS.items():
            if facet != but and getattr(criteria, facet):
                must.append(self._any("words", (prefix + value for value in getattr(criteria, facet))))
        if criteria.geo:
            places = self._any("words", (lexemes.REGION + slug for slug in open_to(criteria.geo)))
            (must_not if hides == "geo" else must).append(places)
        if hides == "pay":
            must.append(self._any("words", [lexemes.UNSTATED_PAY]))
        elif condition.amount is not None:
            must.append(self._any("words", [f"~currency{condition.currency}"]))
            must.append(self._reaches("pay", condition.amount))
        if condition.bottom:
            must.append(self._reaches("position", condition.bottom))
        if not must:
            must.append(tantivy.Query.all_query())
        parts = [(tantivy.Occur.Must, part) for part in must] + [(tantivy.Occur.MustNot, part) for part in must_not]
        return tantivy.Query.boolean_query(parts)

    def _any(self, field: str, words: Collection[str]) -> Any:
        return tantivy.Query.term_set_query(self._schema, field, list(words))

    def _reaches(self, field: str, least: int) -> Any:
        return tantivy.Query.range_query(
            self._schema, field, tantivy.FieldType.Integer, least, (1 << 62) - 1, include_lower=True, include_upper=True
        )


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": 30}}
