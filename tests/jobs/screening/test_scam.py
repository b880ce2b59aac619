import pytest

from jobs.screening import scam
from jobs.screening.claims import Claims
from jobs.screening.scam import PAY_BOUNDS
from tests.jobs.screening.test_rules import rows

TEXTS = rows("scams.txt")


def found(**said):
    return [
        (finding.rule, finding.quote)
        for finding in scam.examine(Claims(**{"title": "Clerk", "text": "", "company": "Northwind", **said}))
    ]


@pytest.mark.parametrize(("expected", "text"), TEXTS, ids=[text[:60] for _, text in TEXTS])
def test_a_sentence_smells_of_what_it_asks_and_of_nothing_else(expected, text):
    assert {rule for rule, _ in found(text=text)} == (set() if expected == "-" else {expected})


def test_every_finding_is_of_the_kind_scam():
    (finding,) = scam.examine(Claims(title="Clerk", text="Text us on WhatsApp: +1 555 0100."))
    assert (finding.kind, finding.quote) == ("scam", "Text us on WhatsApp: +1 555 0100.")


def test_a_free_mailbox_is_named_when_a_company_hires():
    assert found(apply_email="Northwind.Jobs@Gmail.com") == [("free-mail-apply", "Northwind.Jobs@Gmail.com")]
    assert found(apply_url="mailto:nw@yahoo.com?subject=Job") == [("free-mail-apply", "nw@yahoo.com")]
    assert found(apply_email="jobs@northwind.example") == []
    assert found(apply_email="ada@gmail.com", company="") == []
    assert found(apply_email="jobs@gmail.com.northwind.example") == []


@pytest.mark.parametrize("currency", PAY_BOUNDS)
def test_pay_is_an_outlier_only_beyond_the_bounds_of_its_currency(currency):
    low, high = PAY_BOUNDS[currency]
    rules = lambda *ends: [rule for rule, _ in found(pay_currency=currency, pay_yearly=ends)]  # noqa: E731
    assert rules(low, high) == rules(None, high) == rules(low, None) == []
    assert rules(low, high + 1) == rules(None, low - 1) == rules(low - 2, low - 1) == ["pay-outlier"]


def test_an_outlier_is_quoted_as_an_amount():
    assert found(pay_currency="USD", pay_yearly=(None, 208_000_000_00)) == [("pay-outlier", "$208,000,000")]


def test_pay_that_is_unstated_or_of_an_unknown_scale_is_no_outlier():
    assert found(pay_yearly=(None, None), pay_currency="USD") == []
    assert found(pay_yearly=(1, 1), pay_currency="VND") == []
