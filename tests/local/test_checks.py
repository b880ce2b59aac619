"""The static checks can be run by name, and what calls them by name calls all of them."""

import shlex

import pytest
import yaml

from local.checks import check, static_checks
from local.console import LocalError
from local.site import CHECKOUT

NEEDS_PRODUCTION = "check --deploy"  # it looks at the settings of production, which no commit should wait for


def test_pre_commit_runs_every_static_check():
    configuration = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text())
    hooks = [hook for repository in configuration["repos"] for hook in repository["hooks"]]
    called = [shlex.split(hook["entry"])[-1] for hook in hooks]
    assert [hook["name"] for hook in hooks] == called
    assert {*called, NEEDS_PRODUCTION} == {check.name for check in static_checks()}


def test_a_check_runs_by_name(capfd: pytest.CaptureFixture[str]):
    assert check(["JavaScript"]) == 0
    assert capfd.readouterr().out.startswith("ok     JavaScript")


def test_an_unknown_check_is_named():
    with pytest.raises(LocalError, match=r"no check called spelling\. The checks are: mypy, "):
        check(["spelling"])
