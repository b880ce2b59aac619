"""Local mode gives a process what the settings need, and takes nothing that somebody set on purpose."""

import re
from pathlib import Path

from local.environment import SITE_VARIABLES, local_environment, missing_servers
from local.site import CHECKOUT, Site


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
    settings = (CHECKOUT / "jobboard" / "settings.py").read_text()
    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', settings))
    assert "SECRET_KEY" in read
    assert read <= SITE_VARIABLES
