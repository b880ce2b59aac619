"""Addresses as mail servers take them, and log lines without any."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import tokens
from toolkit.email_addresses import UnusableAddress, ascii_address
from toolkit.redaction import RedactingFormatter, redacted


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("ada@example.com", "ada@example.com"),
        ("ada+tag@b\u00fccher.example", "ada+tag@xn--bcher-kva.example"),
        ("ada@fa\u00df.example", "ada@xn--fa-hia.example"),  # not fass.example, which is somebody else's
        ('"ada b"@example.com', '"ada b"@example.com'),
    ],
)
def test_a_domain_with_letters_of_its_own_is_its_a_labels(address, written):
    assert ascii_address(address) == written


@pytest.mark.parametrize(
    "address",
    ["", "ada", "@example.com", "ada@", "\u0130k@example.com", '"x\x01y"@example.com', "a b@example.com",
     "ada@exa mple.com", "ada@example.com\r\nBcc: eve@example.com", "ada>@example.com", "ada@\ud800.example"],
)  # fmt: skip
def test_what_smtp_cannot_say_is_refused_without_being_repeated(address):
    with pytest.raises(UnusableAddress) as refused:
        ascii_address(address)
    assert not address or address not in str(refused.value)


@given(st.text(max_size=80))
def test_whatever_is_accepted_is_one_line_of_ascii_without_brackets(address):
    try:
        written = ascii_address(f"{address}@example.com")
    except UnusableAddress:
        return
    assert written.isascii()
    assert not set("\r\n\0") & set(written)


def test_log_lines_hold_no_addresses_links_or_tokens():
    token = tokens.make_token("end", [(12, 1), (13, 4)])
    line = (
        f'Bad Request: /alerts/end/{token}/ for "ada.b+c@example.com" <eve@mail.example.org> '
        f"https://board.example/alerts/confirm/{token}/?a=b redis://:secret@host:1/0 {token}"
    )
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, line, (), None)
    for said in (redacted(line), RedactingFormatter().format(record)):
        assert token not in said
        assert "ada" not in said
        assert "eve@" not in said
        assert "secret" not in said
        assert "example.org" in said  # which server is concerned may be said


def test_usual_log_lines_stay_as_they_are():
    for line in (
        "550 5.1.1 no such user (envelope)",
        "12 imported from source remotive in 0:00:03.123456, 3 held",
        "KeyError in said (billing/emails.py:63)",
        "Task accounts.tasks.send_outgoing[3f] succeeded in 0.01s",
    ):
        assert redacted(line) == line
