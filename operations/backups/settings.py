"""Settings of backups: where they go, how many are kept, and who can read them."""

import re
from dataclasses import dataclass
from pathlib import Path

from toolkit.environment import Environment, refuse

_AGE = re.compile(r"age1[02-9ac-hj-np-z]{58}|ssh-(ed25519|rsa) [A-Za-z0-9+/=]{60,}")
_FINGERPRINT = re.compile(r"[0-9A-F]{40}")


@dataclass(frozen=True)
class Bucket:
    """A bucket of a server that speaks S3."""

    name: str
    endpoint: str
    region: str
    access_key: str
    secret_key: str


@dataclass(frozen=True)
class BackupSettings:
    """``folder`` is None if backups aren't set up. ``keep`` counts days, weeks and months."""

    folder: Path | None
    keep: tuple[int, int, int]
    age_recipients: tuple[str, ...]
    gpg_recipient: str
    with_files: bool
    bucket: Bucket | None
    database: str  # the address of PostgreSQL for the tools; empty: that of the site
    tools: Path | None  # where pg_dump is; None: wherever it's found

    @property
    def is_encrypted(self) -> bool:
        return bool(self.age_recipients or self.gpg_recipient)


def backup_settings(env: Environment, base: Path) -> BackupSettings:
    """Reads the ``BACKUP_…`` variables. ``base`` is the folder of the checkout. Raises ``SettingError``."""
    folder = env.text("BACKUP_DIR", "")
    if folder and not Path(folder).is_absolute():
        refuse("BACKUP_DIR", "must be a full path such as /var/backups/jobboard")
    public = (base / "static", base / "staticfiles", Path(env.text("STATIC_ROOT", str(base / "staticfiles"))).resolve())
    if folder and any(Path(folder).resolve().is_relative_to(one) for one in public):
        refuse("BACKUP_DIR", "must not be in a folder that everyone can read")
    keep = tuple(
        env.number(f"BACKUP_KEEP_{span}", default, at_least=0, at_most=1000)
        for span, default in (("DAILY", 7), ("WEEKLY", 5), ("MONTHLY", 12))
    )
    if env.text("BACKUP_DATABASE_URL", ""):
        env.database("BACKUP_DATABASE_URL")
    tools = env.text("POSTGRES_TOOLS_DIR", "")
    age, gpg = _recipients(env)
    return BackupSettings(
        folder=Path(folder) if folder else None,
        keep=(keep[0], keep[1], keep[2]),
        age_recipients=age,
        gpg_recipient=gpg,
        with_files=env.flag("BACKUP_FILES", default=True),
        bucket=_bucket(env, is_encrypted=bool(age or gpg)),
        database=env.text("BACKUP_DATABASE_URL", ""),
        tools=Path(tools) if tools else None,
    )


def _recipients(env: Environment) -> tuple[tuple[str, ...], str]:
    age = tuple(env.items("BACKUP_AGE_RECIPIENTS", default=[]))
    gpg = env.text("BACKUP_GPG_RECIPIENT", "").replace(" ", "").upper()
    if age and gpg:
        refuse("BACKUP_GPG_RECIPIENT", "must be empty if BACKUP_AGE_RECIPIENTS is set")
    if any("SECRET-KEY" in one.upper() for one in age):
        refuse("BACKUP_AGE_RECIPIENTS", "must be the public key. Keep the secret key somewhere else")
    if not all(_AGE.fullmatch(one) for one in age):
        refuse("BACKUP_AGE_RECIPIENTS", "must be public keys (age1…) that age-keygen printed")
    if gpg and not _FINGERPRINT.fullmatch(gpg):
        refuse("BACKUP_GPG_RECIPIENT", "must be the fingerprint of a key, 40 digits")
    return age, gpg


def _bucket(env: Environment, *, is_encrypted: bool) -> Bucket | None:
    bucket = Bucket(
        name=env.text("BACKUP_BUCKET", ""),
        endpoint=env.origin("BACKUP_BUCKET_ENDPOINT", "", example="https://s3.example.org"),
        region=env.text("BACKUP_BUCKET_REGION", ""),
        access_key=env.text("BACKUP_BUCKET_ACCESS_KEY", ""),
        secret_key=env.text("BACKUP_BUCKET_SECRET_KEY", ""),
    )
    if not bucket.name:
        if bucket.endpoint or bucket.region or bucket.access_key or bucket.secret_key:
            refuse("BACKUP_BUCKET", "must be set too, or leave the other settings of the bucket empty")
        return None
    if not bucket.access_key or not bucket.secret_key:
        refuse("BACKUP_BUCKET_ACCESS_KEY", "and BACKUP_BUCKET_SECRET_KEY must be set for BACKUP_BUCKET")
    if not is_encrypted:
        refuse(
            "BACKUP_BUCKET", "needs BACKUP_AGE_RECIPIENTS or BACKUP_GPG_RECIPIENT: what leaves the server is encrypted"
        )
    return bucket
