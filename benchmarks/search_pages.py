"""Measures the page of results by HTTP from one worker, and the share of time that templates take."""

import contextlib
import os
import sys
from dataclasses import dataclass, field
from typing import Any

from pages import Connection, request
from search_clocks import Clock, Contestant, clock, processor_time, timed
from search_data import Boards
from search_queries import Query
from served import give_processors, served_site

WARM_UP = 100


@dataclass
class Pages:
    """Milliseconds of each search; ``headers`` are those on the length of the page without filters."""

    search: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    templates: list[float] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)


def measure(
    made: Boards, size: int, search: Contestant, queries: list[Query], warm_up: list[Query], *, processor: bool
) -> Pages:
    """Measures each request and its search."""
    os.environ["DATABASE_URL"] = made.database(size)
    found = Pages()
    with contextlib.redirect_stdout(sys.stderr), served_site() as port:
        give_processors(port)
        web = Connection(port)

        def get(query: Query) -> None:
            head = web.ask(request(f"/jobs/?{query.criteria.querystring}"))
            assert b" 200 " in head[:20], (query, head)

        for query in warm_up[:WARM_UP]:
            get(query)
        page = timed(get, _server_clock(made, size, port) if processor else clock(processor=False))
        for query in queries:
            found.search.append(search(query) * 1000)
            found.page.append(page(query) * 1000)
        head = web.ask(request("/jobs/")).decode()
    found.headers = [line for line in head.splitlines() if line.startswith(("content-length", "content-encoding"))]
    found.templates = _templates(made, size, queries, clock(processor=processor))
    return found


def _server_clock(made: Boards, size: int, port: int) -> Clock:
    """Returns a clock for the processor time of the web server's and its database processes."""
    import psutil

    listening = {one.pid for one in psutil.net_connections("tcp") if one.laddr and one.laddr.port == port and one.pid}
    server = {child.pid for pid in listening for child in psutil.Process(pid).children(recursive=True)} | listening
    server.discard(os.getpid())
    with made.connection(size).cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        server |= {pid for (pid,) in cursor.fetchall()}
    return lambda: processor_time(server)


def _templates(made: Boards, size: int, queries: list[Query], clock: Clock) -> list[float]:
    """Measures rendering in this process, without a server."""
    from django.template.backends.django import Template
    from django.test import Client

    spent: list[float] = []
    render = Template.render

    def timed_render(self: Template, *args: Any, **kwargs: Any) -> Any:
        began = clock()
        try:
            return render(self, *args, **kwargs)
        finally:
            spent[-1] += (clock() - began) * 1000

    client = Client(SERVER_NAME="127.0.0.1")
    Template.render = timed_render
    try:
        with made.default(size):
            for query in queries:
                spent.append(0)
                client.get(f"/jobs/?{query.criteria.querystring}")
    finally:
        Template.render = render
    return spent
