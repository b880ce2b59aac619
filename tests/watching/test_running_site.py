"""Log lines, error reports and metrics of a running site: web server with two processes, worker, beat and commands."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
import yaml
from django.conf import settings

from local.files import free_port
from tests.deploy.programs import needed
from tests.watching.failing import PERSON, SECRETS
from tests.watching.running import REQUEST_ID, TOKEN, Running

BASE = settings.BASE_DIR

# What a request carries; none of it may be repeated anywhere.
HEADERS = {
    "Cookie": f"sessionid={SECRETS['session']}; csrftoken=c1s2r3f4",
    "Authorization": f"Bearer {SECRETS['bearer']}",
    "User_Agent": "Netscape/9 of Ada",
    "X_Secret": SECRETS["access token"],
}
CARRIED = ("c1s2r3f4", "Netscape/9", "Brewster", "dbpass99")
BY_REQUEST = ("view", "template", "sql", "row")
pytestmark = pytest.mark.django_db  # the processes are on the database of the tests


@pytest.fixture(scope="module")
def site(django_db_setup, tmp_path_factory):
    with Running(tmp_path_factory.mktemp("watched")) as running:
        yield running


@pytest.fixture(scope="module")
def failed(site):
    """Answers to requests that fail, by kind. Each has secrets in every part."""
    answers = {}
    for kind in BY_REQUEST:
        path = f"/failing/{kind}/?email={SECRETS['email']}&token={SECRETS['access token']}"
        answers[kind] = site.ask(
            path,
            "POST",
            body=f"password={SECRETS['password']}&name={PERSON}",
            Requestid=f"{kind}-0123456789",
            **HEADERS,
        )
    return answers


def assert_no_secret(text):
    found = [secret for secret in (*SECRETS.values(), *CARRIED) if secret in text]
    assert not found


# --- Log lines and request ids


def test_a_request_is_one_line_with_its_route_and_no_address(site):
    status, headers, _text = site.ask("/about/?from=ada.lovelace@example.com", Requestid=REQUEST_ID)
    assert (status, headers["X-Request-ID"]) == (200, REQUEST_ID), site.said()
    line = site.line("web", logger="access", request_id=REQUEST_ID)
    assert (line["route"], line["method"], line["status"], line["level"]) == ("about", "GET", 200, "INFO")
    assert line["duration_ms"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    assert [one for one in site.lines("web") if one.get("request_id") == REQUEST_ID] == [line]
    assert "ada" not in str(line)


def test_a_kept_page_has_its_route_too(site):
    for request_id in ("first-0123", "second-0123"):
        assert site.ask("/privacy/", Requestid=request_id)[0] == 200
    line = site.line("web", logger="access", request_id="second-0123")
    assert (line["route"], line["page_cache"], line["queries"]) == ("privacy", "hit", 0)
    assert "page_cache" not in site.line("web", logger="access", request_id="first-0123")


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "with space 0123", "<script>alert(1)</script>", "ada@example.com", ""]
)
def test_an_id_of_another_form_is_replaced(site, given):
    _status, headers, _text = site.ask("/health/live", Requestid=given)
    assert re.fullmatch(r"[0-9a-f]{20}", headers["X-Request-ID"])


def test_the_page_of_an_error_shows_the_id_and_the_log_has_it(site, failed):
    status, headers, text = failed["view"]
    assert (status, headers["X-Request-ID"]) == (500, "view-0123456789")
    assert "<code>view-0123456789</code>" in text
    line = site.line("web", logger="django.request", request_id="view-0123456789")
    assert line["error"]["type"] == "RuntimeError"
    assert line["error"]["place"].startswith("RuntimeError in fail (watching/failing.py:")
    assert "in failing_view" in line["error"]["traceback"]


def test_no_log_line_has_a_secret(site, failed):
    site.ask("/send/", Requestid="for-the-log-0123")
    site.line("worker", request_id="for-the-log-0123", logger="celery.app.trace")
    for name in ("web", "worker"):
        assert_no_secret((site.folder / f"{name}.log").read_text())


def test_a_task_says_which_request_it_works_for(site):
    site.ask("/send/", Requestid="sends-a-task-0123")
    name = "tests.watching.failing.working_task"
    line = site.line("worker", request_id="sends-a-task-0123", logger="tasks", task=name, state="SUCCESS")
    assert re.fullmatch(r"[0-9a-f-]{36}", line["task_id"])
    assert line["queries"] == 1
    assert line["duration_ms"] >= 0
    began = site.line("worker", task_id=line["task_id"], message=f"{name} began")
    assert began["wait_ms"] < 10_000
    failing = site.line("worker", request_id="sends-a-task-0123", logger="tasks", state="FAILURE")
    assert failing["task"] == "tests.watching.failing.failing_task"


def test_a_slow_query_is_named_without_its_values(site):
    site.ask("/slow/", Requestid="is-slow-0123")
    line = site.line("web", logger="toolkit.query_watch", request_id="is-slow-0123")
    assert line["message"] == "Slow query: SELECT pg_sleep(?), %s, ?, ?"
    assert (line["route"], line["level"]) == ("slow", "WARNING")
    assert line["duration_ms"] > 200


# --- Error reports


@pytest.mark.parametrize("kind", BY_REQUEST)
def test_an_error_of_a_request_is_reported(site, failed, kind):
    report = site.report(request_id=f"{kind}-0123456789")
    assert (report["transaction"], report["release"], report["environment"]) == (f"failing-{kind}", "r1", "trial")
    assert report["exception"]["values"][-1]["stacktrace"]["frames"][-1]["lineno"] > 0
    assert set(report) & {"request", "user", "extra", "breadcrumbs", "modules"} == set()


def test_an_error_of_a_task_is_reported_with_its_request(site):
    site.ask("/send/", Requestid="fails-later-0123")
    report = site.report(request_id="fails-later-0123", task="tests.watching.failing.failing_task")
    assert report["exception"]["values"][-1]["type"] == "RuntimeError"


def test_an_error_of_beat_is_reported(site):
    site.until(lambda: any(one.get("logger") == "celery.beat" for one in list(site.errors.reports)), "beat's report")
    site.stop("beat")


def test_an_error_of_a_command_is_reported_and_the_command_ends_in_time_although_the_server_hangs(site):
    """The server takes the report and never answers."""
    site.errors.hangs = True
    code = "import time; from tests.watching.failing import fail; print(time.time(), flush=True); fail()"
    done = site.command("shell", "--no-imports", "-c", code)
    ended = time.time()
    site.errors.hangs = False
    assert done.returncode == 1
    assert ended - float(done.stdout.split()[0]) < 15, "it waits for two seconds, and not for the server"
    site.until(lambda: any("<string>" in str(one) for one in list(site.errors.reports)), "the command's report")


def test_no_report_has_a_secret(site, failed):
    for kind in BY_REQUEST:
        site.report(request_id=f"{kind}-0123456789")
    assert len(site.errors.raw) >= len(BY_REQUEST)
    for raw in site.errors.raw:
        assert_no_secret(raw.decode())


def test_a_server_that_hangs_holds_up_no_page(site):
    site.ask("/failing/view/")
    quick = timed(lambda: [site.ask("/failing/view/") for _ in range(10)])
    site.errors.hangs = True
    slow = timed(lambda: [site.ask("/failing/view/") for _ in range(10)])
    site.errors.hangs = False
    assert slow < 3 * quick + 1, "seconds for ten pages; a page that waited would take five"


def test_without_the_setting_the_sdk_is_not_imported(site):
    code = "import sys, jobboard.wsgi; print('sentry_sdk' in sys.modules)"
    done = site.command("shell", "--no-imports", "-c", code, SENTRY_DSN="")
    assert done.stdout.strip() == "False", done.stderr


def timed(act):
    began = time.monotonic()
    act()
    return time.monotonic() - began


# --- Metrics


def test_requests_of_all_processes_are_counted_by_route(site):
    name = "jobboard_http_request_duration_seconds_count"
    before = site.value(name, route="about", status="2xx"), site.value(name, status="5xx")
    for _ in range(20):
        site.ask("/about/")
    site.ask("/failing/sql/")
    assert site.value(name, route="about", status="2xx") == before[0] + 20
    assert site.value(name, status="5xx") == before[1] + 1
    assert site.value(name, route="about", page_cache="hit") >= 19
    assert site.value("jobboard_sql_queries_total", kind="route", name="failing-sql") >= 1
    assert site.value("jobboard_exceptions_total", name="failing-sql", type="DataError") >= 1
    assert site.value("jobboard_process_memory_bytes", role="web") > 20_000_000
    site.ask("/etc/passwd?a=b", "BREW")
    text = site.metrics()
    assert 'method="other"' in text
    assert "passwd" not in text


def test_requests_in_flight_are_counted_and_a_killed_process_leaves_none(site):
    """The page of metrics is one of them."""
    assert site.value("jobboard_http_requests_in_flight") == 1
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(site.ask, "/wait/")
        site.until(lambda: site.value("jobboard_http_requests_in_flight", port=site.worker_port) == 1, "the request")
        counted = site.value("jobboard_http_request_duration_seconds_count", port=site.worker_port)
        held = site.folder / "waiting"  # written by the view, a little after its request is counted
        site.until(lambda: held.exists() and held.read_text(), "the process that waits")
        os.kill(int(held.read_text()), signal.SIGKILL)
        assert waiting.result()[0] == 0
    site.until(lambda: site.ask("/health/live")[0] == 200, "a new process", 120)
    assert site.value("jobboard_http_requests_in_flight", port=site.worker_port) == 0
    assert site.value("jobboard_http_request_duration_seconds_count", port=site.worker_port) >= counted


def test_tasks_are_counted_and_the_worker_answers_too(site):
    site.ask("/send/", Requestid="is-counted-0123")
    site.line("worker", request_id="is-counted-0123", logger="tasks", state="SUCCESS")
    site.line("worker", request_id="is-counted-0123", logger="tasks", state="FAILURE")
    task = "tests.watching.failing.working_task"
    for port in (site.port, site.worker_port):
        assert site.value("jobboard_task_duration_seconds_count", port, task=task, state="SUCCESS") >= 1
        assert site.value("jobboard_task_duration_seconds_count", port, state="FAILURE") >= 1
        assert site.value("jobboard_task_wait_seconds_count", port, task=task) >= 1
        assert site.value("jobboard_sql_queries_total", port, kind="task", name=task) >= 1
        assert site.value("jobboard_process_memory_bytes", port, role="worker") > 20_000_000
    assert site.value("jobboard_source_up", source="broker") == 1


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer a-wrong-token-of-many"])
def test_the_worker_answers_nobody_without_the_token(site, shown):
    assert site.ask("/metrics", port=site.worker_port, Authorization=shown)[0] == 404


def test_the_real_prometheus_reads_the_site(site, tmp_path):
    """With the configuration of deploy/prometheus, at our address and more often."""
    config = yaml.safe_load((BASE / "deploy/prometheus/prometheus.yml").read_text())
    (tmp_path / "token").write_text(TOKEN)
    for job in config["scrape_configs"]:
        job["authorization"]["credentials_file"] = str(tmp_path / "token")
        job["scheme"] = "http"
    config["scrape_configs"][0]["static_configs"] = [{"targets": [f"127.0.0.1:{site.port}"]}]
    config["scrape_configs"][1]["static_configs"] = [{"targets": [f"127.0.0.1:{site.worker_port}"]}]
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s", "scrape_timeout": "1s"}
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(config))
    shutil.copy(BASE / "deploy/prometheus/alerts.yml", tmp_path)
    port = free_port(0)
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [needed("prometheus"), f"--config.file={tmp_path}/prometheus.yml", f"--storage.tsdb.path={tmp_path}/data", f"--web.listen-address=127.0.0.1:{port}"],
            stdout=log, stderr=log,
        )  # fmt: skip
    try:
        site.until(lambda: asked(site, port, 'sum(up{job=~"jobboard.*"})') == 2, (tmp_path / "log").read_text)
        assert asked(site, port, "sum(jobboard_http_request_duration_seconds_count)") > 10
        assert asked(site, port, "max(jobboard_database_connections_limit)") > 10
    finally:
        server.terminate()
        server.wait(20)


def asked(site, port, query):
    """The number that Prometheus answers, if it does."""
    status, _headers, text = site.ask(f"/api/v1/query?query={quote(query)}", port=port)
    found = json.loads(text)["data"]["result"] if status == 200 else []
    return float(found[0]["value"][1]) if found else None
