"""compose.yaml says what the compose specification allows, and fits the image, the Caddyfile and .env.example."""

import json
import re
import shlex
import subprocess
import sys

import jsonschema
import pytest
import yaml
from django.conf import settings

DEPLOY = settings.BASE_DIR / "deploy"
TEXT = (DEPLOY / "compose.yaml").read_text()
SERVICES = yaml.safe_load(TEXT)["services"]
SITE = ("migrate", "web", "worker", "beat", "backups")  # what runs in our image
# Of the compose specification: github.com/compose-spec/compose-spec, Apache 2.0.
SCHEMA = json.loads((settings.BASE_DIR / "tests" / "deploy" / "compose-spec.json").read_text())
LINES = (DEPLOY / ".env.example").read_text().splitlines()
EXAMPLE = dict(line.split("=", 1) for line in LINES if line and not line.startswith("#"))
# What an operator copies from Stripe's dashboard, and knows.
COPIED = {"STRIPE_SECRET_KEY": "sk_test_0123456789", "STRIPE_WEBHOOK_SECRETS": "whsec_0123456789"}
KNOWN = {"OPERATOR_NAME": "Us", "OPERATOR_ADDRESS": "1 Street, Town"}


def interpolated(text, variables):
    """What compose makes of ``${NAME:?}``."""
    return re.sub(r"\$\{([A-Z_]+)(?::\?)?\}", lambda found: variables[found[1]], text)


def made():
    """The example's values with its gaps filled in by the commands above them."""
    values, command = {}, None
    for line in LINES:
        if line.startswith("# make: "):
            command = shlex.split(line.removeprefix("# make: "))
        elif line and not line.startswith("#"):
            name, value = line.split("=", 1)
            if not value and command:
                assert command[0] == "python3"
                value = subprocess.run(
                    [sys.executable, *command[1:]], capture_output=True, text=True, check=True
                ).stdout.strip()
            values[name], command = value or {**COPIED, **KNOWN}[name], None
    return values


def test_it_is_what_the_specification_allows():
    problems = jsonschema.Draft7Validator(SCHEMA).iter_errors(yaml.safe_load(TEXT))
    assert [(list(one.absolute_path), one.message) for one in problems] == []


def test_it_needs_the_variables_of_the_example_and_names_them_if_they_are_missing():
    named = set(re.findall(r"\$\{([A-Z_]+):\?\}", TEXT))
    assert re.findall(r"(?<!\$)\$(?!\{[A-Z_]+:\?\})[\w{]+", TEXT) == []  # each without a value is an error
    assert named <= set(EXAMPLE)
    start = (DEPLOY / "jobboard").read_text()
    settings_read = "".join(path.read_text() for path in settings.BASE_DIR.glob("*/*settings.py"))
    settings_read += (settings.BASE_DIR / "operations" / "web.py").read_text()
    for name in set(EXAMPLE) - named:  # they reach the site by env_file
        assert f'"{name}"' in settings_read or f"${{{name}:-" in start, name


def test_every_service_is_limited_comes_back_and_has_no_rights_it_does_not_need():
    for name, service in SERVICES.items():
        assert service["restart"] == ("on-failure:3" if name == "migrate" else "unless-stopped"), name
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        assert service["cpus"], name
        assert service["tmpfs"][0].startswith("/tmp:size="), name  # noqa: S108 - a container's own
        assert "healthcheck" in service, name
        assert not {"privileged", "network_mode", "pid"} & set(service), name
    assert {name for name, service in SERVICES.items() if "cap_add" in service} == {"caddy", "postgres"}
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"caddy"}
    for name in ("postgres", "valkey", "cache"):
        assert SERVICES[name]["networks"] == ["inside"], name


def test_images_have_versions():
    for name, service in SERVICES.items():
        if name in SITE:
            assert service["image"] == "jobboard:${VERSION:?}"
            assert service["build"]["context"] == ".."
            assert (DEPLOY.parent / service["build"]["dockerfile"]).is_file()
        else:
            assert re.fullmatch(r"docker\.io/\w+/\w+:\d+(\.\d+)?-\w+", service["image"]), name


def test_commands_are_those_of_the_image():
    known = set(re.findall(r"^(\w+)\)$", (DEPLOY / "jobboard").read_text(), re.MULTILINE))
    assert {service["command"][0] for name, service in SERVICES.items() if name in SITE} == set(SITE) <= known
    for name in SITE:
        check = SERVICES[name]["healthcheck"]
        assert check.get("disable") or check["test"][:3] == ["CMD", "jobboard", "healthy"]


def test_processes_wait_for_the_database_to_be_prepared():
    for name in set(SITE) - {"migrate"}:
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}
    for name in SITE:
        assert {"postgres", "valkey", "cache"} <= set(SERVICES[name]["depends_on"])


def test_what_is_mounted_exists():
    """Files of ours, folders of the image, and volumes that are declared."""
    made_in_image = (DEPLOY / "Containerfile").read_text()
    volumes = yaml.safe_load(TEXT)["volumes"]
    for name, service in SERVICES.items():
        for mount in service.get("volumes", []):
            source, target = re.sub(r":ro$", "", mount).rsplit(":", 1)
            if source.startswith("./"):
                assert (DEPLOY / source).is_file(), mount
            elif not source.startswith("${"):
                assert source in volumes, mount
            if name in SITE:
                assert f" {target}" in made_in_image, mount


def test_the_proxy_is_given_what_its_file_asks_for():
    asked = set(re.findall(r"\{\$([A-Z_]+)[:}]", (DEPLOY / "Caddyfile").read_text()))
    assert set(SERVICES["caddy"]["environment"]) <= asked
    assert {"SITE_HOST", "WEB"} <= set(SERVICES["caddy"]["environment"])
    sets = re.findall(r"header_up (Client\w+)", (DEPLOY / "Caddyfile").read_text())
    given = SERVICES["web"]["environment"]
    assert sorted(sets) == [given["CLIENT_ADDRESS_HEADER"], given["CLIENT_SCHEME_HEADER"]]


def test_tasks_are_never_evicted():
    words = " ".join(SERVICES["valkey"]["command"])
    assert "--maxmemory-policy noeviction" in words
    assert SERVICES["web"]["environment"]["REDIS_URL"].startswith("redis://valkey:")
    assert SERVICES["web"]["environment"]["CACHE_URL"].startswith("redis://cache:")


def connections(values):
    return int(values["WEB_WORKERS"]) * int(values["WEB_THREADS"]) + int(values["WORKER_PROCESSES"])


def test_the_database_has_connections_for_all_processes():
    allowed = int(re.search(r"max_connections=(\d+)", TEXT)[1])
    assert connections(EXAMPLE) <= allowed / 2  # one release beside the next, backups, and a person


def checked(**changes):
    """The real settings with the example's values, as a container of the web server gets them."""
    values = {**made(), **changes}
    given = {name: interpolated(value, values) for name, value in SERVICES["web"]["environment"].items()}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        cwd=settings.BASE_DIR, env={"PATH": "/usr/bin:/bin", **values, **given}, capture_output=True, text=True,
    )  # fmt: skip


def test_the_example_filled_in_as_it_says_is_a_site_that_starts():
    done = checked()
    assert done.returncode == 0, done.stderr
    for name in SITE:
        assert SERVICES[name]["environment"] == SERVICES["web"]["environment"], name


def test_what_the_example_makes_is_another_value_each_time():
    first, second = made(), made()
    assert {name for name in first if first[name] != second[name]} == {
        "SECRET_KEY",
        "MFA_ENCRYPTION_KEYS",
        "METRICS_TOKEN",
        "POSTGRES_PASSWORD",
    }


@pytest.mark.parametrize("name", sorted(COPIED))
def test_a_value_that_was_left_empty_is_named(name):
    done = checked(**{name: ""})
    assert done.returncode == 1
    assert f"{name} is not set" in done.stderr
