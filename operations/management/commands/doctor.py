"""Checks the whole set-up and says what to do."""

import ipaddress
import json
import logging
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operations.doctor.registry import CHECKS, with_needed
from operations.doctor.results import Options, Report, State
from operations.doctor.running import run

WIDTH = max(len(check.name) for check in CHECKS)
MOST_SECONDS = 60  # for one connection
SIGNS = {State.OK: "ok", State.WARNING: "WARNING", State.WRONG: "WRONG", State.NOT_CHECKED: "–"}


class Command(BaseCommand):
    help = "Checks settings, servers, DNS, payments and workers, changes nothing, and says what to do. 1 if something is wrong."
    requires_system_checks = ()  # it runs them itself, and without a database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the reports as JSON")
        parser.add_argument("--only", metavar="WORD", help="only checks whose name contains it, such as “mail”")
        parser.add_argument("--quiet", action="store_true", help="print only what isn't ok, for a timer that emails it")
        parser.add_argument("--seconds", type=float, default=4, help="time-out of one connection (4)")
        parser.add_argument("--send-to", metavar="ADDRESS", default="", help="send a test email")
        parser.add_argument(
            "--dkim", metavar="SELECTOR", action="append", default=[], help="a name that the mail provider signs with"
        )
        parser.add_argument("--dns", metavar="IP[:PORT]", default="", help="nameserver to ask instead of the system's")

    def handle(self, *args: Any, **options: Any) -> None:
        checks = [check for check in CHECKS if not options["only"] or options["only"].lower() in check.name.lower()]
        if not checks:
            raise CommandError(f"No check has “{options['only']}” in its name.")
        asked = with_needed(checks)
        before = logging.root.manager.disable
        logging.disable()  # what others log about what is down, the reports say
        try:
            reports = run(asked, _options(options))
        finally:
            logging.disable(before)
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(report) for report in reports], indent=1, ensure_ascii=False))
        else:
            self._print(reports, quiet=options["quiet"])
        if any(report.result.state == State.WRONG for report in reports):
            raise SystemExit(1)

    def _print(self, reports: list[Report], *, quiet: bool) -> None:
        styles: dict[State, Callable[[str], str]] = {
            State.OK: str,
            State.WARNING: self.style.WARNING,
            State.WRONG: self.style.ERROR,
            State.NOT_CHECKED: str,
        }
        for report in reports:
            result = report.result
            if quiet and result.state == State.OK:
                continue
            sign = styles[result.state](f"{SIGNS[result.state]:<8}")
            self.stdout.write(f"{sign} {report.name:<{WIDTH}}  {result.said}")
            if result.advice:
                self.stdout.write(f"{'':<8} {'':<{WIDTH}}  → {result.advice}")
        counted = Counter(report.result.state for report in reports)
        if not quiet or counted[State.WRONG] or counted[State.WARNING]:
            self.stdout.write(", ".join(f"{counted[state]} {state.value}" for state in State if counted[state]))


def _options(given: dict[str, Any]) -> Options:
    host, port = given["dns"], "53"
    if host.count(":") == 1 or "]:" in host:
        host, _, port = host.rpartition(":")
    if not port.isdecimal() or not (host == "" or _is_address(host.strip("[]"))):
        raise CommandError("--dns must be an address, and may have a port: 9.9.9.9 or 127.0.0.1:5353.")
    if not 0 < given["seconds"] <= MOST_SECONDS:
        raise CommandError(f"--seconds must be more than 0, and {MOST_SECONDS} at most.")
    return Options(
        now=timezone.now(),
        seconds=given["seconds"],
        clock=time.time,
        nameserver=host.strip("[]"),
        nameserver_port=int(port),
        dkim_selectors=tuple(given["dkim"]),
        send_to=given["send_to"],
    )


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def _as_json(report: Report) -> dict[str, Any]:
    result = report.result
    return {
        "name": report.name,
        "state": result.state.value,
        "said": result.said,
        "advice": result.advice,
        "seconds": round(report.seconds, 3),
    }
