"""Pages of the résumé editor, as forms without JavaScript: list, sections, entries, history, downloads."""

import datetime as dt
import html
import io
import json
import re

import pypdf
import pytest
from django.utils import timezone

from resumes import services
from resumes.models import Resume
from resumes.sections import BY_KEY, SECTIONS
from tests.factories import a_user

pytestmark = pytest.mark.django_db
WORK = BY_KEY["work"]


@pytest.fixture
def member(client):
    user = a_user(name="Ana Moreira")
    client.force_login(user)
    return user


@pytest.fixture
def resume(member):
    data = {
        "basics": {"name": "Ana Moreira", "email": "ana@example.com"},
        "work": [
            {"position": "Operations lead", "name": "Maré", "startDate": "2022-03", "highlights": ["Cut delays by 6%"]},
            {"position": "Analyst", "name": "Feira", "x-own": 1},
        ],
    }
    return services.create_resume(user=member, name="Lead", language="en", data=data, now=timezone.now())


def address(resume, *parts):
    return "/".join([f"/account/resumes/{resume.pk}", *map(str, parts), ""])


def text(page):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.content.decode())).split())


def version_in(page, number):
    entry = page.content.decode().partition(f'id="entry-{number}"')[2]
    return re.search(r'name="version" value="([^"]+)"', entry)[1]


def stored(resume, section="work"):
    return Resume.objects.get(pk=resume.pk).data.get(section)


def test_a_resume_is_created_and_leads_to_its_first_section(client, member):
    answer = client.post("/account/resumes/new/", {"name": "Lead", "language": "pt"})
    [made] = Resume.objects.of(member)
    assert answer["Location"] == address(made, "basics")
    assert (made.name, made.language, made.data["basics"]["name"]) == ("Lead", "pt", "Ana Moreira")
    assert "1 of 3 résumés used." in text(client.get("/account/resumes/"))
    assert client.post("/account/resumes/new/", {"name": "", "language": "pt"}).status_code == 400


def test_a_full_list_says_what_the_plan_includes(client, member, resume):
    client.post(address(resume, "duplicate"))
    client.post(address(resume, "duplicate"))
    page = client.get("/account/resumes/")
    assert "Your plan includes 3 résumés. Plus includes 20." in text(page)
    assert "New résumé" not in text(page)
    assert "Your plan includes 3 résumés." in text(
        client.post("/account/resumes/new/", {"name": "X", "language": "en"})
    )


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_each_section_has_a_page_with_all_its_fields(client, resume, section):
    page = text(client.get(address(resume, section.key)))
    assert all(str(field.label) in page for field in section.fields if not field.is_rare)


def test_an_entry_is_added_on_top(client, resume):
    answer = client.post(address(resume, "work"), {"position": "Director", "name": "Porto", "startDate": "Jan 2024"})
    assert answer["Location"] == address(resume, "work")
    assert stored(resume)[0] == {"position": "Director", "name": "Porto", "startDate": "2024-01"}
    assert len(stored(resume)) == 3


def test_an_entry_is_changed_and_keeps_what_the_editor_does_not_show(client, resume):
    page = client.get(address(resume, "work"))
    sent = {
        "version": version_in(page, 1),
        "position": "Analyst",
        "name": "Feira Viva",
        "highlights": "Built reports\n\nMoved stock",
    }
    answer = client.post(address(resume, "work", 1), sent | {"action": "save"})
    assert answer["Location"] == f"{address(resume, 'work')}?open=1#entry-1"
    assert stored(resume)[1] == {
        "position": "Analyst", "name": "Feira Viva", "highlights": ["Built reports", "Moved stock"], "x-own": 1,
    }  # fmt: skip


def test_entries_move_and_go(client, resume):
    page = client.get(address(resume, "work"))
    client.post(address(resume, "work", 0), {"version": version_in(page, 0), "action": "down"})
    assert [one["name"] for one in stored(resume)] == ["Feira", "Maré"]
    page = client.get(address(resume, "work"))
    client.post(address(resume, "work", 1), {"version": version_in(page, 1), "action": "remove"})
    assert [one["name"] for one in stored(resume)] == ["Feira"]
    assert "Removed. You can restore it from the version history." in text(client.get(address(resume, "work")))


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, resume):
    version = version_in(client.get(address(resume, "work")), 0)
    sent = {"version": version, "position": "Head", "startDate": "soon", "url": "javascript:alert(1)", "action": "save"}
    answer = client.post(address(resume, "work", 0), sent)
    page = text(answer)
    assert answer.status_code == 400
    assert "Enter a month and year, such as Mar 2021, or only a year." in page
    assert "Enter a valid URL." in page
    assert 'value="soon"' in answer.content.decode()
    assert stored(resume)[0]["position"] == "Operations lead"


def test_a_second_tab_is_told_and_keeps_its_text(client, resume):
    version = version_in(client.get(address(resume, "work")), 0)
    first = {"version": version, "position": "Head", "name": "Maré", "action": "save"}
    client.post(address(resume, "work", 0), first)
    second = client.post(
        address(resume, "work", 0), {"version": version, "position": "Chief", "name": "Maré", "action": "save"}
    )
    page = text(second)
    assert second.status_code == 409
    assert "Not saved: this has changed since you opened the page" in page
    assert "Job title Head" in page
    assert 'value="Chief"' in second.content.decode()
    again = re.search(r'name="overwrite"\s+value="([^"]+)"', second.content.decode())[1]
    client.post(
        address(resume, "work", 0),
        {"version": version, "overwrite": again, "position": "Chief", "name": "Maré", "action": "save"},
    )
    assert stored(resume)[0]["position"] == "Chief"


def test_an_entry_removed_in_another_tab_comes_back_as_a_new_one(client, resume):
    version = version_in(client.get(address(resume, "work")), 1)
    services.remove_entry(resume=resume, section=WORK, number=1, seen=(), now=timezone.now())
    answer = client.post(address(resume, "work", 1), {"version": version, "name": "Feira Viva", "action": "save"})
    assert answer.status_code == 409
    assert "This entry was changed or removed in another tab." in text(answer)
    assert 'value="Feira Viva"' in answer.content.decode()


def test_an_entry_that_another_tab_moved_is_saved_where_it_is_now(client, resume):
    version = version_in(client.get(address(resume, "work")), 0)
    services.add_entry(resume=resume, section=WORK, values={WORK.field("position"): "Director"}, now=timezone.now())
    sent = {"version": version, "position": "Head", "name": "Maré", "action": "save"}
    assert client.post(address(resume, "work", 0), sent).status_code == 302
    assert [one["position"] for one in stored(resume)] == ["Director", "Head", "Analyst"]


def test_another_entry_is_never_overwritten(client, resume):
    version = version_in(client.get(address(resume, "work")), 0)
    sent = {"version": version, "position": "Head", "name": "Maré", "action": "save"}
    client.post(address(resume, "work", 0), sent)
    services.move_entry(resume=resume, section=WORK, number=0, to="down", seen=(), now=timezone.now())
    page = client.post(address(resume, "work", 0), sent | {"position": "Chief"})
    assert page.status_code == 409
    assert (
        f'action="{address(resume, "work", 1)}"' in page.content.decode().partition("has changed since you opened")[0]
    )
    assert [one["position"] for one in stored(resume)] == ["Analyst", "Head"]


def test_what_was_typed_is_saved_when_the_entry_moves(client, resume):
    version = version_in(client.get(address(resume, "work")), 0)
    client.post(address(resume, "work", 0), {"version": version, "position": "Head", "action": "down"})
    assert [one["position"] for one in stored(resume)] == ["Analyst", "Head"]
    version = version_in(client.get(address(resume, "work")), 1)
    wrong = client.post(address(resume, "work", 1), {"version": version, "startDate": "soon", "action": "up"})
    assert wrong.status_code == 400
    assert [one["position"] for one in stored(resume)] == ["Analyst", "Head"]


def test_an_entry_goes_whatever_was_typed_in_it(client, resume):
    version = version_in(client.get(address(resume, "work")), 0)
    answer = client.post(address(resume, "work", 0), {"version": version, "startDate": "soon", "action": "remove"})
    assert answer.status_code == 302
    assert [one["position"] for one in stored(resume)] == ["Analyst"]


@pytest.mark.parametrize("typed", [{"name": "Feira Viva"}, {"startDate": "Mar"}])
def test_typing_in_an_entry_that_is_gone_is_told(client, resume, typed):
    version = version_in(client.get(address(resume, "work")), 1)
    services.remove_entry(resume=resume, section=WORK, number=1, seen=(), now=timezone.now())
    answer = client.post(address(resume, "work", 1), {"version": version, "autosave": "1", **typed})
    assert (answer.status_code, "changed in another tab" in text(answer)) == (409, True)
    kept = client.post(address(resume, "work", 1), {"version": version, "action": "save", **typed})
    assert (kept.status_code, f'value="{next(iter(typed.values()))}"' in kept.content.decode()) == (409, True)


def test_a_field_that_was_not_sent_keeps_its_value(client, resume):
    version = version_in(client.get(address(resume, "work")), 0)
    client.post(address(resume, "work", 0), {"version": version, "position": "Head", "action": "save"})
    assert stored(resume)[0]["highlights"] == ["Cut delays by 6%"]


def test_an_empty_entry_is_not_added(client, resume):
    assert "Fill in at least one field." in text(client.post(address(resume, "work"), {"position": " "}))
    assert len(stored(resume)) == 2


@pytest.mark.parametrize("opened", ["²", "9" * 5000, "-1", "7"])
def test_any_number_of_an_entry_to_open_is_answered(client, resume, opened):
    assert client.get(address(resume, "work"), {"open": opened}).status_code == 200


def test_the_first_entry_cannot_move_up_and_the_last_not_down(client, resume):
    page = text(client.get(address(resume, "work")))
    assert (page.count("Move up"), page.count("Move down")) == (1, 1)


def test_personal_data_in_sections_that_the_format_does_not_know_is_told_without_a_link(client, member):
    data = {"basics": {"name": "A"}, "persönliche Daten": {"Familienstand": "ledig"}}
    resume = services.create_resume(user=member, name="A", language="de", data=data, now=timezone.now())
    assert "Remove your marital status." in text(client.get(address(resume)))


def test_what_only_files_bring_can_be_removed(client, member):
    data = {"basics": {"name": "A", "image": "https://a.example/me.jpg", "location": {"address": "Elm St 1"}}}
    resume = services.create_resume(user=member, name="A", language="en", data=data, now=timezone.now())
    page = client.get(address(resume, "basics"))
    assert "Photo link" in text(page)
    sent = {"version": version_in(page, 0), "image": "", "location.address": "", "action": "save"}
    client.post(address(resume, "basics", 0), sent)
    assert stored(resume, "basics") == {"name": "A"}
    assert "Photo link" not in text(client.get(address(resume, "basics")))


def test_saving_while_typing_answers_with_the_parts_that_change(client, resume):
    version = version_in(client.get(address(resume, "work")), 0)
    sent = {"version": version, "position": "Head of operations", "autosave": "1"}
    answer = client.post(address(resume, "work", 0), sent)
    assert answer.status_code == 200
    assert "Saved " in text(answer)
    assert "Head of operations" in text(answer)
    newer = re.search(r'data-part="version"\s+value="([^"]+)"', answer.content.decode())[1]
    assert client.post(address(resume, "work", 0), sent | {"version": newer, "position": "Chief"}).status_code == 200
    late = client.post(address(resume, "work", 0), sent | {"position": "Late"})
    assert (late.status_code, "changed in another tab" in text(late)) == (409, True)
    wrong = client.post(address(resume, "work", 0), sent | {"startDate": "soon"})
    assert (wrong.status_code, "Not saved:" in text(wrong)) == (400, True)
    assert stored(resume)[0]["position"] == "Chief"


def test_the_checklist_leads_to_the_fields(client, resume):
    page = client.get(address(resume)).content.decode()
    assert f'href="{address(resume, "basics")}?open=0#entry-0-label"' in page
    assert 'id="entry-0-label"' in client.get(address(resume, "basics")).content.decode()


def test_versions_are_listed_compared_and_restored(client, resume):
    services.add_entry(
        resume=resume,
        section=WORK,
        values={WORK.field("position"): "Chief"},
        now=timezone.now() + dt.timedelta(hours=1),
    )
    assert "Created" in text(client.get(address(resume, "history")))
    assert "Experience: Chief Chief empty" in text(client.get(address(resume, "history", 1))).replace("Job title ", "")
    client.post(address(resume, "history", 1, "restore"))
    assert [one["position"] for one in stored(resume)] == ["Operations lead", "Analyst"]


def test_a_deleted_resume_can_be_restored(client, member, resume):
    assert "You can restore it for 30 days." in text(client.get(address(resume, "delete")))
    client.post(address(resume, "delete"))
    assert client.get(address(resume)).status_code == 404
    assert "Recently deleted" in text(client.get("/account/resumes/"))
    client.post(address(resume, "restore"))
    assert client.get(address(resume)).status_code == 200


@pytest.mark.parametrize("key", ["pdf", "docx", "text", "markdown", "json"])
def test_every_format_is_a_download_with_the_members_name(client, resume, key):
    answer = client.get(address(resume, "download", key))
    assert answer.status_code == 200
    assert re.fullmatch(r'attachment; filename="ana-moreira-resume\.\w+"', answer["Content-Disposition"])
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_files_hold_the_resume(client, resume):
    assert json.loads(client.get(address(resume, "download", "json")).content)["work"] == stored(resume)
    pdf = client.get(address(resume, "download", "pdf"), {"paper": "letter", "design": "modern"}).content
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert "Operations lead" in reader.pages[0].extract_text()
    assert round(float(reader.pages[0].mediabox.width)) == 612


def test_a_pdf_that_lacks_characters_says_which_before_it_comes(client, resume):
    name = BY_KEY["basics"].field("name")
    services.set_fields(
        resume=resume, section=BY_KEY["basics"], number=0, values={name: "Ana 𓀀"}, seen=(), now=timezone.now()
    )
    page = client.get(address(resume, "download", "pdf"))
    assert "Our fonts don't have these characters: 𓀀." in text(page)
    assert client.get(address(resume, "download", "pdf"), {"anyway": "1"})["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("asked", ["download/exe/", "download/pdf/?paper=a0", "nothing/", "work/99999999999999999999/"])
def test_what_there_is_not_is_refused(client, resume, asked):
    assert client.get(f"{address(resume)}{asked}").status_code in (400, 404, 405)


def test_somebody_elses_resume_is_not_there(client, resume):
    client.force_login(a_user("other@example.com"))
    for path in ("", "name/", "delete/", "history/", "history/1/", "work/", "pdf/", "download/pdf/"):
        assert client.get(f"{address(resume)}{path}").status_code == 404
    for path in ("duplicate/", "delete/", "restore/", "history/1/restore/", "work/", "work/0/"):
        assert client.post(f"{address(resume)}{path}", {"action": "remove"}).status_code == 404
    client.logout()
    assert "/accounts/login/" in client.get(address(resume))["Location"]


def test_markup_in_a_resume_is_text(client, resume):
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    summary = BY_KEY["basics"].field("summary")
    services.set_fields(
        resume=resume, section=BY_KEY["basics"], number=0, values={summary: hostile}, seen=(), now=timezone.now()
    )
    page = client.get(address(resume)).content.decode()
    assert "<script>alert" not in page
    assert "onerror=alert(1)>" not in page.replace("&gt;", "")
    assert 'href="javascript' not in page


@pytest.mark.parametrize("path", ["", "work/", "history/", "pdf/"])
def test_pages_take_few_queries_however_long_the_resume_is(client, resume, path, django_assert_max_num_queries):
    for number in range(30):
        services.add_entry(
            resume=resume, section=WORK, values={WORK.field("position"): f"Job {number}"}, now=timezone.now()
        )
    client.get(f"{address(resume)}{path}")
    with django_assert_max_num_queries(4):
        client.get(f"{address(resume)}{path}")


def test_the_list_takes_the_same_queries_for_any_number_of_resumes(
    client, member, resume, django_assert_max_num_queries
):
    client.post(address(resume, "duplicate"))
    client.get("/account/resumes/")
    with django_assert_max_num_queries(4):
        client.get("/account/resumes/")
