"""What docs/operations/README.md tells people to type fits the files that it names, and its settings start the site."""

import re
import subprocess
import sys
from pathlib import Path

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


@pytest.fixture
def release(tmp_path):
    """A folder with deploy/jobboard, a file of settings, and a manage.py that says what it was given."""
    settings_file = tmp_path / "jobboard.env"
    start = tmp_path / "deploy" / "jobboard"
    start.parent.mkdir()
    start.write_text((BASE / "deploy" / "jobboard").read_text().replace("/etc/jobboard.env", str(settings_file)))
    start.chmod(0o755)
    settings_file.write_text(
        "# SITE_URL=no\nSECRET_KEY=s\nDEFAULT_FROM_EMAIL=Us <us@example.org>\nDATABASE_URL=a\nDATABASE_POOLER=transaction\n"
    )
    names = "SITE_URL", "DEFAULT_FROM_EMAIL", "DATABASE_URL", "DATABASE_POOLER"
    (tmp_path / "manage.py").write_text(
        f"import os, sys\nprint(sys.argv[1:], *(os.environ.get(name) for name in {names}), sep='|')\n"
    )

    def run(*words, **environment):
        path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
        done = subprocess.run([start, *words], env={"PATH": path, **environment}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    run.folder = tmp_path
    return run


def test_commands_take_the_settings_of_the_units_unless_the_caller_has_others(release):
    assert release("doctor", "--quiet") == "['doctor', '--quiet']|None|Us <us@example.org>|a|transaction"
    direct = {"DATABASE_URL": "b", "DATABASE_POOLER": ""}
    assert release("migrate", **direct) == "['release']|None|Us <us@example.org>|b|"
    assert release("doctor", SECRET_KEY="of a container") == "['doctor']|None|None|None|None"


def test_static_files_of_an_image_join_those_of_the_releases_before(release):
    for folder, name in (("staticfiles", "new.css"), ("volume", "old.css")):
        (release.folder / folder).mkdir()
        (release.folder / folder / name).touch()
    release("migrate", STATIC_ROOT=f"{release.folder}/staticfiles")  # an image without a volume
    release("migrate", STATIC_ROOT=f"{release.folder}/volume")
    assert sorted(path.name for path in (release.folder / "volume").iterdir()) == ["new.css", "old.css"]


def test_services_of_compose_that_are_typed_exist():
    services = yaml.safe_load((BASE / "deploy" / "compose.yaml").read_text())["services"]
    named = re.findall(r"docker compose exec (\w+)", WITH)
    assert len(named) >= 4
    assert set(named) <= set(services)


@pytest.mark.parametrize("setting", ["SITE_HOST", "REQUEST_BUFFERS"])
def test_the_proxy_reads_what_is_typed(setting):
    assert f"{setting}=" in typed(WITHOUT)
    assert f"{{${setting}" in (BASE / "deploy" / "Caddyfile").read_text()
