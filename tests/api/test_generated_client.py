"""A typed client that a generator makes from the description reads the site, and gets values of the right types."""

import datetime as dt
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from api.access.scopes import Scope
from api.access.tokens import issue_token
from api.v1.openapi import described
from jobs.pay import Pay
from tests.factories import a_job, a_published_guide, a_user


@pytest.fixture(scope="module")
def client_code(tmp_path_factory):
    """The package of the client."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_bytes(described())
    (folder / "config.yaml").write_text("post_hooks: []")
    command = [
        sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json", "--meta", "none",
        "--output-path", "wayfarer_client", "--config", "config.yaml", "--fail-on-warning",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield "wayfarer_client"
    sys.path.remove(str(folder))


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_reads_the_site(client_code, live_server):
    from importlib import import_module

    def operation(room, name):
        return import_module(f"{client_code}.api.{room}.{name}").sync

    package = import_module(f"{client_code}.client")
    models = import_module(f"{client_code}.models")
    now = timezone.now()
    jobs = [
        a_job(
            now=now - timedelta(hours=hour),
            title=f"Officer {hour}",
            company="Acme",
            pay=Pay(60_000_00, None, "EUR", "year"),
        )
        for hour in range(3)
    ]
    a_published_guide(now=now)
    with package.Client(base_url=live_server.url) as anonymous:
        admin = models.SearchJobsIndustryItem("admin")
        first = operation("jobs", "search_jobs")(client=anonymous, q="officer", limit=2, industry=[admin])
        second = operation("jobs", "search_jobs")(
            client=anonymous, q="officer", limit=2, industry=[admin], cursor=first.next_cursor
        )
        assert [one.id for one in [*first.items, *second.items]] == [job.pk for job in jobs]
        assert second.next_cursor is None
        assert isinstance(first.items[0].published_at, dt.datetime)
        job = operation("jobs", "get_job")(jobs[0].pk, client=anonymous)
        assert (job.pay.low, job.pay.high, job.pay.currency) == (60_000, None, "EUR")
        assert operation("companies", "get_company")("acme", client=anonymous).open_jobs == 3
        assert operation("career_guides", "get_guide")("lighthouse-keeper", client=anonymous).pay[0].median == 41_000
        problem = operation("jobs", "search_jobs")(client=anonymous, geo="atlantis")
        assert isinstance(problem, models.Problem)
        assert problem.errors[0].name == "geo"

    user = a_user()
    issued = issue_token(user=user, name="Client", scopes=tuple(Scope), expires_at=now + timedelta(days=1), now=now)
    with package.AuthenticatedClient(base_url=live_server.url, token=issued.secret) as member:
        assert operation("you", "get_profile")(client=member).email == user.email
        body = models.NewApplication(title="Captain", company="Elsewhere")
        add = operation("applications", "add_application")
        made = add(client=member, body=body, idempotency_key="k1")
        assert add(client=member, body=body, idempotency_key="k1").id == made.id
        assert [one.title for one in operation("applications", "list_applications")(client=member).items] == ["Captain"]
