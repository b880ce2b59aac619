"""All hosts together, as docs/operations/several-hosts.md describes them."""

import http.client
import json
import os
import secrets
import socket
import sys

from local.environment import SITE_VARIABLES, TEST_KEY, WEBHOOK_SECRET
from local.site import CHECKOUT
from tests.hosts import shares
from tests.hosts.engines import DATABASES, DEPLOY, SENTINELS, Etcd, Poolers, Postgres, Valkeys, start_haproxy
from tests.hosts.host import Host, until
from tests.hosts.internet import BUCKET, Internet
from tests.hosts.network import OUTSIDE_ADDRESS, SITE, Network
from tests.hosts.users import plain_environ, site_user
from tests.tables import loading

WEBS, WORKERS = ("web1", "web2"), ("work1", "work2")
NAMES = ("lb", *WEBS, *WORKERS, *DATABASES, *SENTINELS)
PYTHON = (sys.executable, "-X", "utf8")
THREADS = 8


class Lab:
    """``dump``: a file of SQL that makes the tables, instead of migrations; they take half of the start."""

    def __init__(self, folder, dump=None):
        self.folder, self.dump = folder, dump
        self.name = f"jobboard-lab-{secrets.token_hex(3)}"
        self.network = Network(NAMES)

    def __enter__(self):
        self.network.up(self.folder)
        self.hosts = {
            name: Host(name, address, lab=self.name, network=self.network, folder=self.folder)
            for name, address in self.network.addresses.items()
        }
        self.internet = Internet(self.folder)
        self.etcd = Etcd(self[SENTINELS])
        self.postgres = Postgres(self[DATABASES])
        self.valkeys = Valkeys(self[SENTINELS])
        self.poolers = Poolers(self.postgres)
        try:
            self._start()
        except BaseException:
            print(self.said(), flush=True)  # noqa: T201
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error):
        for host in self.hosts.values():
            host.end()
        for process in self.internet.processes:
            process.kill()
            process.wait()
        shares.remove(self.name)

    def __getitem__(self, name):
        """The host of this name, or those of several names."""
        return self.hosts[name] if isinstance(name, str) else [self.hosts[one] for one in name]

    def _start(self):
        self.internet.start()
        self.etcd.start()
        self.postgres.start()
        self.valkeys.start()
        self.postgres.make_database()
        self.valkeys.start_sentinels()
        self.internet.wait()
        self.environ = self._environ()
        for host in self[(*WEBS, *WORKERS)]:
            self.poolers.start(host)
        self._make_tables()
        if not os.environ.get("STATIC_ROOT"):
            self.manage("collectstatic", "--no-input", "--verbosity=0")
        self.jobs = self.ask_site("board")
        for name in WEBS:
            self.start_web(name)
        self.start_balancer()
        for name in WEBS:
            self.wait_for_web(name)
        self.postgres.wait()

    def _make_tables(self):
        if self.dump is None:
            self.migrate()
            return
        words = loading(self.dump, self.postgres.url(self.postgres.primary()))
        self["work1"].run(words, environ=plain_environ())

    # --- The site -------------------------------------------------------------------------------------------------------------

    def _environ(self):
        """The settings of a production site: nothing here is known to be a test."""
        inherited = {name: value for name, value in os.environ.items() if name not in SITE_VARIABLES}
        static = self.folder / "static"
        static.mkdir(mode=0o777)
        static.chmod(0o777)
        return inherited | {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "SITE_URL": f"https://{SITE}",
            "DATABASE_URL": f"postgresql://jobboard:{self.postgres.secrets['site']}@127.0.0.1:6432/jobboard",
            "DATABASE_POOLER": "transaction",
            "DATABASE_REPLICA_URL": f"postgresql://jobboard:{self.postgres.secrets['site']}@127.0.0.1:6432/jobboard_replica",
            "REDIS_URL": self.valkeys.url,
            "EMAIL_URL": "smtp://mail.example.net:25",
            "DEFAULT_FROM_EMAIL": "Wayfarer <jobs@example.org>",
            "STRIPE_SECRET_KEY": TEST_KEY,
            "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
            "MEMBER_FILES_BUCKET": BUCKET,
            "MEMBER_FILES_ENDPOINT": f"http://{OUTSIDE_ADDRESS}:9000",
            "MEMBER_FILES_REGION": "us-east-1",
            "MEMBER_FILES_ACCESS_KEY": "lab",
            "MEMBER_FILES_SECRET_KEY": "lab",
            "CLIENT_ADDRESS_HEADER": "Clientaddress",
            "CLIENT_SCHEME_HEADER": "Clientscheme",
            "STATIC_ROOT": os.environ.get("STATIC_ROOT") or str(static),
            "ALERT_DOUBT_SECONDS": "60",  # longer than a failover takes, as the half hour of production is
            "ALERT_SENDERS": "4",
            "API_NETWORK_MINUTE": "100000",
            "LOG_LEVEL": "WARNING",
            "HOME": "/nonexistent",
            "DJANGO_SETTINGS_MODULE": "jobboard.settings",
        }

    def manage(self, *words, host="work1", **more):
        """A command of manage.py; what it printed."""
        return self[host].run(
            [*PYTHON, "manage.py", *words], user=site_user(), environ=self.environ | more, folder=CHECKOUT
        )

    def migrate(self, folder=CHECKOUT):
        """Directly, as migrations need a session that a pooler doesn't give."""
        direct = {
            "DATABASE_URL": self.postgres.url(self.postgres.primary()),
            "DATABASE_POOLER": "",
            "DATABASE_REPLICA_URL": "",
        }
        words = [*PYTHON, "manage.py", "migrate", "--no-input", "--verbosity=0"]
        self["work1"].run(words, user=site_user(), environ=self.environ | direct, folder=folder)

    def script(self, *words, host="work1", **more):
        return self[host].run([*PYTHON, "-m", *words], user=site_user(), environ=self.environ | more, folder=CHECKOUT)

    def ask_site(self, *words):
        """What ``tests.hosts.data`` answers on a host."""
        return json.loads(self.script("tests.hosts.data", *words) or "null")

    def start_web(self, name, folder=CHECKOUT):
        listening = {"WEB_HOST": self[name].address, "WEB_WORKERS": "1", "WEB_THREADS": str(THREADS)}
        words = [*PYTHON, "-m", "operations.web"]
        self[name].start("web", words, user=site_user(), environ=self.environ | listening, folder=folder)

    def start_worker(self, name, folder=CHECKOUT):
        words = [
            *PYTHON,
            "-m",
            "celery",
            "-A",
            "jobboard",
            "worker",
            "--concurrency=2",
            "--without-gossip",
            "--without-mingle",
            "--loglevel=WARNING",
        ]
        self[name].start("worker", words, user=site_user(), environ=self.environ, folder=folder)

    def start_beat(self, name):
        schedule = self[name].place("beat", owner=site_user()) / "schedule"
        words = [*PYTHON, "-m", "celery", "-A", "jobboard", "beat", f"--schedule={schedule}", "--loglevel=WARNING"]
        self[name].start("beat", words, user=site_user(), environ=self.environ, folder=CHECKOUT)

    def start_balancer(self):
        environ = {name.upper(): f"{self[name].address}:8000" for name in WEBS} | {
            "SITE_HOST": SITE,
            "CERTIFICATE": str(self.internet.certificates.pem(SITE)),
            "ADMIN_SOCKET": str(self["lb"].folder / "admin.sock"),
        }
        start_haproxy(self["lb"], "haproxy", DEPLOY / "haproxy.cfg", environ)
        until((self["lb"].folder / "admin.sock").exists, "the balancer")

    def ready(self, name):
        """Status and text of a web server's own health check; 0: it doesn't answer."""
        connection = http.client.HTTPConnection(self[name].address, 8000, timeout=15)
        try:
            connection.request("GET", "/health/ready", headers={"Host": SITE})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except OSError as error:
            return 0, repr(error)
        finally:
            connection.close()

    # --- The balancer ---------------------------------------------------------------------------------------------------------

    def wait_for_web(self, name, seconds=90):
        """Until the balancer sends requests there."""
        until(lambda: self.balanced(name)["status"] == "UP", f"{name} in the balancer", seconds)

    def balanced(self, name):
        """What the balancer thinks of a web server: its ``status``, and its requests ``under_way``."""
        header, *rows = (line.split(",") for line in self.tell_balancer("show stat").splitlines() if line)
        found = [dict(zip(header, row, strict=False)) for row in rows]
        rows = [row for row in found if row["svname"] == name]
        status = next(row["status"].split()[0] for row in rows if row["# pxname"] == "ready")
        return {"status": status, "under_way": sum(int(row["scur"]) for row in rows)}

    def tell_balancer(self, command):
        """What its admin socket answers."""
        with socket.socket(socket.AF_UNIX) as admin:
            admin.settimeout(5)
            admin.connect(str(self["lb"].folder / "admin.sock"))
            admin.sendall(f"{command}\n".encode())
            return admin.makefile().read().strip()

    def use_webs(self, *names):
        """The balancer sends requests to these only."""
        for name in WEBS:
            self.tell_balancer(f"set server ready/{name} state {'ready' if name in names else 'maint'}")
        for name in names:
            self.wait_for_web(name)

    def said(self):
        """The last words of everything, for a run that fails."""
        return "\n".join(host.said(program) for host in self.hosts.values() for program in host.recipes)
