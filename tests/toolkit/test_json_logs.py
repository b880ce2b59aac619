"""Log lines as JSON: what they have, and that no form of a line repeats what must stay private."""

import json
import logging
import math
import subprocess
import sys
from pathlib import Path

import pytest

from tests.watching.error_server import ErrorServer
from tests.watching.failing import MESSAGE, PERSON, SECRETS
from toolkit.error_reports import RateLimit, _cleaned
from toolkit.json_logs import MOST, JsonFormatter
from toolkit.query_watch import shape
from toolkit.redaction import RedactingFormatter, redacted
from toolkit.request_ids import Work, working

BASE = Path(__file__).parents[2]


def record(message="said", *arguments, error=None, **extra):
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("a.logger", logging.ERROR, "x.py", 1, message, arguments, info)
    vars(made).update(extra)
    return made


def line(*arguments, **named):
    text = JsonFormatter().format(record(*arguments, **named))
    assert "\n" not in text
    return json.loads(text)


def raised():
    try:
        raise ValueError(f"{MESSAGE}\nDETAIL:  Key (name)=({PERSON}) already exists.")
    except ValueError as error:
        return error


def private(text):
    return [secret for secret in (*SECRETS.values(), PERSON) if secret in text]


@pytest.mark.parametrize("form", [JsonFormatter(), RedactingFormatter("%(message)s")])
def test_no_form_repeats_a_secret(form):
    assert private(MESSAGE), "the check sees them"
    for one in (record(MESSAGE), record("%s", MESSAGE), record(error=raised()), record(stack_info=MESSAGE)):
        assert private(form.format(one)) == []
        assert "said" in form.format(one) or "Planted" in form.format(one) or "…@example.com" in form.format(one)


def test_added_fields_are_redacted_and_objects_are_left_out():
    class Held:
        def __repr__(self):
            return MESSAGE

    found = line(
        text=MESSAGE, status=200, share=0.5, is_on=True, nothing=None, held=Held(), listed=[MESSAGE], named={"a": MESSAGE},
        password="short", csrf_token="short", email="nobody", pin_of_token=1234,
    )  # fmt: skip
    assert private(json.dumps(found)) == []
    assert (found["status"], found["share"], found["is_on"]) == (200, 0.5, True)
    assert not {"nothing", "held", "listed", "named", "pin_of_token"} & set(found)
    assert "short" not in json.dumps(found)
    assert found["email"] == "…"


def test_every_number_is_one_that_json_has():
    """Programs that search logs refuse a line with ``NaN`` or ``Infinity``."""
    text = JsonFormatter().format(record(share=math.nan, most=math.inf, least=-math.inf, seconds=0.25))
    found = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} isn't JSON"))
    assert (found["share"], found["most"], found["least"], found["seconds"]) == ("nan", "inf", "-inf", 0.25)


def test_a_number_that_is_too_large_costs_no_line():
    assert "most" not in line(most=10**5000)
    assert line(most=2**62, least=-(2**62), flags=True)["most"] == 2**62


class Unspeakable:
    def __str__(self):
        raise ValueError(MESSAGE)

    __repr__ = __str__


@pytest.mark.parametrize("form", [JsonFormatter(), RedactingFormatter("%(message)s")])
@pytest.mark.parametrize("arguments", [("%d", MESSAGE), ("%s %s", MESSAGE), ("%s", Unspeakable()), (Unspeakable(),)])
def test_what_does_not_fit_a_line_is_not_printed_beside_the_log(form, arguments, capsys):
    """As Python does for a mistake in a call, ours or a library's: the message, the arguments and all."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(form)
    handler.handle(record(*arguments))
    said = capsys.readouterr()
    assert private(said.out + said.err) == []
    assert said.err == ""
    assert "arguments that don't fit" in said.out


def test_added_fields_take_no_other_place():
    found = line("true", time="x", level="x", logger="x")
    assert (found["message"], found["level"], found["logger"]) == ("true", "ERROR", "a.logger")


def test_what_runs_is_named_in_both_forms():
    with working(Work("0123456789abcdef0123456789abcdef", task_id="7f3c", task="mail.tasks.send")):
        found = line()
        plain = RedactingFormatter("%(message)s").format(record())
    assert (found["request_id"], found["task_id"], found["task"]) == (
        "0123456789abcdef0123456789abcdef",
        "7f3c",
        "mail.tasks.send",
    )
    assert plain == "said [request 0123456789abcdef0123456789abcdef]"
    assert "request_id" not in line()


def test_an_error_has_its_type_place_and_traceback():
    error = line(error=raised())["error"]
    assert error["type"] == "ValueError"
    assert "test_json_logs.py:" in error["place"]
    assert error["traceback"].startswith("Traceback (most recent call last):\n")


def test_a_line_can_not_be_forged_or_endless():
    assert line('one\n{"level": "INFO"}\r\u2028')["message"].count("\n") == 1
    assert len(line("word " * 10_000)["message"]) <= MOST + 1


def test_plain_sentences_stay_as_they_are():
    for text in (
        "the token expired",
        "KeyError: 'token'",
        "Valkey at 10.0.0.1:6379 does not answer",
        "550 5.1.1 no such user",
    ):
        assert redacted(text) == text


@pytest.mark.parametrize(
    "text",
    ["password=hunter2-horse", '"password": "hunter2-horse"', "PASSWORD: hunter2-horse", "{'new_password': 'hunter2-horse'}",
     "Cookie: hunter2-horse", "Authorization: Basic hunter2-horse", "?token=hunter2-horse&x=1",
     'invalid input syntax for type integer: "hunter2-horse"', "LINE 1: SELECT 'hunter2-horse'", "DETAIL:  Failing row contains (hunter2-horse)."],
)  # fmt: skip
def test_what_a_name_announces_is_left_out(text):
    assert "hunter2" not in redacted(text)


def test_a_value_of_several_lines_is_left_out_whole_and_what_follows_it_stays():
    said = (
        "null value in column\nDETAIL:  Failing row contains (1, Grace\n\nHopper, 12 Main Street).\nHINT: a hint\n"
        "CONTEXT: SQL\nHopper\n\nThe above exception was the direct cause\n\nTraceback (most recent call last):\n  File x"
    )
    assert redacted(said) == (
        "null value in column\nDETAIL: …\nHINT: a hint\nCONTEXT: …\nThe above exception was the direct cause\n\n"
        "Traceback (most recent call last):\n  File x"
    )


@pytest.mark.parametrize(
    "address", ["sentinel://:{}@h1:26379,h2:26379/0", "sentinels://:{}@h1/0", "smtp+tls://user:{}@host:587"]
)
def test_addresses_of_servers_are_left_out_however_long_their_passwords_are(address):
    assert redacted(f"No answer of {address.format('p' * 80)}") == "No answer of [link]"


def test_the_shape_of_a_query_has_no_values():
    sql = """SELECT "a1"."b" FROM x WHERE id IN (%s, %s, %s) AND name = 'Ada''s' AND t = $q$Ada$q$ AND n > 12.5 LIMIT 21"""
    assert shape(sql) == 'SELECT "a1"."b" FROM x WHERE id IN (…) AND name = ? AND t = ? AND n > ? LIMIT ?'
    assert len(shape("SELECT " + "a, " * 5_000)) <= 1_001


# --- Error reports


def test_a_report_has_only_what_is_known_to_be_about_code():
    span = {"span_id": "1", "op": "db", "description": "SELECT 'Ada'", "data": {"x": MESSAGE}}
    event = {
        "event_id": "e", "level": "error", "request": {"url": MESSAGE, "cookies": {}}, "user": {"id": 7}, "extra": {"a": MESSAGE},
        "breadcrumbs": {"values": [MESSAGE]}, "modules": {"x": "1"}, "transaction": MESSAGE, "contexts": {"trace": {"trace_id": "t", "data": MESSAGE}, "device": MESSAGE},
        "logentry": {"message": "%s", "formatted": MESSAGE, "params": [MESSAGE]},
        "exception": {"values": [{"type": "E", "value": MESSAGE, "stacktrace": {"frames": [{"function": "f", "lineno": 3, "vars": {"a": MESSAGE}}]}}]},
        "spans": [span], "a field of a later version": MESSAGE,
    }  # fmt: skip
    found = _cleaned(event)
    assert set(found) == {"event_id", "level", "logentry", "exception", "spans", "contexts"}
    assert private(json.dumps(found)) == []
    assert found["exception"]["values"][0]["stacktrace"]["frames"] == [{"function": "f", "lineno": 3}]
    assert found["spans"] == [{"span_id": "1", "op": "db", "description": "SELECT ?"}]


def test_a_storm_of_errors_is_cut():
    now = [0.0]
    limit = RateLimit(3, clock=lambda: now[0])
    assert [limit.passes() for _ in range(5)] == [True, True, True, False, False]
    now[0] = 61
    assert limit.passes()


def test_it_is_the_sdk_that_is_imported():
    assert "sentry_sdk" in sys.modules  # by this file, so that the test of a process without it means something


# A worker of the web server is a process like this one: it ends without what the main process does at its end.
WORKER = """
import logging, multiprocessing

def work():
    from toolkit import error_reports
    error_reports.start(dsn={dsn!r}, environment="test", release="1", traces_percent=0)
    logging.getLogger("a.logger").error("the last words")

if __name__ == "__main__":
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
"""


def test_what_a_worker_reports_at_its_end_arrives():
    server = ErrorServer()
    try:
        subprocess.run([sys.executable, "-c", WORKER.format(dsn=server.dsn)], check=True, cwd=BASE)
        assert [one["logentry"]["formatted"] for one in server.reports] == ["the last words"]
    finally:
        server.close()
