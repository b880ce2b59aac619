"""Three servers and three sentinels with the files of `deploy/`, on this machine."""

import contextlib
import subprocess
import time
from pathlib import Path

import redis
from django.conf import settings

from local.files import free_port
from local.valkey import Valkey

DEPLOY = Path(settings.BASE_DIR) / "deploy"
FIRST = "10.0.0.17"
PASSWORD, SENTINEL_PASSWORD = "of-the-servers", "of-the-sentinels"


class Cluster:
    """``servers`` and ``sentinels`` are ports. The first server is the first primary."""

    def __init__(self, folder: Path, *, servers=3, down_after_ms=2000):
        self.folder, self.down_after = folder, down_after_ms
        self.binary = str(Valkey(folder).binary)
        self.servers = [free_port() for _ in range(servers)]
        self.sentinels = [free_port() for _ in range(3)]
        self.processes = {}

    def __enter__(self):
        for port in self.servers:
            self.start(port)
        self.wait(
            lambda: self._in_step(self.servers[0]), 10
        )  # sentinels look for replicas at their start, and ten seconds later
        for port in self.sentinels:
            self.start_sentinel(port)
        for port in (
            self.sentinels
        ):  # a former primary is made a replica when they have looked at it: after ten seconds otherwise
            self.wait(lambda port=port: self._look_often(port), 10)
        self.wait(self.is_ready, 10)
        return self

    def __exit__(self, *_error):
        for process in self.processes.values():
            process.kill()
            process.wait()

    def url(self, database):
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.sentinels)
        return f"sentinel://:{PASSWORD}@{hosts}/{database}?primary=jobboard&sentinel_password={SENTINEL_PASSWORD}"

    def start(self, port):
        """Starts a server as `deploy/valkey.conf` says; again, with what it and the sentinels have written into its file."""
        folder = self.folder / str(port)
        file = folder / "valkey.conf"
        if not file.exists():
            folder.mkdir()
            text = (DEPLOY / "valkey.conf").read_text().replace("change-me", PASSWORD)
            first = self.servers[0]
            follow = f"replicaof 127.0.0.1 {first}" if port != first else ""
            self._write(file, text, port, folder, follow)
        self._run(port, file)

    def start_sentinel(self, port):
        folder = self.folder / str(port)
        folder.mkdir()
        file = folder / "sentinel.conf"
        text = (DEPLOY / "sentinel.conf").read_text()
        text = text.replace("change-me-too", SENTINEL_PASSWORD).replace("change-me", PASSWORD)
        text = text.replace(f"jobboard {FIRST} 6379", f"jobboard 127.0.0.1 {self.servers[0]}")
        text = text.replace("milliseconds jobboard 3000", f"milliseconds jobboard {self.down_after}")
        self._write(file, text, port, folder, "")
        self._run(port, file, "--sentinel")

    @staticmethod
    def _write(file, text, port, folder, more):
        lines = [line for line in text.splitlines() if line.split(" ")[0] not in ("bind", "port", "dir")]
        file.write_text("\n".join([*lines, "bind 127.0.0.1", f"port {port}", f"dir {folder}", more, ""]))

    def _run(self, port, file, *more):
        with (self.folder / f"{port}.log").open("ab") as log:
            self.processes[port] = subprocess.Popen([self.binary, str(file), *more], stdout=log, stderr=log)

    def kill(self, port):
        process = self.processes.pop(port)
        process.kill()
        process.wait()

    def rejoin(self, port):
        """Makes a former primary a replica at once; sentinels would do it after eight seconds."""
        primary = self.primary()
        self.wait(lambda: self._follow(port, primary), 10)

    def _follow(self, port, primary):
        with contextlib.suppress(redis.RedisError), self.server(port) as server:
            return server.replicaof("127.0.0.1", primary)
        return False

    def server(self, port):
        return redis.Redis(port=port, password=PASSWORD, socket_timeout=1)

    def server_of_cache(self, port):
        return redis.Redis(port=port, password=PASSWORD, db=1, socket_timeout=1)

    def sentinel(self, port):
        return redis.Redis(port=port, password=SENTINEL_PASSWORD, socket_timeout=1)

    def primary(self):
        """Where the first sentinel that answers says it is."""
        for port in self.sentinels:
            with contextlib.suppress(redis.RedisError), self.sentinel(port) as sentinel:
                return int(sentinel.sentinel_get_master_addr_by_name("jobboard")[1])
        return None

    def is_ready(self):
        """Whether every sentinel knows the others, the same primary and every replica, and all servers are in step."""
        with contextlib.suppress(redis.RedisError):
            for port in self.sentinels:
                with self.sentinel(port) as sentinel:
                    state = sentinel.sentinel_master("jobboard")
                    if (state["num-other-sentinels"], state["num-slaves"]) != (2, len(self.servers) - 1):
                        return False
                    if int(state["port"]) != self.primary():
                        return False
            return self._in_step(self.primary())
        return False

    def _look_often(self, port):
        with contextlib.suppress(redis.RedisError), self.sentinel(port) as sentinel:
            return sentinel.execute_command("SENTINEL DEBUG", "info-period", 1000)
        return False

    def _in_step(self, primary):
        with contextlib.suppress(redis.RedisError), self.server(primary) as server:
            return server.wait(len(self.servers) - 1, 50) == len(self.servers) - 1
        return False

    def wait(self, what, seconds):
        """Returns after how many seconds ``what()`` was true."""
        began = time.monotonic()
        while not what():
            assert time.monotonic() - began < seconds, what
            time.sleep(0.02)
        return time.monotonic() - began
