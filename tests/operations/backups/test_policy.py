"""Which backups are kept, and what the settings refuse."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.backups.folder import NAME, BackupFolder, moment_of, to_keep
from operations.backups.manifest import MANIFEST
from operations.backups.postgres import database_at
from operations.backups.restoring import _find
from operations.backups.settings import backup_settings
from tests.operations.backups.support import options
from toolkit.environment import Environment, SettingError

NOW = dt.datetime(2026, 11, 30, 3, 15, tzinfo=dt.UTC)
AGE = "age1" + "q" * 58


def names(*days_ago):
    return [(NOW - dt.timedelta(days=days)).strftime(NAME) for days in days_ago]


def test_a_year_of_nights_leaves_days_weeks_and_months():
    every_night = names(*range(400))
    kept = sorted(to_keep(every_night, (7, 5, 12)), reverse=True)
    # Seven days; then the Sundays of the weeks before; then the last nights of months.
    assert [name[:8] for name in kept] == [
        "20261130", "20261129", "20261128", "20261127", "20261126", "20261125", "20261124",
        "20261122", "20261115", "20261108",
        "20261031", "20260930", "20260831", "20260731", "20260630", "20260531", "20260430", "20260331", "20260228", "20260131", "20251231",
    ]  # fmt: skip


@given(st.sets(st.integers(0, 2000), min_size=1), st.tuples(*[st.integers(0, 20)] * 3))
def test_the_newest_is_kept_whatever_the_policy_if_it_keeps_any(days, keep):
    made = names(*days)
    kept = to_keep(made, keep)
    assert kept <= set(made)
    assert len(kept) <= sum(keep)
    assert max(made) in kept or not any(keep)
    # A backup that is kept today was kept on each day before: nothing comes back.
    for at in range(0, len(made), 7):
        earlier = sorted(made)[: at + 1]
        assert kept & set(earlier) <= to_keep(earlier, keep)


def a_backup(folder, name):
    (folder / name).mkdir(parents=True)
    (folder / name / MANIFEST).write_text("{}")


def test_the_newest_and_the_last_good_one_are_never_removed(tmp_path):
    made = names(0, 1, 2, 40, 300)
    for name in made:
        a_backup(tmp_path, name)
    (tmp_path / "something else").mkdir()
    folder = BackupFolder(options(tmp_path))
    good, broken = made[3], made[1]
    assert set(folder.prune((0, 0, 0), always=[good], broken=[broken])) == {made[1], made[2], made[4]}
    assert folder.names() == sorted([made[0], good])
    assert (tmp_path / "something else").exists()


def test_those_that_do_not_restore_take_nobodys_place(tmp_path):
    made = names(0, 1, 2, 3)
    for name in made:
        a_backup(tmp_path, name)
    folder = BackupFolder(options(tmp_path))
    folder.prune((1, 0, 0), always=[], broken=made[:2])
    assert folder.names() == sorted([made[0], made[2]])


def test_a_backup_that_was_called_broken_stays_as_long_as_others(tmp_path):
    made = names(0, 1, 2)
    for name in made:
        a_backup(tmp_path, name)
    folder = BackupFolder(options(tmp_path))
    folder.prune((2, 0, 0), always=[], broken=[made[1]])
    assert folder.names() == sorted(made)


def test_names_are_moments():
    assert moment_of(names(0)[0]) == NOW


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"BACKUP_DIR": "backups"}, "BACKUP_DIR must be a full path"),
        ({"BACKUP_DIR": "/srv/jobboard/static/backups"}, "BACKUP_DIR must not be in a folder that everyone can read"),
        (
            {"BACKUP_DIR": "/var/lib/site/public/backups", "STATIC_ROOT": "/var/lib/site/public/"},
            "BACKUP_DIR must not be in a folder that everyone can read",
        ),
        ({"BACKUP_KEEP_DAILY": "many"}, "BACKUP_KEEP_DAILY must be a whole number"),
        ({"BACKUP_AGE_RECIPIENTS": "AGE-SECRET-KEY-1QQQ"}, "BACKUP_AGE_RECIPIENTS must be the public key"),
        ({"BACKUP_AGE_RECIPIENTS": "age1"}, "BACKUP_AGE_RECIPIENTS must be public keys"),
        ({"BACKUP_GPG_RECIPIENT": "ops@example.org"}, "BACKUP_GPG_RECIPIENT must be the fingerprint"),
        ({"BACKUP_GPG_RECIPIENT": "A" * 40, "BACKUP_AGE_RECIPIENTS": AGE}, "BACKUP_GPG_RECIPIENT must be empty"),
        ({"BACKUP_BUCKET_REGION": "eu"}, "BACKUP_BUCKET must be set too"),
        ({"BACKUP_BUCKET": "b", "BACKUP_AGE_RECIPIENTS": AGE}, "BACKUP_BUCKET_ACCESS_KEY and BACKUP_BUCKET_SECRET_KEY must be set"),
        (
            {"BACKUP_BUCKET": "b", "BACKUP_BUCKET_ACCESS_KEY": "k", "BACKUP_BUCKET_SECRET_KEY": "s"},
            "BACKUP_BUCKET needs BACKUP_AGE_RECIPIENTS or BACKUP_GPG_RECIPIENT",
        ),
        ({"BACKUP_DATABASE_URL": "mysql://x"}, "BACKUP_DATABASE_URL must be a PostgreSQL address"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named(given, why, settings):
    from pathlib import Path

    with pytest.raises(SettingError, match=why):
        backup_settings(Environment(given), Path("/srv/jobboard"))


def test_a_backup_given_by_a_path_is_found_by_tools_that_run_elsewhere(tmp_path, monkeypatch):
    [name] = names(0)
    a_backup(tmp_path, name)
    monkeypatch.chdir(tmp_path)
    assert BackupFolder(options(tmp_path)).find(f"./{name}") == tmp_path / name
    assert _find(name, options(None)) == tmp_path / name


ADDRESSES = {
    "postgresql://u:p%40%2F%3F@h/db": {"user": "u", "password": "p@/?", "host": "h", "dbname": "db"},
    "postgresql://u:p@[::1]:5433/db": {"user": "u", "password": "p", "host": "::1", "port": "5433", "dbname": "db"},
    "postgresql://u@one:5432,two:5433/db?target_session_attrs=read-write": {
        "user": "u", "host": "one,two", "port": "5432,5433", "dbname": "db", "target_session_attrs": "read-write",
    },
    "postgresql://u@one,two/db": {"user": "u", "host": "one,two", "dbname": "db"},
    "postgresql://u@/db?host=/run/postgresql&port=5433": {
        "user": "u", "host": "/run/postgresql", "port": "5433", "dbname": "db",
    },
    "postgresql://u@%2Frun%2Fpostgresql/db": {"user": "u", "host": "/run/postgresql", "dbname": "db"},
    "postgresql:///d%C3%B6b": {"dbname": "döb"},
}  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_a_database_is_handed_on_as_it_was_given(address):
    """`restore` hands it to the process that brings the restored database up to date."""
    found = database_at(address, "X")
    assert dict(found.parameters) == ADDRESSES[address]
    again = database_at(found.url, "X")
    assert again == found
