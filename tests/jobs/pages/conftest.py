"""A small board for the pages of lists."""

import datetime as dt

import pytest
from django.utils import timezone

from jobs.pay import Pay
from tests.factories import a_job


@pytest.fixture
def board():
    """Seven jobs: an operations officer open to each of Spain, Europe, the United States and anywhere, and others."""
    now = timezone.now()

    def job(hours, **changes):
        return a_job(now=now - dt.timedelta(hours=hours), **changes)

    return {
        "spain": job(1, title="Operations Officer", company="Alder", regions=("spain",), place="Spain"),
        "europe": job(2, title="Operations Analyst", company="Birch", regions=("europe",), place="Europe", level="senior"),
        "usa": job(3, title="Operations Lead", company="Cedar", regions=("united-states",), place="USA", level="senior"),
        "anywhere": job(50, title="Operations Manager", company="Dogwood", types=("contract",), pay=None),
        "cook": job(5, title="Recipe Editor", company="Elm", industries=("copywriting",), pay=None),
        "sre": job(6, title="Site Engineer", company="Fir", industries=("engineering",), pay=Pay(12_000_000, 15_000_000, "USD", "year")),
        "euro": job(7, title="Ledger Keeper", company="Gorse", industries=("accounting-finance",), pay=Pay(3000, 4000, "EUR", "hour")),
    }  # fmt: skip
