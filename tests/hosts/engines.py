"""The engines: etcd, Patroni with PostgreSQL, Valkey with its sentinels, PgBouncer, HAProxy. Each starts the real program with the
files of deploy/; what an operator would fill in is filled in here."""

import os
import secrets
import shutil
import urllib.error
import urllib.request

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from local.postgres import wheel_folder
from local.site import CHECKOUT
from local.valkey import Valkey
from tests.hosts.host import until
from tests.hosts.users import NOBODY, plain_environ, postgres_user

DEPLOY = CHECKOUT / "deploy"
ETCD, PATRONI, HAPROXY, PGBOUNCER = ("etcd", "patroni", "haproxy", "pgbouncer")
PROGRAMS = (ETCD, PATRONI, HAPROXY, PGBOUNCER, "ip", "setpriv", "unshare", "openssl")
SENTINELS = ("sentinel1", "sentinel2", "sentinel3")
DATABASES = ("db1", "db2")
REST = 8008  # Patroni's port


def found(program):
    """Where a program is, or None."""
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


class Etcd:
    """What Patroni keeps its lock in: three, so that one may be lost."""

    def __init__(self, hosts):
        self.hosts = hosts

    def start(self):
        peers = ",".join(f"{host.name}=http://{host.address}:2380" for host in self.hosts)
        for host in self.hosts:
            address = f"http://{host.address}"
            host.start(
                "etcd",
                [
                    found(ETCD), f"--name={host.name}", f"--data-dir={host.place('etcd')}", "--log-level=warn",
                    f"--listen-peer-urls={address}:2380", f"--initial-advertise-peer-urls={address}:2380",
                    f"--listen-client-urls={address}:2379", f"--advertise-client-urls={address}:2379",
                    f"--initial-cluster={peers}", "--initial-cluster-state=new", "--heartbeat-interval=300", "--election-timeout=3000",
                ],
                environ=plain_environ(),
            )  # fmt: skip


class Postgres:
    """Two servers, one of them primary; Patroni decides which."""

    def __init__(self, hosts):
        self.hosts = {host.name: host for host in hosts}
        self.secrets = {
            name: secrets.token_hex(12) for name in ("superuser", "replication", "rewind", "restapi", "site")
        }

    def start(self):
        """The first one is primary, the others copy it."""
        first, *others = self.hosts.values()
        self._start(first)
        until(self.primary, "a primary database", 90)
        for host in others:
            self._start(host)

    def _start(self, host):
        user = postgres_user()
        data = host.place("data", owner=user)
        environ = {**plain_environ(), **self.settings(host.name, data)}
        words = [found(PATRONI), DEPLOY / "postgres" / "patroni.yml"]
        host.start("patroni", words, user=user, environ=environ, folder=data)

    def settings(self, name, data):
        """deploy/postgres/patroni.env, filled in for the server of this name."""
        lines = (DEPLOY / "postgres" / "patroni.env").read_text().replace("db1", name).splitlines()
        settings = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        settings |= {
            "PATRONI_POSTGRESQL_BIN_DIR": str(wheel_folder()),
            "PATRONI_POSTGRESQL_DATA_DIR": str(data / "cluster"),
            "PATRONI_POSTGRESQL_PGPASS": str(data / "pgpass"),
        }
        for variable in settings:
            if variable.endswith("_PASSWORD"):
                settings[variable] = self.secrets[variable.split("_")[1].lower()]
        return settings

    def state(self, host, path):
        """Whether Patroni of a host says yes to ``/primary`` or ``/replica``."""
        try:
            with urllib.request.urlopen(f"http://{host.address}:{REST}{path}", timeout=2) as answer:
                return answer.status == 200
        except (OSError, urllib.error.HTTPError):
            return False

    def primary(self):
        """The host that is primary now, or None."""
        return next((host for host in self.hosts.values() if self.state(host, "/primary")), None)

    def standby(self):
        """The host whose synchronous standby is in step, or None."""
        return next((host for host in self.hosts.values() if self.state(host, "/synchronous")), None)

    def wait(self, seconds=90):
        """Until there's a synchronous standby."""
        until(self.standby, "a synchronous standby", seconds)

    def make_database(self):
        """What docs/operations/several-hosts.md says to type once."""
        with psycopg.connect(self.url(self.primary(), superuser=True), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE jobboard LOGIN PASSWORD '{self.secrets['site']}'")
            connection.execute("CREATE DATABASE jobboard OWNER jobboard")

    def url(self, host, *, superuser=False, database="jobboard"):
        """Straight to one server."""
        if superuser:
            return f"postgresql://postgres:{self.secrets['superuser']}@{host.address}:5432/postgres"
        return f"postgresql://jobboard:{self.secrets['site']}@{host.address}:5432/{database}"

    def ask(self, host, statement, *, superuser=False):
        with psycopg.connect(self.url(host, superuser=superuser), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


class Valkeys:
    """Three servers, one of them primary, and a sentinel beside each."""

    def __init__(self, hosts):
        self.hosts = hosts
        self.password, self.sentinel_password = secrets.token_hex(12), secrets.token_hex(12)
        self.binary = Valkey(CHECKOUT).binary

    @property
    def url(self):
        sentinels = ",".join(f"{host.name}:26379" for host in self.hosts)
        return f"sentinel://:{self.password}@{sentinels}/0?primary=jobboard&sentinel_password={self.sentinel_password}"

    def start(self):
        for host in self.hosts:
            folder = host.place("valkey", owner=NOBODY)
            text = self._filled(host, "valkey.conf").replace("/var/lib/valkey", str(folder))
            if host is not self.hosts[0]:
                text = text.replace("# replicaof 10.0.0.17", f"replicaof {self.hosts[0].address}")
            path = host.file("valkey/valkey.conf", text, owner=NOBODY, mode=0o600)
            host.start("valkey", [self.binary, path], user=NOBODY, environ=plain_environ())

    def start_sentinels(self):
        """Once the replicas are in step."""
        until(lambda: self._replicas(self.hosts[0]) == 2, "two replicas of Valkey", 60)
        for host in self.hosts:
            text = self._filled(host, "sentinel.conf").replace("/var/lib/valkey", str(host.folder / "valkey"))
            text = text.replace("monitor jobboard 10.0.0.17", f"monitor jobboard {self.hosts[0].address}")
            path = host.file("valkey/sentinel.conf", text, owner=NOBODY, mode=0o600)
            host.start("sentinel", [self.binary, path, "--sentinel"], user=NOBODY, environ=plain_environ())

    def _filled(self, host, name):
        text = (DEPLOY / name).read_text().replace("bind 10.0.0.17", f"bind {host.address}")
        return text.replace("change-me-too", self.sentinel_password).replace("change-me", self.password)

    def client(self, host, database=0):
        return redis.Redis(
            host=host.address, db=database, password=self.password, socket_timeout=1, socket_connect_timeout=1,
            retry=Retry(NoBackoff(), 0),
        )  # fmt: skip

    def _replicas(self, host):
        """How many replicas a server has; None: it isn't a primary that answers."""
        try:
            with self.client(host) as client:
                found = client.info("replication")
        except redis.RedisError:
            return None
        online = sum(found.get(f"slave{number}", {}).get("state") == "online" for number in range(2))
        return online if found["role"] == "master" else None

    def primary(self):
        """The host that is primary now, or None."""
        return next((host for host in self.hosts if self._replicas(host) is not None), None)

    def is_whole(self):
        """Whether there's one primary with two replicas."""
        return sorted(filter(lambda found: found is not None, map(self._replicas, self.hosts))) == [2]


class Poolers:
    """PgBouncer and the way to the databases, on each host of the site."""

    def __init__(self, postgres):
        self.postgres = postgres

    def start(self, host):
        user = postgres_user()
        start_haproxy(host, "haproxy", DEPLOY / "postgres" / "haproxy.cfg")
        folder = host.place("pgbouncer", owner=user)
        statement = "SELECT format('\"%s\" \"%s\"', rolname, rolpassword) FROM pg_authid WHERE rolname = 'jobboard'"
        [(line,)] = self.postgres.ask(self.postgres.primary(), statement, superuser=True)
        host.file("pgbouncer/userlist.txt", f"{line}\n", owner=user, mode=0o600)
        text = (DEPLOY / "pgbouncer.ini").read_text()
        for theirs in ("/run/postgresql", "/etc/pgbouncer"):
            text = text.replace(theirs, str(folder))
        path = host.file("pgbouncer/pgbouncer.ini", text, owner=user, mode=0o600)
        host.start("pgbouncer", [found(PGBOUNCER), path], user=user, environ=plain_environ())


def start_haproxy(host, name, configuration, environ=None):
    host.start(
        name,
        [found(HAPROXY), "-db", "-f", configuration],
        environ=plain_environ() | {"RUN_AS": "root"} | (environ or {}),
    )
