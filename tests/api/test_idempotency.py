"""A POST that is sent twice with one key acts once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from api.models import KeptAnswer
from api.problems import ProblemError
from api.v1.idempotency import answer_once, purge_kept_answers
from jobs.models import Company
from tests.factories import NOW, a_user


def ask(user, *, key="k1", body="{}", act=None, now=NOW):
    request = RequestFactory().post("/api/v1/things", body, content_type="application/json")
    if key is not None:
        request.META["HTTP_IDEMPOTENCY_KEY"] = key
    return answer_once(request, user=user, now=now, act=act or found_a_company)


def found_a_company():
    number = Company.objects.count()
    Company.objects.create(name=f"Acme {number}", slug=f"acme-{number}", name_key=f"acme{number}")
    return HttpResponse(f'{{"number":{number}}}', status=201, headers={"Location": f"/api/v1/things/{number}"})


def refuse():
    found_a_company()
    raise ProblemError(409, "conflict")


@pytest.mark.django_db
def test_the_same_request_acts_once_and_is_answered_the_same():
    ada = a_user()
    first, second = ask(ada), ask(ada)
    assert Company.objects.count() == 1
    assert (second.status_code, second.content) == (201, first.content)
    assert second["Location"] == first["Location"]
    assert (first.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")


@pytest.mark.django_db
def test_without_a_key_or_with_another_one_it_acts_again():
    ada = a_user()
    for key in (None, None, "k1", "k2"):
        ask(ada, key=key)
    ask(a_user("other@example.com"))
    assert Company.objects.count() == 5


@pytest.mark.django_db
def test_a_key_of_another_request_is_refused():
    ada = a_user()
    ask(ada)
    with pytest.raises(ProblemError) as refused:
        ask(ada, body='{"other":1}')
    assert (refused.value.status, refused.value.kind) == (422, "key-reused")
    assert Company.objects.count() == 1


@pytest.mark.django_db
def test_a_request_that_was_refused_left_nothing_and_can_be_sent_again():
    ada = a_user()
    with pytest.raises(ProblemError):
        ask(ada, act=refuse)
    assert Company.objects.count() == 0
    assert ask(ada).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "two words", "k" * 256, "ключ"])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(ProblemError) as refused:
        ask(a_user(), key=key)
    assert (refused.value.status, refused.value.errors[0].name) == (400, "Idempotency-Key")


@pytest.mark.django_db
def test_a_key_is_remembered_for_a_day():
    ada = a_user()
    ask(ada)
    ask(ada, now=NOW + timedelta(hours=23))
    assert Company.objects.count() == 1
    assert purge_kept_answers(now=NOW + timedelta(hours=23)) == 0
    ask(ada, now=NOW + timedelta(hours=24))
    assert Company.objects.count() == 2
    assert purge_kept_answers(now=NOW + timedelta(hours=48)) == 1
    assert not KeptAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_time_is_told_to_wait():
    ada = a_user()
    acting, go_on = threading.Event(), threading.Event()

    def act_slowly():
        acting.set()
        assert go_on.wait(20)
        return found_a_company()

    def first():
        try:
            ask(ada, act=act_slowly)
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    try:
        assert acting.wait(20)
        with pytest.raises(ProblemError) as refused:
            ask(ada)
    finally:
        go_on.set()
        thread.join()
    assert (refused.value.status, refused.value.headers) == (409, {"Retry-After": "1"})
    assert ask(ada)["Idempotency-Replayed"] == "true"
    assert Company.objects.count() == 1
