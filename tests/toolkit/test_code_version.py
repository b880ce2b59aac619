"""Tests of the fingerprint of the running code."""

import tomllib

from django.conf import settings

from toolkit.code_version import PARTS


def test_every_production_package_is_part_of_the_fingerprint():
    """A page that was cached by older code of any of them isn't served."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        packages = set(tomllib.load(file)["tool"]["importlinter"]["root_packages"]) - {"local", "demo"}
    assert packages | {"templates", "static"} == set(PARTS)
