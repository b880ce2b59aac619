"""A member with a résumé to share."""

import pytest
from django.utils import timezone

from resumes import services
from tests.factories import a_user
from tests.resumes.sharing import DATA


@pytest.fixture
def owner():
    return a_user("ana@example.com", name="Ana Moreira")


@pytest.fixture
def resume(owner):
    return services.create_resume(user=owner, name="Lead", language="en", data=DATA, now=timezone.now())
