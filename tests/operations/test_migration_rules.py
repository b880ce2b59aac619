"""New migrations leave the code of the release before working: a rolling restart runs both."""

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.operations.migration_rules import BIG, faults, new_migrations
from tests.operations.previous_release import noted

LOADER = MigrationLoader(None)
INDEX, CHECK = (
    models.Index(fields=["title"], name="by_title"),
    models.CheckConstraint(condition=models.Q(pk__gt=0), name="positive"),
)


@pytest.mark.parametrize(
    "migration", new_migrations(LOADER, noted()["migrations"]), ids=lambda one: f"{one.app_label}.{one.name}"
)
def test_a_new_migration_expands(migration):
    state = LOADER.project_state((migration.app_label, migration.name), at_end=False)
    assert list(faults(migration, state, released=noted()["name"])) == []


def test_big_tables_are_those_of_models_and_the_note_fits_this_code():
    assert {one._meta.label_lower for one in apps.get_models()} >= BIG
    assert {(app, name) for app, name in noted()["migrations"].items()} <= set(LOADER.disk_migrations)


def found(*operations, released="0.3.0", **said):
    state = ProjectState()
    ops.CreateModel(
        "Job",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("title", models.CharField(max_length=100, null=True)),
            ("pay", models.IntegerField(default=0)),
        ],
    ).state_forwards("jobs", state)
    migration = type("Migration", (migrations.Migration,), {"operations": list(operations), **said})("0099_new", "jobs")
    return " ".join(faults(migration, state, released=released))


CONTRACTS = {
    "deletes": ops.DeleteModel("Job"),
    "removes": ops.RemoveField("job", "pay"),
    "renames a table or a column (Rename field": ops.RenameField("job", "pay", "salary"),
    "renames a table or a column (Rename model": ops.RenameModel("Job", "Posting"),
    "renames the column": ops.AlterField("job", "pay", models.IntegerField(default=0, db_column="salary")),
}
BREAKS = {
    "NOT NULL without db_default": ops.AddField("job", "stars", models.IntegerField(default=0)),
    "makes jobs.job.title NOT NULL": ops.AlterField("job", "title", models.CharField(max_length=100, default="")),
    "changes the type": ops.AlterField("job", "pay", models.TextField(default="")),
    "shortens": ops.AlterField("job", "title", models.CharField(max_length=50, null=True)),
    "unique, which": ops.AlterField("job", "pay", models.IntegerField(default=0, unique=True)),
    "adds an index": ops.AddIndex("job", INDEX),
    "adds a constraint": ops.AddConstraint("job", CHECK),
    "stars with an index": ops.AddField("job", "stars", models.IntegerField(null=True, db_index=True)),
    "indexes jobs.job.pay": ops.AlterField("job", "pay", models.IntegerField(default=0, db_index=True)),
    "rewritten": ops.AddField("job", "twice", models.GeneratedField(expression=models.F("pay") * 2, output_field=models.IntegerField(), db_persist=True)),
    "runs SQL": ops.RunSQL("DROP TABLE jobs_job"),
}  # fmt: skip
FINE = [
    ops.AddField("job", "stars", models.IntegerField(null=True)),
    ops.AddField("job", "stars", models.IntegerField(default=0, db_default=0)),
    ops.AddField("job", "liked_by", models.ManyToManyField("accounts.User")),
    ops.AlterField("job", "title", models.CharField(max_length=200, null=True)),
    ops.AlterField("job", "pay", models.IntegerField(default=1, help_text="In cents.")),
    AddIndexConcurrently("job", INDEX),
    AddConstraintNotValid("job", CHECK),
    ops.AddIndex("reader", INDEX),
    ops.SeparateDatabaseAndState(state_operations=[ops.DeleteModel("Job")]),
]


@pytest.mark.parametrize("said", [*CONTRACTS, *BREAKS])
def test_what_breaks_the_release_before_is_named(said):
    assert said in found({**CONTRACTS, **BREAKS}[said])


@pytest.mark.parametrize("operation", FINE, ids=lambda one: type(one).__name__)
def test_what_it_does_not_notice_is_fine(operation):
    assert found(operation) == ""


@pytest.mark.parametrize("said", CONTRACTS)
def test_what_a_whole_release_did_without_can_go(said):
    assert found(CONTRACTS[said], unused_since="0.3.0") == ""
    assert said in found(CONTRACTS[said], unused_since="0.10.0")
    assert said in found(CONTRACTS[said], unused_since="0.3.1")


def test_a_new_table_can_be_changed_and_sql_can_be_vouched_for():
    made = ops.CreateModel("Reader", [("id", models.BigAutoField(primary_key=True))])
    assert found(made, ops.AddField("reader", "name", models.CharField(max_length=9))) == ""
    assert found(ops.RunSQL("CREATE SEQUENCE numbers"), tried_with_release_before=True) == ""
