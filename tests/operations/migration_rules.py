"""Finds what in a migration breaks the code of the release before, which goes on serving while and after it runs."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import models
from django.db.migrations import operations as ops
from django.db.models import NOT_PROVIDED

PREVIOUS = Path(__file__).with_name("previous_release.json")
# Tables that can have hundreds of thousands of rows: an index is built on them without keeping writers waiting.
BIG = {
    "accounts.user",
    "accounts.auditentry",
    "alerts.alert",
    "alerts.digest",
    "billing.stripeevent",
    "jobs.job",
    "jobs.jobhistory",
    "jobs.listing",
    "jobs.application",
    "jobs.bookmark",
    "mail.outgoingmail",
    "resumes.version",
}
GONE = "the release before still uses it. Stop using it in one release, and remove it in the next"


@dataclass(frozen=True)
class Fault:
    migration: str
    what: str


def previous():
    """The release that this one replaces: its name, commit, and the last migrations of its apps."""
    return json.loads(PREVIOUS.read_text())


def new_migrations(loader, known):
    """Migrations of our apps that the release before doesn't have."""
    for key, migration in sorted(loader.disk_migrations.items()):
        if key[0] in known and key[1] > known[key[0]]:
            yield migration


def faults_of(migration, state, *, released, new_tables=frozenset()):
    """``state``: the models before the migration. ``released``: the name of the release before. A migration that removes what
    that release no longer uses says so: ``unused_since = "0.3.0"``."""
    created = set(new_tables)
    contracts = getattr(migration, "unused_since", None)
    named = f"{migration.app_label}.{migration.name}"
    if contracts is not None and _version(contracts) > _version(released):
        yield Fault(named, f"removes what release {contracts} is the first not to use, and {released} is still running")
    for operation in migration.operations:
        for one in _flat(operation):
            yield from (
                Fault(named, what)
                for what in _faults(one, migration, state, created)
                if not (contracts and what.endswith(GONE))
            )


def _flat(operation):
    """The operation, or those that change the database inside it."""
    if isinstance(operation, ops.SeparateDatabaseAndState):
        return operation.database_operations
    return [operation]


def _version(name):
    return tuple(int(part) for part in name.split("."))


def _faults(one, migration, state, created):
    label = f"{migration.app_label}.{getattr(one, 'model_name', getattr(one, 'name', '') or '')}".lower()
    if isinstance(one, ops.CreateModel):
        created.add(f"{migration.app_label}.{one.name}".lower())
    elif label in created:
        return  # a table that only the new code knows
    elif isinstance(one, ops.DeleteModel):
        yield f"deletes {one.name}: {GONE}"
    elif isinstance(one, ops.RemoveField):
        yield f"removes {one.model_name}.{one.name}: {GONE}"
    elif isinstance(one, ops.RenameModel | ops.RenameField | ops.AlterModelTable):
        yield f"renames {getattr(one, 'old_name', one.describe())}: add the new name, write both, and remove the old one in the next release"
    elif isinstance(one, ops.AddField):
        yield from _added(one, label)
    elif isinstance(one, ops.AlterField):
        yield from _altered(one, state.models.get((migration.app_label, one.model_name_lower)))
    elif isinstance(one, ops.AddIndex | ops.AddConstraint) and label in BIG and not _is_gentle(one):
        yield f"{type(one).__name__} keeps writers of {label} waiting: use AddIndexConcurrently, or AddConstraintNotValid and ValidateConstraint"
    elif isinstance(one, ops.RunSQL) and not getattr(migration, "tried_with_release_before", False):
        yield "runs SQL, which nobody can judge: set tried_with_release_before = True once tests/operations/test_previous_release.py passes"


def _added(one, label):
    field = one.field
    if getattr(field, "many_to_many", False):
        return
    if not field.null and field.db_default is NOT_PROVIDED and not isinstance(field, models.GeneratedField):
        yield f"adds {one.model_name}.{one.name}, NOT NULL without db_default: inserts of the release before fail"
    if isinstance(field, models.GeneratedField) and label in BIG:
        yield f"adds {one.model_name}.{one.name}, which rewrites the table while nobody can read it"
    if (field.unique or (field.db_index and not field.unique)) and label in BIG:
        yield f"builds an index on {label} while writers wait: use AddIndexConcurrently"


def _altered(one, before):
    old = before.fields.get(one.name) if before else None
    if old is None:
        return
    new = one.field
    if old.null and not new.null:
        yield f"makes {one.model_name}.{one.name} NOT NULL: inserts of the release before may fail. Do it in the next release"
    if type(old).get_internal_type(old) != type(new).get_internal_type(new):
        yield f"changes the type of {one.model_name}.{one.name}, which rewrites the table: add a column instead"
    if (new.max_length or 0) < (old.max_length or 0):
        yield f"shortens {one.model_name}.{one.name}: the release before may still write longer texts"
    if new.unique and not old.unique:
        yield f"makes {one.model_name}.{one.name} unique, which the release before doesn't know"
    if old.db_column != new.db_column:
        yield f"renames the column of {one.model_name}.{one.name}: {GONE}"


def _is_gentle(one):
    return (
        not one.atomic
        if hasattr(one, "atomic")
        else type(one).__name__ in ("AddIndexConcurrently", "AddConstraintNotValid")
    )
