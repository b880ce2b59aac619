"""Stores private files on a server that speaks S3, with time-outs, and says in one way that it fails.

A module of its own, because boto3 takes a second to load and most sites store files in a folder.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, cast

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from toolkit.private_files import FilesUnavailable

CONNECT_SECONDS = 2
READ_SECONDS = 8
ATTEMPTS = 2


class PrivateS3Storage(S3Storage):  # type: ignore[misc] # django-storages has no type hints
    """Raises ``FilesUnavailable`` if the server is down or refuses, and ``FileNotFoundError`` if it lacks a file."""

    def __init__(self, **options: Any) -> None:
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            # Servers other than Amazon's don't all know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        transfers = TransferConfig(use_threads=False)  # the files are small
        super().__init__(client_config=config, transfer_config=transfers, file_overwrite=False, **options)

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        """Downloads the file, so that reading it can't fail later."""
        with _failures(), super()._open(name, mode) as opened:
            return File(BytesIO(opened.read()), name)

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        with _failures():
            return cast("str", super()._save(name, content))

    def delete(self, name: str) -> None:
        with _failures():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _failures():
            return cast("bool", super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _failures():
            return cast("tuple[list[str], list[str]]", super().listdir(path))

    def size(self, name: str) -> int:
        with _failures():
            return cast("int", super().size(name))

    def get_modified_time(self, name: str) -> dt.datetime:
        with _failures():
            return cast("dt.datetime", super().get_modified_time(name))


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError("The server has no such file.") from error
        raise FilesUnavailable("The server of private files refused.") from error
    except (BotoCoreError, Boto3Error) as error:
        raise FilesUnavailable("The server of private files doesn't answer.") from error
