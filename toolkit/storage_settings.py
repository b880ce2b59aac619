"""The setting for where members' files are kept: a folder, or a server that speaks S3."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from toolkit.environment import Environment, refuse


def private_storage(env: Environment, base: Path, *, public: Collection[Path]) -> dict[str, Any]:
    """Returns the entry of ``STORAGES`` for members' files. Raises ``SettingError`` for a folder in one of the ``public`` ones,
    which everyone can read, and for a server that is only half described. ``base`` is the folder of the checkout."""
    folder = env.text("MEMBER_FILES_DIR", str(base / "memberfiles"))
    if any(Path(folder).resolve().is_relative_to(one) or one.is_relative_to(folder) for one in public):
        refuse("MEMBER_FILES_DIR", "must be a folder of its own: everyone can read static files")
    bucket = env.text("MEMBER_FILES_BUCKET", "")
    server = _server(env)
    if any(server.values()) and not bucket:
        refuse("MEMBER_FILES_BUCKET", "must be set too, or leave the other settings of the server empty")
    if bucket:
        options = {"bucket_name": bucket} | {name: value for name, value in server.items() if value}
        return {"BACKEND": "toolkit.s3_storage.PrivateS3Storage", "OPTIONS": options}
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    }


def _server(env: Environment) -> dict[str, str]:
    server = {
        "endpoint_url": env.origin("MEMBER_FILES_ENDPOINT", "", example="https://s3.example.org"),
        "region_name": env.text("MEMBER_FILES_REGION", ""),
        "access_key": env.text("MEMBER_FILES_ACCESS_KEY", ""),
        "secret_key": env.text("MEMBER_FILES_SECRET_KEY", ""),
    }
    for one, other in (("access", "secret"), ("secret", "access")):
        if server[f"{one}_key"] and not server[f"{other}_key"]:
            refuse(f"MEMBER_FILES_{other.upper()}_KEY", "must be set too, or leave both empty")
    return server
