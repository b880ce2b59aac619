"""Copies a backup to a bucket of a server that speaks S3.

The key needs to put objects and nothing else: an intruder on the site's server can't delete or read the copies. The bucket's
own lifecycle rule removes old ones.
"""

from pathlib import Path
from typing import Any

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from operations.backups.errors import BackupError
from operations.backups.manifest import MANIFEST
from operations.backups.settings import Bucket

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 5, 60, 4
PIECE = 32 * 1024 * 1024  # bytes; a file can have 10,000


def copy_to_bucket(folder: Path, bucket: Bucket) -> None:
    """Uploads all files, the manifest last: without it, it's no backup. Raises ``BackupError``."""
    client = _client(bucket)
    files = sorted(folder.iterdir(), key=lambda path: (path.name == MANIFEST, path.name))
    try:
        for path in files:
            client.upload_file(
                str(path),
                bucket.name,
                f"{folder.name}/{path.name}",
                Config=TransferConfig(multipart_threshold=PIECE, multipart_chunksize=PIECE, max_concurrency=2),
            )
    except (ClientError, BotoCoreError, Boto3Error, OSError) as error:
        raise BackupError(f"it wasn't copied to the bucket {bucket.name}: {' '.join(str(error).split())}") from error


def _client(bucket: Bucket) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=bucket.endpoint or None,
        region_name=bucket.region or None,
        aws_access_key_id=bucket.access_key,
        aws_secret_access_key=bucket.secret_key,
        config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            # Servers other than Amazon's don't all know the newer checksums. The digest of each part of an upload is always sent.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
