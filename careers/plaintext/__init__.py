"""Reads the plain-text layout that published career guides are handed around in.

Headings stand on lines of their own, in any order and any number, some with the name of the role in them. A line is one
paragraph, one item of a list, one label or one figure; blank lines mean nothing. Every line ends up in the document, among
the unplaced with its number and the reason, or in a part that is no guide and set aside.
"""

from careers.document import GuideDocument, slug_for
from careers.import_report import ImportReport, NotAGuide, Reading, SetAside, pay_warnings
from careers.plaintext import parts
from careers.plaintext.draft import Draft
from careers.plaintext.figures import Figures
from careers.plaintext.headings import SECTION_HEADINGS, SHARE_BOX, SUBSCRIPTION_BOX, TITLE, Block, blocks
from careers.plaintext.lines import Line, labelled, split
from careers.sections import BY_KEY, Kind
from jobboard.lib.mojibake import repair

_BOXES = (SHARE_BOX, SUBSCRIPTION_BOX)
_PARTS = {
    "tiers": parts.tiers,
    "day": parts.day,
    "skill_map": parts.skill_map,
    "case_studies": parts.case_studies,
    "questions": parts.questions,
    "sources": parts.sources,
}
