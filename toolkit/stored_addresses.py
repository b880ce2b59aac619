"""Rewrites stored email addresses in canonical form, and lists those without one."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.encoding import punycode

from toolkit.email_addresses import canonical


def rewrite(rows: "QuerySet[Any]", field: str, *also: "tuple[QuerySet[Any], str]") -> int:
    """Writes the canonical form into ``field`` of the rows, and of the rows in ``also`` that hold the same address and,
    if they have a user, belong to the same one. Returns the number of rows left unchanged because another row has that
    address, or because no email server accepts it: nothing is merged and nothing is removed."""
    left = 0
    for pk, stored in list(_odd(rows, field)):
        mailbox = _mailbox(stored)
        if mailbox is None:
            left += 1
            continue
        try:
            with transaction.atomic(using=rows.db):
                rows.filter(pk=pk).update(**{field: mailbox})
                for others, name in also:
                    others.filter(user=pk, **{name: stored}).update(**{name: mailbox})
        except IntegrityError:
            left += 1
    return left


def left_over(rows: "QuerySet[Any]", field: str) -> Iterator[tuple[Any, str, str]]:
    """Returns key, address and reason of each row without a canonical address."""
    for pk, stored in _odd(rows, field):
        mailbox = _mailbox(stored)
        yield pk, stored, f"another row has {mailbox}" if mailbox else "no email server takes it"


def _odd(rows: "QuerySet[Any]", field: str) -> Iterator[tuple[Any, str]]:
    for pk, stored in rows.exclude(**{field: ""}).order_by("pk").values_list("pk", field).iterator():
        try:
            is_canonical = canonical(stored) == stored
        except ValidationError:
            is_canonical = False
        if not is_canonical:
            yield pk, stored


def _mailbox(stored: str) -> str | None:
    """Returns where email to an address was sent until now, in canonical form. Django encoded domains by IDNA 2003: the
    person who confirmed ``x@faß.example`` reads the mailbox ``x@fass.example``, which must not be given to the owner of
    the other domain."""
    local, _at, domain = stored.rpartition("@")
    try:
        return canonical(f"{local}@{punycode(domain)}")
    except (ValidationError, UnicodeError):
        return None
