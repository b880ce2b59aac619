"""A machine of its own for units: systemd as process 1 of new namespaces, with a copy of the code at /srv/jobboard.

Only our units and a few empty targets exist there, so nothing of the machine that the tests run on is started or changed. The
network is shared.
"""

import contextlib
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from .behind import copied_code

CGROUPS = Path("/sys/fs/cgroup")
UNITS = settings.BASE_DIR / "deploy" / "systemd"
CONTROLLERS = ("memory", "pids", "cpu")
TARGETS = ("sysinit", "basic", "shutdown", "network-online", "multi-user", "timers", "umount", "final")
USER_ID = 64_777
BOOT = r"""
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run && mkdir /run/units /run/none /run/logs
mount -t tmpfs tmpfs /srv && mkdir /srv/jobboard
mount -t tmpfs tmpfs /var/lib
mount -t tmpfs tmpfs /var/backups && install -d -o {user} -g {user} -m 700 /var/backups/jobboard
{reach_python}
mount --bind {code} /srv/jobboard
mkdir -p /srv/jobboard/.venv/bin /srv/jobboard/.venv/lib/{version}/site-packages
ln -s {python}/bin/{version} /srv/jobboard/.venv/bin/python
echo "home = {python}/bin" > /srv/jobboard/.venv/pyvenv.cfg
mount --bind {packages} /srv/jobboard/.venv/lib/{version}/site-packages
chmod 755 /srv/jobboard
for file in passwd group machine-id; do cp /etc/$file /run/$file; done
echo "jobboard:x:{user}:{user}::/nonexistent:/usr/sbin/nologin" >> /run/passwd
echo "jobboard:x:{user}:" >> /run/group
for file in passwd group machine-id; do mount --bind /run/$file /etc/$file; done
mkdir -p /var/lib/jobboard && cp -r {static} /var/lib/jobboard/static && chown -R {user}:{user} /var/lib/jobboard/static
touch /run/environment && mount --bind {environment} /run/environment
cp {units}/* /run/units/
for target in {targets}; do printf '[Unit]\nDefaultDependencies=no\n' > /run/units/$target.target; done
# The rest of it takes minutes; it's tried elsewhere.
sed -i -e '/ExecStart=.*collectstatic/d' -e 's/manage.py release$/& --no-figures/' /run/units/jobboard-migrate.service
for unit in /run/units/*.service; do
    mkdir $unit.d
    printf '[Service]\nEnvironmentFile=\nEnvironmentFile=/run/environment\nStandardOutput=append:/run/logs/all\nStandardError=inherit\n' > $unit.d/test.conf
done
umount -R /sys/fs/cgroup
mount -t tmpfs tmpfs /sys/fs/cgroup
mkdir /sys/fs/cgroup/systemd && mount -t cgroup -o none,name=systemd,xattr cgroup /sys/fs/cgroup/systemd
for one in {controllers}; do mkdir /sys/fs/cgroup/$one && mount -t cgroup -o $one cgroup /sys/fs/cgroup/$one; done
mount -t tmpfs tmpfs /tmp && mount -t tmpfs tmpfs /var/tmp && chmod 1777 /tmp /var/tmp
export container=other SYSTEMD_UNIT_PATH=/run/units SYSTEMD_GENERATOR_PATH=/run/none SYSTEMD_ENVIRONMENT_GENERATOR_PATH=/run/none
exec /lib/systemd/systemd --system --unit=multi-user.target --show-status=0
"""

# ProtectHome hides /root and /home from services, and a Python there may need its library, which comes from the path that the
# system's one has.
REACH_PYTHON = r"""
mount -t tmpfs tmpfs /opt && mkdir /opt/python && mount --bind {prefix} /opt/python
for library in /opt/python/lib/libpython3*.so.1.0; do
    known=$(ldconfig -p | sed -n "s|.*$(basename $library) .*=> ||p" | head -n 1)
    [ -z "$known" ] || mount --bind $library $known
done
"""


def own_cgroups():
    """New groups, below those that this process is in, for all that the machine will run; by controller."""
    made = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        name = controllers.removeprefix("name=")
        if name in (*CONTROLLERS, "systemd"):
            made[name] = CGROUPS / name / path.lstrip("/") / f"jobboard-test-{os.getpid()}"
            made[name].mkdir(exist_ok=True)
    return made


def remove(folder):
    """Removes a group once what was in it has ended."""
    deadline = time.monotonic() + 10
    while folder.exists() and time.monotonic() < deadline:
        for path, _, _ in os.walk(folder, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(path)
        time.sleep(0.02)


class Machine:
    """A running systemd. ``environment`` is what `/etc/jobboard.env` would hold."""

    def __init__(self, stack, folder, environment):
        self.log = folder / "boot.log"
        self.settings = environment
        self.code = copied_code(folder / "code")
        self.environment = folder / "environment"
        lines = [f'{name}="{value}"' for name, value in environment.items()]
        self.environment.write_text("\n".join(lines) + "\n")
        groups = own_cgroups()
        for group in groups.values():
            stack.callback(remove, group)
        enter = "".join(f"echo $$ > {group}/cgroup.procs\n" for group in groups.values())
        namespaces = [
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "--uts",
            "--ipc",
            "--cgroup",
        ]
        script = f"set -e\n{enter}exec {shlex.join([*namespaces, 'bash', '-c', self._boot()])}"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(["bash", "-c", script], stdout=log, stderr=log, start_new_session=True)
        stack.callback(self.process.wait)
        stack.callback(self.process.kill)
        self.first = self._await_first()

    def _boot(self):
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        packages = Path(sys.prefix) / "lib" / version / "site-packages"
        hidden = sys.base_prefix.startswith(("/root/", "/home/"))
        return BOOT.format(
            reach_python=REACH_PYTHON.format(prefix=sys.base_prefix) if hidden else "",
            code=self.code, python="/opt/python" if hidden else sys.base_prefix, version=version, packages=packages, user=USER_ID, static=os.environ["STATIC_ROOT"],
            environment=self.environment, units=UNITS, targets=" ".join(TARGETS), controllers=" ".join(CONTROLLERS),
        )  # fmt: skip

    def _await_first(self):
        """The number of the machine's process 1, once it takes orders."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            for child in children.read_text().split():
                self.first = child
                if self.run("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded"):
                    return child
            time.sleep(0.1)
        raise AssertionError(f"systemd doesn't start: {self.log.read_text()}")

    def run(self, *command, check=True):
        inside = ["nsenter", "--target", str(self.first), "--mount", "--pid", "--uts", "--ipc", "--cgroup", *command]
        # In a session of its own: `kill 0` ends a whole group of processes, which was that of the tests.
        done = subprocess.run(
            inside, capture_output=True, text=True, timeout=120, check=False, cwd="/", start_new_session=True
        )
        assert not check or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}{self.logs()}"
        return done

    def write(self, path, text):
        """A file in the machine."""
        Path(f"/proc/{self.first}/root{path}").write_text(text)

    def systemctl(self, *words, check=True):
        return self.run("systemctl", *words, check=check).stdout.strip()

    def property(self, unit, name):
        return self.systemctl("show", "--property", name, "--value", unit)

    def logs(self):
        return self.run("sh", "-c", "tail -n 60 /run/logs/all 2>/dev/null", check=False).stdout
