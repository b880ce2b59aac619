"""Measures PDF exports: our export against the bare call of typst on the same data, and the peak memory of one.

``.venv/bin/python benchmarks/resume_pdf.py`` prints processor time and fails if a bar of ``BARS`` doesn't hold. The résumé
has two pages.
"""

import io
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from django.conf import settings
from pypdf import PdfReader

from resumes.document import ResumeDocument
from resumes.exports import DESIGNS, Design, Options
from resumes.exports.pdf import compile_pdf, render_pdf, sys_inputs
from tests.resumes.people import ANA

settings.configure(RESUME_FONTS_DIR=os.environ.get("RESUME_FONTS_DIR", ""))
BARS = {"export ÷ typst": 1.5, "peak memory, MB": 150}
REPEATS = 15


def cost(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def resume(number: int) -> ResumeDocument:
    """Returns the résumé with texts of its own, because typst remembers the layout of texts that it has seen."""
    work = [{**one, "highlights": [f"{text} {number}" for text in one["highlights"]]} for one in ANA.data["work"]]
    education = [{**one, "area": f"{one['area']} {number}"} for one in ANA.data["education"]]
    basics = {
        **ANA.data["basics"],
        "name": f"Ana Moreira {number}",
        "summary": f"{ANA.data['basics']['summary']} {number}",
    }
    return ResumeDocument.from_json({**ANA.data, "basics": basics, "work": work, "education": education})


def ratio(design: Design) -> float:
    """Returns our export's time ÷ typst's on the same data. The two take turns, so other work slows down both."""
    options = Options("en", "a4", design)
    pages = len(PdfReader(io.BytesIO(render_pdf(ANA.document, options).content)).pages)
    assert pages == 2, pages
    documents = [resume(number) for number in range(2 * REPEATS)]
    all_inputs = [sys_inputs(document, options) for document in documents]
    exports, bare = [], []
    for number in range(0, 2 * REPEATS, 2):
        exports.append(cost(lambda: render_pdf(documents[number], options)))  # noqa: B023 - called at once
        bare.append(cost(lambda: compile_pdf(all_inputs[number + 1], ("ua-1", "a-2a"))))  # noqa: B023
    ours, theirs = statistics.median(exports), statistics.median(bare)
    print(f"{design:8} export {ours * 1000:5.1f} ms, typst {theirs * 1000:5.1f} ms, ratio {ours / theirs:.2f}")
    return ours / theirs


def peak_memory() -> float:
    """Returns the memory that a process needs at most for its start, its imports and one export, in MB."""
    printed = subprocess.run([sys.executable, __file__, "once"], capture_output=True, text=True, check=True).stdout
    return int(printed) / 1024


def once() -> None:
    """Makes one export and prints this process's highest memory. The kernel's file counts from the program's start."""
    render_pdf(ANA.document, Options("en", "a4", "modern"))
    print(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def main() -> None:
    if sys.argv[1:] == ["once"]:
        once()
        return
    measured = {"export ÷ typst": max(map(ratio, DESIGNS)), "peak memory, MB": peak_memory()}
    for name, value in measured.items():
        print(f"{name}: {value:.2f} (bar {BARS[name]})")
    sys.exit(any(value > BARS[name] for name, value in measured.items()))


if __name__ == "__main__":
    main()
