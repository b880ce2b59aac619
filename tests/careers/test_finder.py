"""The career finder: a form without JavaScript whose results are a URL; answers are saved only on request."""

import json
import re
import zipfile
from io import BytesIO

import pytest
from django.utils import timezone

from accounts import privacy
from careers.finder.answers import Answers, answers_of, save_answers
from careers.models import SavedAnswers
from tests.factories import a_user

PATH = "/careers/find/"
NURSE = "like=S2&like=S4&like=S9&like=I8&skill=listening&skill=service&education=bachelor"
ANSWERS = Answers(like=("I8", "S2", "S4", "S9"), skill=("listening", "service"), education="bachelor")


def read(client, query=""):
    response = client.get(PATH + (f"?{query}" if query else ""))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def titles(page):
    return re.findall(r'<span class="num">\d+\.</span> <a href="[^"]+">([^<]+)</a>', page)


def test_the_form_has_every_statement_and_skill_and_is_canonical(client, occupations):
    page = read(client)
    assert page.count('name="like"') == 60
    assert page.count('name="skill"') == 35
    assert "noindex" not in page
    assert not titles(page)


def test_results_are_ranked_with_reasons_and_not_indexed(client, occupations):
    page = read(client, NURSE)
    assert "Registered Nurses" in titles(page)[:2]
    assert '<meta name="robots" content="noindex, follow">' in page
    first = page[page.index("Registered Nurses</a>") :][:5000]
    assert re.search(r"<dt>Interests</dt>\s*<dd><b class=\"num\">[−\d.]+</b> A (strong|good) fit", first)
    assert "Active Listening" in first
    assert "Usually: Bachelor’s degree, as you have." in first


def test_the_form_below_results_keeps_the_answers(client, occupations):
    page = read(client, NURSE + "&tools=Frobnicator")
    assert re.search(r'name="like" value="S2" checked', page)
    assert 'value="frobnicator"' in page
    assert "We don’t know “frobnicator”" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("like=", "Tick at least one statement, skill or tool"),
        ("education=master", "Tick at least one statement, skill or tool"),
        (
            "&".join(f"like={letter}{number}" for letter in "RIASEC" for number in range(1, 11)),
            "equally many statements",
        ),
        ("like=R1&like=I1&like=A1&like=S1&like=E1&like=C1", "equally many statements"),
    ],
)
def test_answers_that_cannot_rank_say_why(client, occupations, query, words):
    page = read(client, query)
    assert words in page
    assert not titles(page)


def test_interests_that_say_nothing_leave_the_skills(client, occupations):
    page = read(client, "like=R1&like=I1&like=A1&like=S1&like=E1&like=C1&skill=programming")
    assert "equally many statements" in page
    assert titles(page)


def test_wrong_keys_get_a_message_and_cost_nothing_else(client, occupations):
    page = read(client, "like=R1,Z9&skill=flying&skill=repairing")
    assert "There&#x27;s a problem" in page or "There's a problem" in page
    assert re.search(r'value="repairing" checked', page)
    assert titles(page)


def test_visitors_are_not_asked_to_sign_in_and_nothing_is_stored(client, occupations, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = read(client, NURSE)
    assert "Sign in to save answers" in page
    assert not SavedAnswers.objects.exists()


# --- Saved answers ------------------------------------------------------------------------------------------------------


def test_a_member_saves_sees_and_deletes_their_answers(client, occupations):
    user = a_user("mira@example.com")
    client.force_login(user)
    page = read(client, NURSE)
    answers = re.search(r'name="answers" value="([^"]+)"', page)[1].replace("&amp;", "&")
    response = client.post(PATH + "save/", {"answers": answers})
    assert response.status_code == 302
    assert answers_of(SavedAnswers.objects.get(user=user)) == ANSWERS
    page = read(client)
    link = re.search(r'<a href="([^"]+)">Show their results</a>', page)[1].replace("&amp;", "&")
    assert "Registered Nurses" in titles(read(client, link.partition("?")[2]))[:2]
    client.post(PATH + "delete/")
    assert not SavedAnswers.objects.exists()
    assert "Show their results" not in read(client)


def test_saving_again_replaces_the_answers(client, occupations):
    user = a_user("mira@example.com")
    client.force_login(user)
    for answers in (NURSE, "like=R1"):
        client.post(PATH + "save/", {"answers": answers})
    assert answers_of(SavedAnswers.objects.get()) == Answers(like=("R1",))


def test_nothing_ticked_is_not_saved(client, occupations):
    client.force_login(a_user("mira@example.com"))
    client.post(PATH + "save/", {"answers": "like=Z9"})
    assert not SavedAnswers.objects.exists()


def test_one_member_never_sees_another_s_answers(client, occupations):
    save_answers(user=a_user("other@example.com"), answers=ANSWERS, now=timezone.now())
    client.force_login(a_user("mira@example.com"))
    assert "Show their results" not in read(client)
    client.post(PATH + "delete/")
    assert SavedAnswers.objects.count() == 1


@pytest.mark.parametrize("path", ["save/", "delete/"])
def test_saving_needs_a_member_and_a_post(client, occupations, path):
    assert client.get(PATH + path).status_code == 405
    assert client.post(PATH + path, {"answers": NURSE})["Location"].startswith("/accounts/login/")
    assert not SavedAnswers.objects.exists()


def test_saved_answers_are_in_the_member_s_copy_and_go_with_the_account(occupations):
    user = a_user("mira@example.com")
    save_answers(user=user, answers=ANSWERS, now=timezone.now())
    with zipfile.ZipFile(BytesIO(privacy.archive(user, now=timezone.now()))) as archive:
        rows = json.loads(archive.read("everything.json"))["tables"]["careers_answers"]
    assert rows[0]["answers"]["like"] == list(ANSWERS.like)
    privacy.delete_account(user=user, now=timezone.now())
    assert not SavedAnswers.objects.exists()
