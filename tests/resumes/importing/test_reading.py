"""Texts that programs can't take apart or show don't stop an import."""

import pytest

from resumes.importing import read_file, read_text


@pytest.mark.parametrize("address", ["https://[a.b", "https://www.[yourname].com", "https://a℀.com"])
def test_an_address_that_cannot_be_taken_apart_is_listed(address):
    draft = read_text(f"Maren Oakfield\nmaren@example.com\nhttps://maren.example\n{address}\n")

    assert draft.document.basics.url == "https://maren.example"
    assert not draft.document.basics.profiles
    assert [one.text for one in draft.not_placed] == [address]


def test_signs_that_no_page_can_show_leave_the_lines_of_a_file():
    def parse(module, function, content):
        texts = ["Maren\ud800 Oakfield", "maren@example.com\x00", "Hobbies\udfff", "Zzz \udc00 1\x002"]
        return {
            "lines": [
                {"text": text, "size": 10.0, "bold": False, "x": 50.0, "y": 700.0 - 12 * n, "page": 1}
                for n, text in enumerate(texts)
            ],
            "links": ["https://a.example/\ud800"],
        }

    draft = read_file("resume.pdf", b"%PDF-1.7", parse=parse)

    assert draft.document.basics.name == "Maren Oakfield"
    told = [one.text for one in draft.placed] + [one.text + one.reason for one in draft.not_placed]
    assert not {"\x00", "\ud800"} & set("".join(told))
