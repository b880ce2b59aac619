"""The secret of a token: ``wf_``, 40 random letters and digits, and six that check them.

The prefix lets scanners of code find a token that leaked. The check refuses a mistyped one without asking the database. The
secret has 238 random bits, so a plain SHA-256 of it can't be guessed; a slow hash would only slow down each request.
"""

import hashlib
import re
import secrets
import string
import zlib

PREFIX = "wf_"
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM, _CHECK = 40, 6
_FORM = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{_RANDOM + _CHECK}}}")


def new_secret() -> str:
    """Returns the secret of a new token."""
    random = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return f"{PREFIX}{random}{_check_of(random)}"


def is_secret(text: str) -> bool:
    """Returns whether ``text`` has the form of a secret, with the right check."""
    if not _FORM.fullmatch(text):
        return False
    return text[-_CHECK:] == _check_of(text[len(PREFIX) : -_CHECK])


def digest_of(secret: str) -> str:
    """Returns what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_of(random: str) -> str:
    number, check = zlib.crc32(random.encode()), ""
    for _ in range(_CHECK):
        number, digit = divmod(number, len(_ALPHABET))
        check = _ALPHABET[digit] + check
    return check
