import pytest
from tests.factories import NOW, a_job
from jobs.models import Job
pytestmark = pytest.mark.django_db
def test_add():
    job = a_job()
    assert list(Job.objects.visible(NOW)) == [job]
