"""What docs/operations/README.md tells people to type fits the files that it names, and its settings start the site."""

import re
import subprocess
import sys

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

BASE = settings.BASE_DIR
PAGE = (BASE / "docs" / "operations" / "README.md").read_text("utf-8")
WITH, WITHOUT = (
    PAGE[PAGE.index(f"## One server {which} containers") :].split("\n## ")[0] + "\n"
    for which in ("with", "without")
)  # fmt: skip


def typed(part):
    return "".join(re.findall(r"```sh\n(.*?)```", part, re.DOTALL))


def test_the_settings_that_are_typed_start_the_site():
    """The page's own lines make the file."""
    lines = re.search(r"^cat > /etc/jobboard\.env <<END\n(.*?)^END\n", WITHOUT, re.MULTILINE | re.DOTALL)[0]
    asked = {"HOST": "jobs.example.com", "EMAIL": "smtp+tls://a:b@mail.example.com:587", "STRIPE": "sk_test_0123456789", "WEBHOOK": "whsec_0123456789"}  # fmt: skip
    assert re.findall(r"^([A-Z]+)=", typed(WITHOUT).split("apt-get")[0], re.MULTILINE) == list(asked)
    script = lines.replace(" > /etc/jobboard.env", "")
    made = subprocess.run(
        ["bash", "-euc", script], env={"PATH": f"{sys.prefix}/bin:/usr/bin:/bin", **asked}, capture_output=True, text=True, check=True
    )  # fmt: skip
    environment = dict(line.split("=", 1) for line in made.stdout.splitlines())
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        cwd=BASE, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    units = "".join(path.read_text() for path in (BASE / "deploy" / "systemd").glob("*.service"))
    for name in ("MEMBER_FILES_DIR", "STATIC_ROOT", "BACKUP_DIR"):
        assert f"{name}={environment[name]}" in units  # where units may write


def test_files_and_units_that_are_typed_exist():
    for path in re.findall(r"\bdeploy/[\w./-]+", typed(WITHOUT)):
        assert (BASE / path).exists(), path
    for path in re.findall(r"-r (\S+)", typed(WITHOUT)):
        assert (BASE / path).is_file(), path
    units = {path.name for path in (BASE / "deploy" / "systemd").iterdir()}
    named = re.findall(r"systemctl (?:start|restart|enable --now) (jobboard[\w.@-]*)", WITHOUT)
    assert len(named) >= 4
    assert {name if "." in name else f"{name}.service" for name in named} <= units


def test_commands_of_the_site_that_are_typed_exist():
    named = set(re.findall(r"(?:-- |exec \w+ )jobboard ([a-z_]+)", typed(WITH) + typed(WITHOUT)))
    assert {"doctor", "createsuperuser", "load_demo"} <= named <= set(get_commands())


def test_services_of_compose_that_are_typed_exist():
    services = yaml.safe_load((BASE / "deploy" / "compose.yaml").read_text())["services"]
    named = re.findall(r"docker compose exec (\w+)", WITH)
    assert len(named) >= 4
    assert set(named) <= set(services)


@pytest.mark.parametrize("setting", ["SITE_HOST", "REQUEST_BUFFERS"])
def test_the_proxy_reads_what_is_typed(setting):
    assert f"{setting}=" in typed(WITHOUT)
    assert f"{{${setting}" in (BASE / "deploy" / "Caddyfile").read_text()
