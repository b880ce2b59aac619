"""No code keeps something in a session of the database: a pooler gives the session to somebody else after each transaction."""

import re

from django.conf import settings

STATES = {
    "a lock of a session": r"pg_(try_)?advisory_(lock|unlock)(_shared)?\b",
    "a setting of a session": r"[\"';]\s*SET (?!LOCAL\b)\w+ ?(=|TO\b|ROLE\b)",
    "a setting by function": r"set_config\((?![^)]*true\))",
    "messages": r"\b(LISTEN|UNLISTEN) [a-z_\"]",
    "a temporary table": r"CREATE TEMP(ORARY)? TABLE (?![^\n]*ON COMMIT DROP)",
    "a cursor": r"\bWITH HOLD\b",
    "a prepared statement": r"\bpg_prepared_statements\b|\bPREPARE [a-z_]+ AS\b|\.prepare\(_",
}
# The first knows of poolers (`is_pooled`). The second's callers say whether it's for a transaction only (a lock of a release) or for
# a session (a backup, which connects directly).
ALLOWED = {
    "alerts/delivery_results.py": {"a prepared statement", "a setting of a session"},
    "toolkit/database/__init__.py": {"a setting by function"},
}
OTHERS = ("tests", "benchmarks", "local", ".venv", "node_modules")


def test_no_code_keeps_something_in_a_session():
    found = {}
    for path in settings.BASE_DIR.glob("*/**/*.py"):
        name = path.relative_to(settings.BASE_DIR).as_posix()
        if name.startswith(OTHERS):
            continue
        text = path.read_text("utf-8")
        kinds = {kind for kind, pattern in STATES.items() if re.search(pattern, text)} - ALLOWED.get(name, set())
        if kinds:
            found[name] = kinds
    assert found == {}


def test_the_patterns_find_what_they_are_for():
    examples = {
        "a lock of a session": "SELECT pg_try_advisory_lock(1)",
        "a setting of a session": "'SET statement_timeout = 5'",
        "a setting by function": "SELECT set_config('x', 'y', false)",
        "messages": "LISTEN news",
        "a temporary table": "CREATE TEMPORARY TABLE x AS SELECT 1",
        "a cursor": "DECLARE x CURSOR WITH HOLD FOR SELECT 1",
        "a prepared statement": "PREPARE x AS SELECT 1",
    }
    assert all(re.search(STATES[kind], text) for kind, text in examples.items())
    assert not re.search(STATES["a lock of a session"], "SELECT pg_advisory_xact_lock(1)")
    assert not re.search(STATES["a setting of a session"], "'SET LOCAL jit = off; UPDATE x SET state = 1'")
