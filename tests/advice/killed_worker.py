"""A worker of its own: answers one question with the real task code. Run by tests that kill it."""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 - settings come first

from advice.questions import answering  # noqa: E402

if __name__ == "__main__":
    answering.answer(pk=int(sys.argv[1]), clock=timezone.now)
