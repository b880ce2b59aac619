"""Measures PDF exports: our export against the bare call of typst on the same data, and the peak memory of one.

``.venv/bin/python benchmarks/resume_pdf.py`` prints processor time and fails if a bar of ``BARS`` doesn't hold. The résumé
has two pages.
"""

import io
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from django.conf import settings
from pypdf import PdfReader

from resumes.exports import DESIGNS, Options
from resumes.exports.pdf import compile_pdf, render_pdf, sys_inputs
from tests.resumes.people import ANA

settings.configure(RESUME_FONTS_DIR=os.environ.get("RESUME_FONTS_DIR", ""))
BARS = {"export ÷ typst": 1.5, "peak memory, MB": 150}
REPEATS = 15


def cost(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def ratio(design: str) -> float:
    """Returns our export's time ÷ typst's on the same data. The two take turns, so other work slows down both."""
    options = Options("en", "a4", design)
    inputs = sys_inputs(ANA.document, options)
    pages = len(PdfReader(io.BytesIO(compile_pdf(inputs, ("ua-1", "a-2a")))).pages)
    assert pages == 2, pages
    document = ANA.document
    pairs = [
        (cost(lambda: render_pdf(document, options)), cost(lambda: compile_pdf(inputs, ("ua-1", "a-2a"))))
        for _ in range(REPEATS)
    ]
    ours, bare = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{design:8} export {ours * 1000:5.1f} ms, typst {bare * 1000:5.1f} ms, ratio {ours / bare:.2f}")
    return ours / bare


def peak_memory() -> float:
    """Returns the memory that a process needs at most for its start, its imports and one export, in MB."""
    printed = subprocess.run([sys.executable, __file__, "once"], capture_output=True, text=True, check=True).stdout
    return int(printed) / 1024


def main() -> None:
    if sys.argv[1:] == ["once"]:
        render_pdf(ANA.document, Options("en", "a4", "modern"))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    measured = {"export ÷ typst": max(map(ratio, DESIGNS)), "peak memory, MB": peak_memory()}
    for name, value in measured.items():
        print(f"{name}: {value:.2f} (bar {BARS[name]})")
    sys.exit(any(value > BARS[name] for name, value in measured.items()))


if __name__ == "__main__":
    main()
