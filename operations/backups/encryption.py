"""Encrypts files of a backup with age or gpg, and decrypts them.

The site has only the public key of its operator, so it can't read its own backups. To verify the newest one, each backup is
also encrypted for a key of its own. That key is in the database, which holds the same data anyway, until the backup is
verified or the next one is made.
"""

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from operations.backups.errors import BackupError
from operations.backups.pipes import Command
from operations.backups.settings import BackupSettings

KEYGEN_SECONDS = 30
SUFFIXES = {"age": ".age", "gpg": ".gpg", "": ""}


def method_of(options: BackupSettings) -> str:
    """Returns ``age``, ``gpg``, or nothing."""
    return "age" if options.age_recipients else "gpg" if options.gpg_recipient else ""


def new_key(method: str) -> str:
    """Returns a secret key for one backup, or nothing if it isn't encrypted."""
    if method == "age":
        _program("age")
        return _run([_program("age-keygen")]).strip().splitlines()[-1]
    return secrets.token_urlsafe(32) if method == "gpg" else ""


def encrypting(options: BackupSettings, key: str) -> list[Command]:
    """Returns the command that encrypts; none if backups aren't encrypted."""
    method = method_of(options)
    if method == "age":
        public = _run([_program("age-keygen"), "-y"], given=key).strip()
        return [Command([_program("age"), *(f"--recipient={one}" for one in (*options.age_recipients, public))])]
    if method == "gpg":
        words = [
            "--encrypt",
            "--symmetric",
            f"--recipient={options.gpg_recipient}",
            "--trust-model=always",
            "--compress-algo=none",
        ]
        return [_gpg(*words, "--passphrase-file={secret}", secret=key)]
    return []


def decrypting(method: str, path: Path, *, key: str = "", identity: Path | None = None) -> list[Command]:
    """Returns the command that prints the plain file; none if it isn't encrypted. ``key`` is that of this backup, ``identity`` a
    file with the operator's secret key. gpg looks in the keyring of its user. Raises ``BackupError`` if there's no key."""
    if method == "age":
        if identity:
            return [Command([_program("age"), "--decrypt", f"--identity={identity}", str(path)])]
        if not key:
            raise BackupError("The backup is encrypted. Give the file with the secret key: --identity key.txt")
        return [Command([_program("age"), "--decrypt", "--identity={secret}", str(path)], secret=key.encode() + b"\n")]
    if method == "gpg":
        if key:
            return [_gpg("--decrypt", "--passphrase-file={secret}", str(path), secret=key)]
        return [_gpg("--decrypt", str(path))]
    return []


def _gpg(*words: str, secret: str = "") -> Command:
    loopback = ["--pinentry-mode=loopback"] if secret else []
    home = {name: os.environ[name] for name in ("GNUPGHOME", "HOME", "PATH") if name in os.environ}
    return Command(
        [_program("gpg"), "--batch", "--quiet", "--no-tty", *loopback, *words], {**home, "LC_ALL": "C"}, secret.encode()
    )


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise BackupError(f"{name} isn't installed, and backups are encrypted with it.")
    return path


def _run(command: list[str], given: str = "") -> str:
    try:
        done = subprocess.run(  # noqa: S603 - a tool that the operator installed
            command, input=given, capture_output=True, text=True, timeout=KEYGEN_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise BackupError(f"{Path(command[0]).name} failed: {error}") from error
    return done.stdout
