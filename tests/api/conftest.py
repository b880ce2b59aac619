"""A member, and a program that asks with a token of theirs."""

import pytest

from tests.api.members import Program
from tests.factories import a_user


@pytest.fixture
def ada():
    return a_user()


@pytest.fixture
def program(ada):
    return Program(ada)
