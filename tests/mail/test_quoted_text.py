"""What a reply by email quotes is cut, in the forms of common mail programs and languages; what its sender wrote stays."""

import pytest

from mail.quoted_text import MARKER, without_quotes

OURS = f"{MARKER}\n\nHello Ada,\n\nA member wrote:"
QUOTED = "\n".join(f"> {line}" for line in OURS.split("\n"))

REPLIES = {
    "gmail": f"Thanks!\n\nOn Mon, Nov 30, 2026 at 9:15 AM Wayfarer <reply+1.2.ab@reply.example.org> wrote:\n\n{QUOTED}\n",
    "gmail, wrapped": f"Thanks!\n\nOn Mon, Nov 30, 2026 at 9:15 AM Wayfarer <\nreply+1.2.ab@reply.example.org> wrote:\n{QUOTED}",
    "apple": f"Thanks!\n\n> On 30. Nov 2026, at 09:15, Wayfarer <hello@example.com> wrote:\n> \n{QUOTED}",
    "thunderbird, German": f"Thanks!\n\nAm 30.11.26 um 09:15 schrieb Wayfarer:\n{QUOTED}",
    "French": f"Thanks!\n\nLe lun. 30 nov. 2026 à 09:15, Wayfarer <a@example.com> a écrit :\n\n{QUOTED}",
    "outlook": f"Thanks!\n\n________________________________\nFrom: Wayfarer <a@example.com>\nSent: Monday\n{OURS}",
    "outlook, no line": "Thanks!\n\nFrom: Wayfarer <a@example.com>\nSent: Monday, November 30\nTo: Ada\nSubject: Reply\n\nOlder.",
    "outlook, Spanish": "Thanks!\n\nDe: Wayfarer\nEnviado: lunes\nPara: Ada\nAsunto: Respuesta\n\nOlder.",
    "old outlook": "Thanks!\n\n-----Original Message-----\nFrom: Wayfarer\n\nOlder.",
    "marker alone": f"Thanks!\n\n{OURS}",
    "signature": "Thanks!\n-- \nAda Lovelace\nAnalytical Engines",
    "windows lines": f"Thanks!\r\n\r\nOn Mon, 30 Nov 2026 09:15 Wayfarer wrote:\r\n\r\n{QUOTED}",
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_the_quote_is_cut(reply):
    assert without_quotes(reply) == "Thanks!"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "My plan:\n\n- Lisbon\n- Porto",
        "From: this week on I work less.\nIs that fine?",
        "I have three questions:",
        "> What did you earn?\n\n€4,000\n\n> Since when?\n\nMay",
        "A table -- with dashes -- here",
        "On Monday I start. My boss wrote:\nwelcome!",
        "To: do\nFrom: scratch",
    ],
)
def test_what_they_wrote_stays(text):
    assert without_quotes(text) == text


def test_answers_between_quotes_stay_and_the_rest_of_the_quote_goes():
    said = "On Mon, Nov 30, 2026, a@example.com wrote:\n> What did you earn?\n\n€4,000\n\n> Since when?\n> Regards"
    assert without_quotes(said) == "On Mon, Nov 30, 2026, a@example.com wrote:\n> What did you earn?\n\n€4,000"


def test_a_quote_alone_is_nothing():
    assert without_quotes(f"On Mon, Nov 30, 2026 a@example.com wrote:\n{QUOTED}") == ""
    assert without_quotes("") == ""
