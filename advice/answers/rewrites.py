"""Whether a version of a résumé's line says what the line says: the same words, its parts perhaps in another order."""

from collections.abc import Sequence

from advice.answers.quotes import Evidence
from advice.answers.values import Request


def is_rewrite(text: str, cited: Sequence[Evidence], request: Request) -> bool:
    return False
