"""Emails of alerts: how many were due, and how many arrived."""

import re
import time

import celery

from tests.hosts.host import Failed

ALERTED = re.compile(r"m\d+@")


class Digests:
    def __init__(self, lab):
        self.lab = lab
        self.sink = lab.internet.sink
        self.due = self.begun = 0

    def fill(self, members):
        self.sink.order()
        self.due = members
        self.lab.ask_site("alerts", members)
        self.begun = len(self.sink.accepted())
        return members

    def ring(self):
        """What beat does, more often. Nothing, while there's no primary Valkey."""
        primary = self.lab.valkeys.primary()
        if primary is None:
            return
        app = celery.Celery(
            broker=f"redis://:{self.lab.valkeys.password}@{primary.address}:6379/0", set_as_current=False
        )
        app.conf.broker_transport_options = {"socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 0}
        with app.connection_for_write() as connection:
            app.send_task("alerts.tasks.sweep", connection=connection, retry=False)

    def sent(self):
        """Different emails that arrived."""
        return len({one.message for one in self._arrivals()})

    def _arrivals(self):
        """Those of alerts: members of ``data.alerts`` get no other email."""
        return [one for one in self.sink.accepted()[self.begun :] if ALERTED.match(one.recipient)]

    def until_sent(self, count, seconds=120, every=1.0):
        """Rings until so many have arrived; when that was."""
        deadline, rung = time.monotonic() + seconds, 0.0
        while self.sent() < count:
            if time.monotonic() > deadline:
                raise Failed(f"{self.sent()} of {count} digests after {seconds} s")
            if time.monotonic() - rung > every:
                self.ring()
                rung = time.monotonic()
            time.sleep(0.02)
        return time.monotonic()

    def finish(self, seconds=240):
        return self.until_sent(self.due, seconds)

    @property
    def lost(self):
        return self.due - self.sent()

    @property
    def twice(self):
        return len(self._arrivals()) - self.sent()

    def __str__(self):
        return f"{self.due:,} digests, lost {self.lost}, twice {self.twice}"
