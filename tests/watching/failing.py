"""Views and tasks that fail while they hold secrets, beside the routes of the site."""

import os
import time
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from jobboard.celery import app
from jobboard.urls import handler400, handler404, handler500  # noqa: F401 - Django looks here
from jobboard.urls import urlpatterns as of_site

# Each is in the message of an error, in variables of its frames, in arguments of a task, and in all parts of a request.
SECRETS = {
    "email": "ada.lovelace@example.com",
    "password": "hunter2-horse",
    "session": "q7x1k0z9w8v7u6t5s4r3p2o1n0m9l8k7",
    "access token": "wf_a8b7c6d5e4f3",
    "signed value": "12.1~k3J9dkE0sLw82mXzPq71vB",
    "stripe key": "sk_live_51Hq8Zz",
    "database": "postgresql://site:dbpass99@db.internal/jobboard",
    "bearer": "eyJhbGciOi.J9eyJzdWIi",
}
PERSON = "Grace Brewster Hopper"  # of a row
MESSAGE = (
    f"{SECRETS['email']} has password={SECRETS['password']}, session {SECRETS['session']} {SECRETS['access token']} "
    f"{SECRETS['signed value']} {SECRETS['stripe key']} {SECRETS['database']} Authorization: Bearer {SECRETS['bearer']}"
)


def fail(*_anything):
    held = dict(SECRETS)  # a local variable
    raise RuntimeError(f"Planted: {MESSAGE}", held)


def failing_view(request):
    fail(request.POST)


def failing_template(request):
    return HttpResponse(Engine().from_string("{{ fail }}").render(Context({"fail": fail})))


def failing_sql(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [SECRETS["password"]])


def failing_row(request):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE people (name text UNIQUE)")
        cursor.execute("INSERT INTO people VALUES (%s), (%s)", [PERSON, PERSON])


def slow_sql(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.2), %s, 'written', 12345", [PERSON])
    return HttpResponse("slow")


def send_task(request):
    failing_task.delay(SECRETS["email"], password=SECRETS["password"])
    working_task.delay()
    return HttpResponse("sent")


def wait(request):
    """Says which process waits."""
    (Path(settings.METRICS_DIR).parent / "waiting").write_text(str(os.getpid()))
    time.sleep(60)
    return HttpResponse("waited")


@shared_task
def failing_task(*_arguments, **_named):
    fail()


@shared_task
def working_task():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


# Beat fails to send it: nobody can write this argument down.
app.conf.beat_schedule = {
    "planted": {"task": "tests.watching.failing.working_task", "schedule": 1.0, "args": [object()]}
}

urlpatterns = [
    path("failing/view/", csrf_exempt(failing_view), name="failing-view"),
    path("failing/template/", csrf_exempt(failing_template), name="failing-template"),
    path("failing/sql/", csrf_exempt(failing_sql), name="failing-sql"),
    path("failing/row/", csrf_exempt(failing_row), name="failing-row"),
    path("slow/", slow_sql, name="slow"),
    path("send/", send_task, name="send"),
    path("wait/", wait, name="wait"),
    *of_site,
]
