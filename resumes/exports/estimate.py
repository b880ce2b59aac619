"""Estimates how long typst takes for a PDF, from the letters that it reads.

The figures are a fit to 106 generated documents in eight scripts; benchmarks/pdf_estimate.py prints how good they are.
"""

import re

# Seconds by the estimate. Estimates are up to 2.5 times too low, so this keeps PDFs of 0.3 seconds out of web processes.
LONG = 0.15
_BASE = 0.034  # seconds
_EACH, _SHAPED, _UNSPACED = 4.0e-6, 9.5e-6, 3.0e-5  # seconds for a character of the JSON
_SHAPED_LETTER = re.compile("[\u0590-\u0dff]")  # Hebrew, Arabic, scripts of India: letters depend on their neighbors
# Thai and its neighbors, whose words are found in a dictionary; and what may be in no font, such as Chinese and emoji, so that
# typst tries three times.
_UNSPACED_LETTER = re.compile("[\u0e00-\u109f\u1780-\u17ff\u2e80-\U0010ffff]")


def estimated_seconds(inputs: dict[str, str]) -> float:
    """Returns about how many seconds of one processor the PDF takes."""
    text = inputs["resume"]
    shaped, unspaced = len(_SHAPED_LETTER.findall(text)), len(_UNSPACED_LETTER.findall(text))
    others = len(text) - shaped - unspaced
    return _BASE + _EACH * others + _SHAPED * shaped + _UNSPACED * unspaced
