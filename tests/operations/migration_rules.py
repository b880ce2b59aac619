"""Finds what in a migration breaks the code of the release before, which goes on serving while it runs and after it."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db.migrations import operations as ops
from django.db.models import NOT_PROVIDED, GeneratedField

# Tables that can have hundreds of thousands of rows: nobody writes to them while an index is built.
BIG = {
    "accounts.auditentry",
    "accounts.user",
    "alerts.alert",
    "alerts.digest",
    "alerts.mailed",
    "alerts.match",
    "alerts.recipient",
    "billing.billingaccount",
    "billing.stripeevent",
    "jobs.application",
    "jobs.job",
    "jobs.jobevent",
    "jobs.listing",
    "mail.outgoingmail",
    "resumes.resume",
    "resumes.version",
}
STILL_USED = "the release before still uses it. Stop using it in one release, and remove it in the next"
INDEX = "nobody can write to {} while the index is built: use AddIndexConcurrently in a migration with atomic = False"


def new_migrations(loader, known):
    """Migrations of our apps that a release didn't have; ``known``: its last ones by app."""
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}
    return [
        one
        for (label, name), one in sorted(loader.disk_migrations.items())
        if label in ours and name > known.get(label, "")
    ]


def faults(migration, state, *, released):
    """Sentences about a migration. ``state``: the models before it; ``released``: the version of the release before.

    A migration says of itself what this can't see: ``unused_since = "0.3.0"``, that this release and later ones don't use what is
    removed, or ``tried_with_release_before = True``, for SQL.
    """
    unused_since = getattr(migration, "unused_since", None)
    is_unused = unused_since is not None and _version(unused_since) <= _version(released)
    created = set()
    for operation in migration.operations:
        for one in (
            operation.database_operations if isinstance(operation, ops.SeparateDatabaseAndState) else [operation]
        ):
            label = f"{migration.app_label}.{getattr(one, 'model_name', None) or getattr(one, 'name', '')}".lower()
            if isinstance(one, ops.CreateModel):
                created.add(label)
            elif label not in created:  # what only the new code knows can be changed in any way
                before = state.models.get((migration.app_label, label.partition(".")[2]))
                found = _faults(one, label, before, is_tried=getattr(migration, "tried_with_release_before", False))
                yield from (
                    f"{migration.app_label}.{migration.name} {what}"
                    for what in found
                    if not (is_unused and STILL_USED in what)
                )


def _version(name):
    return tuple(int(part) for part in name.split("."))


def _faults(one, label, before, *, is_tried):
    match one:
        case ops.DeleteModel():
            yield f"deletes {label}: {STILL_USED}"
        case ops.RemoveField():
            yield f"removes {label}.{one.name}: {STILL_USED}"
        case ops.RenameModel() | ops.RenameField() | ops.AlterModelTable():
            yield f"renames a table or a column ({one.describe()}): {STILL_USED}"
        case ops.AddField():
            yield from _added(one, label)
        case ops.AlterField():
            yield from _altered(one, label, before)
        case AddIndexConcurrently() | AddConstraintNotValid():
            pass
        case ops.AddIndex() if label in BIG:
            yield f"adds an index: {INDEX.format(label)}"
        case ops.AddConstraint() if label in BIG:
            yield f"adds a constraint to {label}, which is read while nobody can write to it: use AddConstraintNotValid, and ValidateConstraint in the next migration"  # fmt: skip
        case ops.RunSQL() if not is_tried:
            yield "runs SQL: look whether the release before works with it (test_previous_release.py), and say tried_with_release_before"


def _added(one, label):
    field = one.field
    if field.many_to_many:
        return
    if isinstance(field, GeneratedField):
        if label in BIG:
            yield f"adds {label}.{one.name}, for which the table is rewritten while nobody can read it"
    elif not field.null and field.db_default is NOT_PROVIDED:
        yield f"adds {label}.{one.name}, NOT NULL without db_default: what the release before inserts is refused"
    if label in BIG and (field.unique or field.db_index):
        yield f"adds {label}.{one.name} with an index: {INDEX.format(label)}"


def _altered(one, label, before):
    old, new = before.fields.get(one.name) if before else None, one.field
    if old is None:
        return
    if old.null and not new.null:
        yield f"makes {label}.{one.name} NOT NULL, which the release before may leave empty: do it in the next release"
    if old.get_internal_type() != new.get_internal_type():
        yield f"changes the type of {label}.{one.name}: add a column, write both, and remove the old one in the next release"
    if new.max_length and (old.max_length is None or new.max_length < old.max_length):
        yield f"shortens {label}.{one.name}: the release before may write longer texts"
    if new.unique and not old.unique:
        yield f"makes {label}.{one.name} unique, which the release before doesn't heed"
    if label in BIG and new.db_index and not (old.db_index or old.unique):
        yield f"indexes {label}.{one.name}: {INDEX.format(label)}"
    if old.db_column != new.db_column:
        yield f"renames the column of {label}.{one.name}: {STILL_USED}"
