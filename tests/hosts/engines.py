"""The engines: etcd, Patroni with PostgreSQL, Valkey with its sentinels, PgBouncer, HAProxy. Each starts the real program with the
files of deploy/; what an operator would fill in is filled in here."""

import os
import secrets
import shutil
import urllib.error
import urllib.request

import psycopg
import redis

from local.postgres import wheel_folder
from local.site import CHECKOUT
from local.valkey import Valkey
from tests.hosts.host import until
from tests.hosts.users import plain_environ, postgres_user

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
        self.secrets = {name: secrets.token_hex(12) for name in ("superuser", "replication", "rewind", "restapi", "site")}

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
        environ = {**plain_environ(), **self._settings(host, data)}
        words = [found(PATRONI), DEPLOY / "postgres" / "patroni.yml"]
        host.start("patroni", words, user=user, environ=environ, folder=data)

    def _settings(self, host, data):
        """deploy/postgres/patroni.env, filled in."""
        lines = (DEPLOY / "postgres" / "patroni.env").read_text().replace("db1", host.name).splitlines()
        settings = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
        settings |= {
            "PATRONI_POSTGRESQL_BIN_DIR": str(wheel_folder()),
            "PATRONI_POSTGRESQL_DATA_DIR": str(data / "cluster"),
            "PATRONI_POSTGRESQL_PGPASS": str(data / "pgpass"),
        }
        for name in settings:
            if name.endswith("_PASSWORD"):
                settings[name] = self.secrets[name.split("_")[1].lower()]
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
    """A primary, a replica, and three sentinels that watch them."""

    name = "jobboard"

    def __init__(self, hosts):
        self.hosts = hosts
        self.password = secrets.token_hex(12)
        self.binary = Valkey(CHECKOUT).binary

    def start(self):
        first = self.hosts[0]
        for host in self.hosts[:2]:
            lines = [
                "port 6379", f"bind {host.address} 127.0.0.1", f"requirepass {self.password}", f"masterauth {self.password}",
                f"dir {host.place('valkey')}", "appendonly yes", 'save ""', "maxmemory-policy noeviction", "repl-diskless-sync-delay 0",
                *([] if host is first else [f"replicaof {first.address} 6379"]),
            ]  # fmt: skip
            host.start("valkey", [self.binary, host.file("valkey.conf", "\n".join(lines))], environ=plain_environ())

    def client(self, host):
        return redis.Redis(host=host.address, password=self.password, socket_timeout=2, socket_connect_timeout=2)

    def wait(self):
        until(self._is_in_step, "a replica of Valkey", 30)

    def _is_in_step(self):
        try:
            with self.client(self.hosts[1]) as client:
                return client.info("replication").get("master_link_status") == "up"
        except redis.RedisError:
            return False


def start_haproxy(host, name, configuration, environ=None):
    host.start(name, [found(HAPROXY), "-db", "-f", configuration], environ=plain_environ() | (environ or {}))
