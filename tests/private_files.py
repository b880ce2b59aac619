"""Settings of the storage of private files, for a test."""

from django.conf import settings as site

KEYS = {"access_key": "k", "secret_key": "s"}


def setting_of_folder(folder):
    own = site.STORAGES["private"]["OPTIONS"]
    return {**site.STORAGES, "private": {**site.STORAGES["private"], "OPTIONS": {**own, "location": str(folder)}}}


def setting_of_server(port):
    options = {"bucket_name": "files", "endpoint_url": f"http://127.0.0.1:{port}", "region_name": "us-east-1", **KEYS}
    return {**site.STORAGES, "private": {"BACKEND": "toolkit.s3_storage.PrivateS3Storage", "OPTIONS": options}}
