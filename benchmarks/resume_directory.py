"""Measures the directory of 100,000 résumés beside the job search on a board of 100,000 jobs, in one run.

Bar: the p95 of a search in the directory at most 1.5 times that of a search of jobs. What is timed is all that either asks of
the database before it loads the rows of a page: rows, counts, facets; for the directory, who is pinned or kept out too. Searches
are of the same kinds, half of them with filters, with words of jobs and of résumés. A résumé holds a text as long as a job's; one
in 500 is pinned. A few thousand of both are made by the site's own code, and their rows are repeated in SQL at other times.
"""

import argparse
import datetime as dt
import io
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from search_clocks import clock, p95, timed
from search_data import SEED, SPAN, WORKERS, Boards, boards, numbered
from search_queries import SAMPLE, mix, words_of

SIZE, MADE = 100_000, 2_000
CHUNK = 500
PINNED = 500  # one in so many
BAR = 1.5
LANGUAGES, REGIONS = ("en", "de", "pt", "ar"), ("europe", "united-states", "poland", "asia")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=SIZE, help="how many jobs and résumés (default: %(default)s)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the board there and use it again next time")
    parser.add_argument("--turns", type=int, default=3, help="how often each search is timed (default: %(default)s)")
    parser.add_argument("--processor", action="store_true", help="count processor time (Linux)")
    options = parser.parse_args()
    with boards(options.keep) as made:
        now = made.prepare(MADE, corpus=False)
        with made.default(MADE):
            _fill(made, now)
            _repeat(options.size // MADE, options.size)
        return _compare(made, options, now)


# --- Résumés ----------------------------------------------------------------------------------------------------------


def _fill(made: Boards, now: dt.datetime) -> None:
    """Lists ``MADE`` invented people: rows by COPY, then the directory by its own code, in several processes."""
    from django.db import connection

    from resumes.models import Listing

    if Listing.objects.count() >= MADE:
        return
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE resumes_resume, resumes_page, accounts_user CASCADE")
    with ProcessPoolExecutor(
        WORKERS, multiprocessing.get_context("spawn"), initializer=_connect, initargs=[made.database(MADE)]
    ) as pool:
        for _done in pool.map(_make, range(0, MADE, CHUNK), [MADE] * (MADE // CHUNK), [now] * (MADE // CHUNK)):
            pass
    print(f"{MADE:,} résumés listed in {time.monotonic() - began:.0f} s", flush=True)


# Times differ by the seconds that lie between two jobs of the whole board; résumés keep their day.
_REPEAT = """
SET session_replication_role = replica;
INSERT INTO jobs_listing (position, job_id, words, filters, labels, pay_currency, pay_top, paid, called, skills, listed_at,
                          expires_at)
SELECT at.seconds << 31 | id, id,
       ts_delete(l.words, ARRAY(SELECT lexeme FROM unnest(l.words) WHERE lexeme ~ '^~[qhd][0-9]'))
       || array_to_tsvector(ARRAY['~q' || (at.seconds >> 10), '~h' || (at.seconds >> 14), '~d' || (at.seconds >> 18)]),
       l.filters, l.labels, l.pay_currency, l.pay_top, (l.paid >> 31) << 31 | id, l.called, l.skills, l.listed_at,
       l.expires_at
FROM jobs_listing l, generate_series(1, %(times)s - 1) AS n, LATERAL (SELECT l.job_id + n * %(made)s AS id) AS ids,
     LATERAL (SELECT (l.position >> 31) - n * %(step)s AS seconds) AS at;
INSERT INTO accounts_user (id, email, name, country, part, time_zone, locale, password, is_staff, is_superuser, is_active,
                           date_joined)
SELECT id + n * %(made)s, 'p' || id + n * %(made)s || '@example.com', '', '', '', '', '', 'x', false, false, true, date_joined
FROM accounts_user, generate_series(1, %(times)s - 1) AS n;
INSERT INTO resumes_resume (id, user_id, name, language, data, not_placed, created_at, updated_at)
SELECT id + n * %(made)s, id + n * %(made)s, name, language, '{}', '[]', created_at, updated_at
FROM resumes_resume, generate_series(1, %(times)s - 1) AS n;
INSERT INTO billing_billingaccount (user_id, comped_until, generation, sync_requested, sync_done, created_at, sync_error)
SELECT user_id + n * %(made)s, comped_until, 1, 0, 0, created_at, ''
FROM billing_billingaccount, generate_series(1, %(times)s - 1) AS n;
INSERT INTO resumes_page (id, user_id, resume_id, visibility, is_indexed, accepts_messages, hides_employer, in_directory, open_to,
                          is_featured, is_pinned, created_at, updated_at, shown_name, hidden_reason, appeal)
SELECT id + n * %(made)s, id + n * %(made)s, id + n * %(made)s, visibility, is_indexed, accepts_messages, hides_employer,
       in_directory, open_to, is_featured, is_pinned, created_at, updated_at, shown_name, hidden_reason, appeal
FROM resumes_page, generate_series(1, %(times)s - 1) AS n;
INSERT INTO resumes_listing (position, page_id, words, filters, labels, name, title, place, zones, skills, changed_on, listed_at)
SELECT (position >> 31) << 31 | (page_id + n * %(made)s), page_id + n * %(made)s, words, filters, labels, name, title, place,
       zones, skills, changed_on, listed_at
FROM resumes_listing, generate_series(1, %(times)s - 1) AS n;
SET session_replication_role = DEFAULT;
"""


def _repeat(times: int, size: int) -> None:
    """Repeats the rows until there are ``size`` of each, unless there are."""
    from django.db import connection

    from jobs.models import Listing as JobListing
    from resumes.models import Listing

    if Listing.objects.count() > MADE or times < 2:
        return
    began = time.monotonic()
    indexes = [
        (model, one)
        for model in (JobListing, Listing)
        for one in model._meta.indexes
        if one.name.endswith("listing_words")
    ]
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.remove_index(model, index)
    with connection.cursor() as cursor:
        cursor.execute(_REPEAT, {"times": times, "made": MADE, "step": int(SPAN.total_seconds() / size)})
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.add_index(model, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    print(f"repeated to {size:,} in {time.monotonic() - began:.0f} s", flush=True)


def _connect(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()


def _make(start: int, size: int, now: dt.datetime) -> None:
    import json
    import re

    from django.db import connection, transaction

    from demo.jobs.invention import draft
    from demo.people.careers import people
    from resumes.document import MAX_PROSE
    from resumes.publishing.directory import indexing

    users, resumes, accounts, pages = io.StringIO(), io.StringIO(), io.StringIO(), io.StringIO()
    ids = range(start + 1, min(start + CHUNK, size) + 1)
    for pk, person in zip(ids, people(len(ids), seed=start, today=now.date()), strict=True):
        then = (now - SPAN * ((size - pk) / size)).isoformat()
        text = re.sub(r"<[^>]+>", " ", draft(numbered(pk), seed=SEED, now=now).posting.description.source)
        latest = person.document["work"][0] | {"summary": text[:MAX_PROSE]}
        document = person.document | {"work": [latest, *person.document["work"][1:]]}
        data = json.dumps(document, ensure_ascii=False).replace("\\", "\\\\")
        pinned = "t" if pk % PINNED == 0 else "f"
        users.write(f"{pk}\tp{pk}@example.com\t\t\t\t\t\tx\tf\tf\tt\t{then}\n")
        resumes.write(f"{pk}\t{pk}\tRésumé\ten\t{data}\t[]\t{then}\t{then}\n")
        accounts.write(f"{pk}\t{now + dt.timedelta(days=9)}\t1\t0\t0\t{then}\t\n")
        types = "{" + ",".join(person.open_to) + "}"
        pages.write(f"{pk}\t{pk}\t{pk}\tpublic\tf\tt\tf\tt\t{types}\t{pinned}\t{pinned}\t{then}\t{then}\t\t\t\n")
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, rows in (
            (
                "accounts_user",
                "id, email, name, country, part, time_zone, locale, password, is_staff, is_superuser, is_active, date_joined",
                users,
            ),
            ("resumes_resume", "id, user_id, name, language, data, not_placed, created_at, updated_at", resumes),
            (
                "billing_billingaccount",
                "user_id, comped_until, generation, sync_requested, sync_done, created_at, sync_error",
                accounts,
            ),
            (
                "resumes_page",
                "id, user_id, resume_id, visibility, is_indexed, accepts_messages, hides_employer, in_directory, open_to,"
                " is_featured, is_pinned, created_at, updated_at, shown_name, hidden_reason, appeal",
                pages,
            ),
        ):
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write(rows.getvalue())
        indexing.refresh(ids, now=now)


# --- Comparing --------------------------------------------------------------------------------------------------------


def _compare(made: Boards, options: argparse.Namespace, now: dt.datetime) -> int:
    from jobs.search.results import look_up
    from resumes.publishing.directory import search
    from resumes.publishing.viewers import Viewer

    connection = made.connection(MADE)
    with made.default(MADE):
        jobs = mix(_words(_job_texts(MADE, now)), seed=2026)
        people = [
            replace(one, criteria=_criteria(one.criteria, at))
            for at, one in enumerate(mix(_words(_resume_texts(MADE)), seed=2026))
        ]
        began = time.perf_counter()
        among = search.promoted(Viewer(), now=now)
        print(
            f"who is pinned or featured: {len(among.pinned)} in {(time.perf_counter() - began) * 1000:.1f} ms",
            flush=True,
        )

    def search_jobs(query: Any) -> None:
        with made.default(MADE):
            look_up(query.criteria, now=now)

    def search_people(query: Any) -> None:
        with made.default(MADE):
            search.look_up(query.criteria, among=search.promoted(Viewer(), now=now), now=now)

    of_work = clock(processor=options.processor, connection=connection)
    times: dict[str, dict[int, list[float]]] = {"jobs": {}, "people": {}}
    contestants = {"jobs": (timed(search_jobs, of_work), jobs), "people": (timed(search_people, of_work), people)}
    for turn in range(options.turns + 1):  # the first warms up
        for at in range(len(jobs)):
            for name, (run, queries) in contestants.items():
                took = run(queries[at]) * 1000
                if turn:
                    times[name].setdefault(at, []).append(took)
    medians = {name: [statistics.median(one) for one in rows.values()] for name, rows in times.items()}
    for name, values in medians.items():
        print(f"{name:8} p50 {statistics.median(values):7.2f} ms  p95 {p95(values):7.2f} ms", flush=True)
    ratio = p95(medians["people"]) / p95(medians["jobs"])
    print(
        f"p95 of the directory over the job search: {ratio:.2f}, at most {BAR}: {'met' if ratio <= BAR else 'MISSED'}"
    )
    return int(ratio > BAR)


def _words(texts: list[str]) -> Any:
    from django.db import connection

    from demo.jobs.material import material

    def means(words: list[str]) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT w FROM unnest(%s::text[]) w WHERE to_tsvector('english', w) <> ''", [words])
            return [word for (word,) in cursor.fetchall()]

    return words_of(texts, [role.title for role in material().roles], means)


def _job_texts(size: int, now: dt.datetime) -> list[str]:
    import re

    from demo.jobs.invention import draft

    sample = range(0, size, max(1, size // SAMPLE))
    return [
        re.sub(r"<[^>]+>", "\n", draft(numbered(at), seed=SEED, now=now).posting.description.source) for at in sample
    ]


def _resume_texts(size: int) -> list[str]:
    from resumes.models import Resume

    sample = Resume.objects.filter(pk__in=range(1, size, max(1, size // SAMPLE)))
    return ["\n".join(_strings(one)) for one in sample.values_list("data", flat=True)]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _strings(one)
    else:
        yield str(value)


def _criteria(jobs: Any, at: int) -> Any:
    """Returns a search for people with the keywords of one for jobs, and filters if that has some."""
    from resumes.publishing.directory.criteria import Criteria

    if jobs == type(jobs)(q=jobs.q):
        return Criteria(q=jobs.q)
    filters: list[dict[str, Any]] = [
        {"geo": REGIONS[at % 4]},
        {"level": ("senior",)},
        {"type": ("contract", "full-time")},
        {"language": (LANGUAGES[at % 4],)},
        {"utc_from": -60, "utc_to": 180},
        {"geo": REGIONS[at % 4], "level": ("midweight", "senior")},
    ]
    return Criteria(q=jobs.q, **filters[at % len(filters)])


if __name__ == "__main__":
    sys.exit(main())
