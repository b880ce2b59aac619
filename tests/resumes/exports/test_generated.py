"""Generated résumés in three scripts come back from PDFs, whatever their lengths do to lines and pages."""

import random

import pytest

from resumes.document import ResumeDocument
from resumes.exports import DESIGNS, FORMATS, Options
from resumes.exports.content import arrange
from tests.resumes.exports.readers import PDF_READERS, missing_in_order, periods, plain, texts_in_order

WORDS = {
    "en": "built fifty first-line office tools for 12,000 staff (in Q3/Q4) and cut costs by 38% while efficient affluent fjord re-use C++ of A&B",
    "pl": "zażółć gęślą jaźń wdrożyła współpracę z 14 zespołami źródło-danych ćwiczenia łącznie (96%) ściśle według św. Michała",
    "el": "σχεδίασε υπηρεσίες για 240 χρήστες με ασφάλεια (99,9%) και μείωσε το κόστος κατά €12.000 εξ-αποστάσεως Ώρα Ήλιος ΐδιο",
    "uk": "розробила єдину систему обліку для 48 філій, скоротила витрати на 17% і навчила п’ятьох колег (онлайн) Їжак Ґрунт веб-сайт",
}


def generated(language, seed):
    """Returns a résumé of random length. The same seed gives the same résumé."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets

    def words(least, most):
        return " ".join(chance.choices(WORDS[language].split(), k=chance.randint(least, most)))

    def period():
        year = chance.randint(1990, 2020)
        return {"startDate": f"{year}-{chance.randint(1, 12):02}", "endDate": f"{year + chance.randint(1, 5)}"}

    def job(number):
        return {
            "position": f"{words(2, 4)} {number}",
            "name": f"{words(2, 5)} {number}",
            "highlights": [words(3, 40) for _ in range(chance.randint(0, 6))],
            **period(),
        }

    return ResumeDocument.from_json(
        {
            "basics": {"name": words(2, 3), "label": words(1, 5), "summary": words(0, 90)},
            "work": [job(number) for number in range(chance.randint(1, 9))],
            "education": [{"institution": words(2, 6), "studyType": "MSc", "area": words(1, 3), **period()}],
            "skills": [
                {"name": words(1, 2), "keywords": [words(1, 2) for _ in range(chance.randint(0, 12))]} for _ in range(3)
            ],
        }
    )


@pytest.mark.parametrize("reader", PDF_READERS)
@pytest.mark.parametrize("language", WORDS)
def test_every_text_comes_back_in_order(language, reader):
    for seed in range(12):
        document = generated(language, seed)
        content = arrange(document, language)
        export = FORMATS["pdf"].render(document, Options(language, "a4", list(DESIGNS)[seed % 3]))
        text = plain(PDF_READERS[reader](export.content))
        assert export.is_accessible
        assert missing_in_order(texts_in_order(content), text) == [], seed
        assert missing_in_order([part for pair in periods(content) for part in pair], text) == [], seed
