"""Storages of private files for tests: their settings, and an S3 server."""

import http.client
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress

import boto3
from django.conf import settings as site

from local.files import free_port

KEYS = {"access_key": "k", "secret_key": "s"}


def setting_of_folder(folder):
    own = site.STORAGES["private"]["OPTIONS"]
    return {**site.STORAGES, "private": {**site.STORAGES["private"], "OPTIONS": {**own, "location": str(folder)}}}


def setting_of_server(port):
    options = {"bucket_name": "files", "endpoint_url": f"http://127.0.0.1:{port}", "region_name": "us-east-1", **KEYS}
    return {**site.STORAGES, "private": {"BACKEND": "toolkit.s3_storage.PrivateS3Storage", "OPTIONS": options}}


@contextmanager
def s3_server():
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server doesn't answer"
        make_bucket(port)
        yield port, process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


def answers(port):
    with suppress(OSError):
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with closing(asked):
            asked.request("GET", "/moto-api/")
            return asked.getresponse().status == 200
    return False


def make_bucket(port):
    keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", **keys)
    with closing(client):
        client.create_bucket(Bucket="files")
