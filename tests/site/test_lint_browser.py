"""What the check of browser tests forbids, and what it leaves alone."""

import pytest

from tests.lint_browser import Helpers, faults

HELPERS = """
def focused(page):
    return page.evaluate("document.activeElement.id")
def sign_in(page):
    page.click("#in")
    page.wait_for_url("/account/")
"""


def found(*lines):
    source = "def test_it(page, link):\n" + "".join(f"    {line}\n" for line in lines)
    helpers = Helpers()
    helpers.learn(HELPERS)
    return [line - 1 for line, _ in faults(source, helpers)]


@pytest.mark.parametrize(
    "look",
    [
        "assert page.title() == 'Saved'",
        "assert page.url.endswith('/')",
        "assert page.locator('h1').inner_text() == 'Saved'",
        "assert page.input_value('#id') == ''",
        "assert not link.is_visible()",
        "assert page.locator('li').count() == 2",
        "assert page.evaluate('scrollY') == 0",
        "heading = page.locator('h1').text_content()",
        "assert User.objects.filter(email='a').exists()",
        "page.fill('#code', code_in(mails()[-1]))",
        "assert focused(page) == 'main'",
        "page.goto('/')",
    ],
)
def test_looking_right_after_an_act_is_forbidden_until_something_waits(look):
    for act in ("link.click()", "page.keyboard.press('Enter')", "link.select_option('a')"):
        assert found(act, look) == [2]
        assert found(act, "page.fill('#a', 'b')", look) == [3]
        for wait in (
            "expect(page).to_have_title('Saved')",
            "page.wait_for_url('/')",
            "link.wait_for()",
            "sign_in(page)",
        ):
            assert found(act, wait, look) == []
    assert found(look) == []


def test_what_waits_in_itself_may_follow():
    assert found("link.click()", "expect(page.get_by_role('alert')).to_have_text('Saved')", "assert page.title()") == []
    assert (
        found("with page.expect_popup() as popup:", "    link.click()", "page.wait_for_url('/')", "assert page.url")
        == []
    )


def test_waiting_by_what_the_page_forbids_is_forbidden():
    assert found("page.wait_for_function('scrollY > 0')") == [1]
    assert found("link.click()", "wait_until(page, 'scrollY > 0')", "assert page.title()") == []


def test_a_helper_that_acts_last_leaves_the_race_to_its_callers():
    assert [line for line, _ in faults("def sign_out(page):\n    page.click('#out')\n", Helpers())] == [2]
    assert faults(HELPERS, Helpers()) == []
