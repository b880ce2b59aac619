"""Measures screening: a job of 6 KB, growth with length, hostile texts.

``.venv/bin/python benchmarks/screening.py`` prints processor time and fails if a bar of ``BARS`` doesn't hold. The texts are made
of the jobs of the screening corpus.
"""

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from jobs.screening import rules, scam
from jobs.screening.claims import Claims
from tests.jobs.screening.measure import cases

BARS = {"6 KB, median": 0.005, "48 KB ÷ 6 KB": 10.0, "hostile 100 KB": 0.1}
REPEATS = 5
HOSTILE = (
    "must be based in ",
    "office ",
    "not ",
    "three days a week ",
    "the US, ",
    "hybrid. Remote. Office. ",
    "within 50 miles of ",
    "UTC+3 to ",
    "pay a fee ",
    "You must. ",
)


def texts(size: int, number: int) -> list[str]:
    """Returns different texts of real length, each made of whole jobs of one language."""
    found = []
    jobs = [case for case in cases("jobs") if case.half != "held-out" and case.id.startswith(("en", "second-en"))]
    for start in range(number):
        text = ""
        for case in (jobs[start:] + jobs[:start]) * 20:
            text += case.text + "\n\n"
            if len(text.encode()) >= size:
                break
        found.append(text.encode()[:size].decode(errors="ignore"))
    return found


def cost(text: str) -> float:
    """Returns the least processor time of some tries. Each text differs by a word, because screening caches texts."""
    found = []
    for repeat in range(REPEATS):
        said = f"{repeat} {text}"
        claims = Claims(title="Coordinator", text=said, place="Anywhere", regions=("anywhere",), company="Northwind")
        began = time.process_time()
        rules.examine(claims)
        scam.examine(claims)
        found.append(time.process_time() - began)
    return min(found)


def main() -> int:
    cost("Work in our office. " * 10)  # compiles what every job needs
    usual = [cost(text) for text in texts(6_000, 20)]
    long = [cost(text) for text in texts(48_000, 3)]
    hostile = {unit: cost((unit * 100_000)[:100_000]) for unit in HOSTILE}
    figures = {
        "6 KB, median": statistics.median(usual),
        "48 KB ÷ 6 KB": statistics.median(long) / statistics.median(usual),
        "hostile 100 KB": max(hostile.values()),
    }
    for name, value in figures.items():
        is_ratio = "÷" in name
        shown = f"{value:.2f}" if is_ratio else f"{value * 1000:.1f} ms"
        bar = f"{BARS[name]:.1f}" if is_ratio else f"{BARS[name] * 1000:.0f} ms"
        print(f"{name:20}{shown:>12}   at most {bar:>8}   {'ok' if value <= BARS[name] else 'TOO MUCH'}")
    print(f"most hostile: {max(hostile, key=lambda unit: hostile[unit])!r}")
    return int(any(value > BARS[name] for name, value in figures.items()))


if __name__ == "__main__":
    sys.exit(main())
