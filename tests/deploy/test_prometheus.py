"""Prometheus' configuration and alert rules, checked by promtool, and Grafana's dashboard. Each metric that they name exists."""

import json
import re
import shutil
import subprocess
from collections import Counter
from types import SimpleNamespace

import pytest
from django.conf import settings
from prometheus_client import values
from prometheus_client.metrics import MetricWrapperBase

from alerts.health import Health, Queue, Waiting
from operations.backups.status import BackupStatus
from operations.metrics import figures
from tests.deploy.programs import needed
from toolkit import metrics

BASE = settings.BASE_DIR
PROMETHEUS = BASE / "deploy" / "prometheus"
FILES = ("prometheus.yml", "alerts.yml")
DASHBOARD = json.loads((BASE / "deploy" / "grafana" / "dashboard.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = [target["expr"] for panel in PANELS for target in panel["targets"]]
RULES = (PROMETHEUS / "alerts.yml").read_text()
PAGE = (BASE / "docs" / "operations" / "watching.md").read_text()


@pytest.fixture
def folder(tmp_path):
    for name in FILES:
        shutil.copy(PROMETHEUS / name, tmp_path)
    shutil.copy(BASE / "tests" / "deploy" / "alerts_test.yml", tmp_path)
    return tmp_path


def promtool(folder, *arguments):
    done = subprocess.run([needed("promtool"), *arguments], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_configuration_is_one(folder):
    promtool(folder, "check", "config", "--syntax-only", "prometheus.yml")


def test_the_rules_are_valid_and_fire_when_they_should(folder):
    promtool(folder, "check", "rules", "alerts.yml")
    promtool(folder, "test", "rules", "alerts_test.yml")


def test_every_query_of_the_dashboard_is_valid(folder):
    variables = {"$__rate_interval": "5m", "$instance": ".*"}
    rules = []
    for number, query in enumerate(QUERIES):
        for name, value in variables.items():
            query = query.replace(name, value)
        assert "$" not in query
        rules.append({"record": f"query:{number}", "expr": query})
    (folder / "queries.yml").write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    promtool(folder, "check", "rules", "queries.yml")


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """The names of all series that /metrics can print, and their labels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(values, "ValueClass", values.ValueClass)
        patch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
        counted = metrics.Instruments(tmp_path_factory.mktemp("metrics"))
    found = {}
    for metric in (one for one in vars(counted).values() if isinstance(one, MetricWrapperBase)):
        for family in metric.describe():
            kinds = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"]}.get(family.type, [""])
            for ending in kinds:
                found[family.name + ending] = {*metric._labelnames, "le"}
    one = SimpleNamespace(key="accounts", waiting=0, oldest=None, failed=0)
    gauges = [
        *figures.alert_metrics(Health(0, 0, 0, 0, 0, None, 0.0, None, "")),
        *figures.notification_metrics(Waiting(0, None)),
        *figures.email_metrics([one, Queue("billing", "", 0, None, 0, ())]),
        *figures.backup_metrics(BackupStatus(True, None, None, 0, "")),
    ]
    found |= {name: set() for name, _means, _value in gauges}
    source = (BASE / "operations" / "metrics" / "figures.py").read_text()
    return found | {name: set() for name in re.findall(r'"(jobboard_[a-z0-9_]+)"', source)}


@pytest.mark.parametrize("text", [RULES, *QUERIES], ids=lambda text: text[:40])
def test_every_metric_exists(printed, text):
    named = set(re.findall(r"\bjobboard_\w+", text))
    assert named or "up{" in text
    assert named <= set(printed)


def test_labels_exist(printed):
    of_prometheus = {"instance", "job"}
    for text in (RULES, *QUERIES):
        for name, labels in re.findall(r"(jobboard_\w+)\{([^}]*)\}", text):
            assert set(re.findall(r"(\w+)(?:=|!=|=~)\"", labels)) <= printed[name] | of_prometheus


def test_the_dashboard_is_a_whole_one():
    assert DASHBOARD["schemaVersion"] >= 39
    assert len(PANELS) >= 20
    ids = Counter(panel["id"] for panel in DASHBOARD["panels"])
    assert set(ids.values()) == {1}
    taken = Counter(
        (column, line)
        for panel in DASHBOARD["panels"]
        for column in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for line in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    )
    assert set(taken.values()) == {1}, "panels overlap"
    assert max(column for column, _line in taken) < 24
    variables = {variable["name"] for variable in DASHBOARD["templating"]["list"]}
    assert variables == {"source", "instance"}
    for panel in PANELS:
        assert panel["title"]
        assert panel["datasource"]["uid"] == "${source}"


def test_every_alert_is_explained():
    alerts = re.findall(r"- alert: (\w+)", RULES)
    assert len(alerts) >= 15
    assert [alert for alert in alerts if f"| `{alert}` |" not in PAGE] == []
