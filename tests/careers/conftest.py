import pytest
from django.contrib.auth.models import Group

from tests.factories import a_user


@pytest.fixture
def editor(client):
    """A client signed in as a member of the Editors group."""
    user = a_user("edda@example.com", name="Edda", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client
