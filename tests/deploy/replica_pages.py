"""What the tests of a replica share: reading from one, and counting what was read where."""

from contextlib import contextmanager

from django.conf import settings as django_settings
from django.db import connection, connections
from django.urls import reverse

from jobs.vocabulary.industries import INDUSTRIES
from tests.replica import until
from toolkit.database import PRIMARY, REPLICA
from toolkit.database import replica as reads

INDUSTRY = next(iter(INDUSTRIES))


@contextmanager
def in_use(entry, settings):
    settings.DATABASE_ROUTERS = ["toolkit.database.replica.Router"]
    before, connections.databases[REPLICA] = connections.databases[REPLICA], entry
    forget_connection()
    try:
        yield
    finally:
        reads.watch.end()
        forget_connection()
        connections.databases[REPLICA] = before


def forget_connection():
    if hasattr(connections._connections, REPLICA):
        connections[REPLICA].close()
        del connections[REPLICA]


def caught_up(server):
    [position] = ask("SELECT pg_current_wal_insert_lsn()")
    # A replica can wait half a minute for a query before it goes on.
    until(lambda: server.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'") == (True,), seconds=60)
    until(reads.watch.is_fit)


def ask(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


@contextmanager
def counted(alias):
    """Counts statements, and doesn't connect for it."""
    statements = []

    def note(execute, statement, *arguments):
        statements.append(statement)
        return execute(statement, *arguments)

    with connections[alias].execute_wrapper(note):
        yield statements


def asked(client, path, *, status=200, **headers):
    """How many statements of a page went to the primary, and how many to the replica."""
    with counted(PRIMARY) as primary, counted(REPLICA) as other:
        response = client.get(path, **headers)
    assert response.status_code == status, response.content[:500]
    assert not getattr(response, "share", None)
    return len(primary), len(other)


def a_path(name, job):
    company = job.company.slug
    given = {
        "api:companies": [], "api:company": [company], "api:company-jobs": [company], "api:guide": ["lighthouse-keeper"], "api:job": [job.pk],
        "api:occupation": ["53-5021"], "jobs:company": [company], "jobs:detail": [job.pk, job.slug], "jobs:industry": [INDUSTRY],
        "jobs:industry-in-region": [INDUSTRY, "brazil"], "jobs:logo": [company], "jobs:region": ["brazil"], "sitemap-section": ["jobs"],
    }  # fmt: skip
    query = {
        "embeds:oembed": f"?url={django_settings.SITE_URL}{job.get_absolute_url()}",
    }  # fmt: skip
    return reverse(name, args=given.get(name, [])) + query.get(name, "")


# Answers from the code alone, or from rows that this test doesn't make.
WITHOUT_ROWS = {"api:fields", "api:industries", "api:levels", "api:regions", "api:types", "embeds:widget-jobs"}
NOT_THERE = {"api:guide", "api:occupation", "jobs:logo"}
