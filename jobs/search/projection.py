"""The listing: keeps the rows that search reads in step with the postings."""

import datetime as dt
from collections.abc import Iterable


def refresh(job_ids: Iterable[int], *, now: dt.datetime) -> None:
    """Makes the listing true for these postings; call it in the transaction that changed them."""
