"""Measures how well the estimate of a PDF's time tells PDFs that need a worker: 100 generated résumés in nine scripts.

Run: .venv/bin/python benchmarks/pdf_estimate.py [SEED]. Times are of the processor, so other work matters less.
"""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.conf import settings

from resumes.document import ResumeDocument
from resumes.exports.estimate import LONG, estimated_seconds
from resumes.exports.options import Options
from resumes.exports.pdf import export_of, sys_inputs

settings.configure(RESUME_FONTS_DIR="")
TOO_LONG = 0.3  # seconds: never in a web process
WORDS = {
    "en": "built fifty first-line office tools for 12,000 staff and cut costs by 38% while efficient",
    "pl": "zażółć gęślą jaźń wdrożyła współpracę z 14 zespołami źródło-danych ćwiczenia łącznie",
    "el": "σχεδίασε υπηρεσίες για 240 χρήστες με ασφάλεια και μείωσε το κόστος κατά",
    "uk": "розробила єдину систему обліку для 48 філій, скоротила витрати на 17% і навчила",
    "ar": "بناء خمسين أداة مكتبية من الدرجة الأولى للموظفين وخفض التكاليف",
    "he": "בנתה חמישים כלים משרדיים לצוות וקיצצה את העלויות",
    "hi": "पचास कार्यालय उपकरण बनाए और लागत में कटौती की",
    "th": "สร้างเครื่องมือสำนักงานห้าสิบชิ้น และ ลดค่าใช้จ่าย",
    "emoji": "built 🚢 fifty first-line tools",
}
JOBS = (1, 2, 4, 8, 16, 30, 50, 80, 120)


def generated(chance: random.Random, script: str, jobs: int) -> ResumeDocument:
    def words(least: int, most: int) -> str:
        return " ".join(chance.choices(WORDS[script].split(), k=chance.randint(least, most)))

    is_rich = chance.random() < 0.3

    def highlight() -> str:
        return f"**{words(1, 4)}** {words(1, 20)} [{words(1, 2)}](https://example.org)" if is_rich else words(3, 40)

    return ResumeDocument.from_json(
        {
            "basics": {"name": words(1, 2), "summary": words(0, 90)},
            "work": [
                {
                    "position": words(1, 3),
                    "name": words(1, 4),
                    "startDate": "2001-02",
                    "endDate": "2005",
                    "highlights": [highlight() for _ in range(chance.randint(0, 6))],
                }
                for _ in range(jobs)
            ],
        }
    )


def main(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    rows = []
    for number in range(100):
        script = list(WORDS)[number % len(WORDS)]
        document = generated(chance, script, chance.choice(JOBS))
        inputs = sys_inputs(document, Options("en", design=("plain", "modern", "classic")[number % 3]))
        began = time.process_time()
        export_of(inputs)
        rows.append((time.process_time() - began, estimated_seconds(inputs), script))
    long = [row for row in rows if row[0] > TOO_LONG]
    sent = [row for row in rows if row[1] > LONG]
    both = [row for row in long if row in sent]
    ratios = sorted(took / estimate for took, estimate, _script in rows)
    print(f"{len(rows)} PDFs, {len(long)} take more than {TOO_LONG} s, {len(sent)} go to a worker")
    print(f"recall {len(both)}/{len(long)}, precision {len(both)}/{len(sent)}")
    print(f"time by estimate: least {ratios[0]:.2f}, median {ratios[50]:.2f}, most {ratios[-1]:.2f}")
    slowest = max((row for row in rows if row not in sent), default=(0, 0, ""))
    print(f"slowest in a web process: {slowest[0]:.2f} s ({slowest[2]})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
