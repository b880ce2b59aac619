"""Controls of the stand-in (``/_control/…``), for tests: what it says next and how it fails. JSON in, JSON out, POST only.

========= ============================================================================================================
script    ``{"answers": [Answer, …]}``: one for each call to come; the last one is repeated. An answer is
          ``{"text": …}`` with any of the keys below
formats   ``{"known": [...]}``: the kinds of ``response_format`` that it takes; others, and ``stream_options`` unless
          ``{"counts": true}``, are refused with 400, as some servers do
prompts   the bodies of all calls so far
reset     forgets all of it
========= ============================================================================================================

Keys of an answer:

text      what the model says; without it, it quotes its sources
pieces    list of texts, sent one by one instead of ``text``
delay     seconds before each piece
before    seconds before anything is sent
status    an HTTP status instead of an answer, with ``error`` as its body and ``retry_after`` as its header
body      raw text instead of events, with ``type`` as its content type
cut       hang up after so many pieces
stop      the finish reason (``stop``; ``length``, ``content_filter``); empty: the stream ends without one
refusal   a refusal instead of an answer
repeat    ``text`` or ``body`` so many times, for very long answers
usage     ``[input, output]`` tokens; an empty list: none are counted
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Given = dict[str, Any]
ALL_FORMATS = ("json_schema", "json_object", "plain")


@dataclass
class Control:
    answers: list[Given] = field(default_factory=list)
    known: tuple[str, ...] = ALL_FORMATS
    counts: bool = True
    prompts: list[Given] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, name: str, given: Given) -> Given | None:
        """Does what a control asks for; None if there is none of this name."""
        verbs: dict[str, Callable[..., Given]] = {
            "script": self._script,
            "formats": self._formats,
            "prompts": self._prompts,
            "reset": self._reset,
        }
        with self.lock:
            return verbs[name](**given) if name in verbs else None

    def next_answer(self, prompt: Given) -> Given:
        """Records a call; returns how to answer it."""
        with self.lock:
            self.prompts.append(prompt)
            if not self.answers:
                return {}
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def _script(self, answers: list[Given]) -> Given:
        self.answers = list(answers)
        return {}

    def _formats(self, known: list[str] | None = None, counts: bool = True) -> Given:
        self.known, self.counts = tuple(known or ALL_FORMATS), counts
        return {}

    def _prompts(self) -> Given:
        return {"prompts": list(self.prompts)}

    def _reset(self) -> Given:
        self.answers, self.known, self.counts = [], ALL_FORMATS, True
        self.prompts.clear()
        return {}
