"""Local mode gives a process what the settings need, and takes nothing that somebody set on purpose."""

import re
import subprocess
from pathlib import Path

from local.environment import SITE_VARIABLES, local_environment, missing_servers
from local.site import CHECKOUT, Site

from .support import PYTHON


def test_what_is_set_wins_and_what_is_empty_does_not(tmp_path: Path):
    given = {"SITE_URL": "http://localhost:9/", "DATABASE_URL": "postgresql://elsewhere/", "EMAIL_URL": "", "HOME": ""}
    made = local_environment(given, Site(tmp_path), {"REDIS_URL": "redis://here/"}, smtp_port=26)
    assert made["SITE_URL"] == "http://localhost:9/"
    assert made["DATABASE_URL"] == "postgresql://elsewhere/"
    assert made["REDIS_URL"] == "redis://here/"
    assert made["EMAIL_URL"] == "smtp://127.0.0.1:26"
    assert made["HOME"] == ""
    assert missing_servers(given) == ["REDIS_URL"]


def test_the_secret_key_is_private_long_and_stays(tmp_path: Path):
    first = local_environment({}, Site(tmp_path), {}, smtp_port=None)["SECRET_KEY"]
    assert len(first) >= 50
    assert local_environment({}, Site(tmp_path), {}, smtp_port=None)["SECRET_KEY"] == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_test_run_inherits_no_variable_that_the_settings_read():
    sources = "".join(path.read_text() for path in CHECKOUT.glob("*/*settings.py"))
    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', sources))
    assert {"SECRET_KEY", "MAILGUN_API_KEY", "MEMBER_FILES_DIR"} <= read
    assert read <= SITE_VARIABLES


def test_readme_and_example_name_every_variable():
    of_tests = {"CHROMIUM", "REQUIRE_BROWSER", "REQUIRE_PROGRAMS"}
    table = [line for line in (CHECKOUT / "README.md").read_text().splitlines() if line.startswith("| `")]
    documented = {name for line in table for name in re.findall(r"`([A-Z][A-Z_]+)`", line.split("|")[1])}
    example = re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE)
    assert documented == SITE_VARIABLES | of_tests
    assert sorted(example) == sorted(SITE_VARIABLES | of_tests)


def test_the_example_is_an_environment_that_starts():
    """With its gaps filled in, and nothing else changed."""
    lines = (CHECKOUT / ".env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    gaps = {
        "SECRET_KEY": "k" * 30 + "0123456789-abcdefghij",
        "STRIPE_SECRET_KEY": "sk_live_0",
        "STRIPE_WEBHOOK_SECRETS": "whsec_0",
    }
    assert {name for name, value in given.items() if not value} == set(gaps)
    done = subprocess.run(
        [*PYTHON, "-c", "import django.conf; django.conf.settings.SECRET_KEY"],
        cwd=CHECKOUT,
        env={**given, **gaps, "DJANGO_SETTINGS_MODULE": "jobboard.settings"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
