"""Words of the explorer and the finder: fields, education, preparation, interests and O*NET's skills, by their keys in URLs."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from careers.occupations import labels
from occupations import facts

# Major groups of the Standard Occupational Classification.
FIELDS: dict[str, str] = {
    "management": "11-0000",
    "business": "13-0000",
    "computer": "15-0000",
    "engineering": "17-0000",
    "science": "19-0000",
    "community": "21-0000",
    "legal": "23-0000",
    "education": "25-0000",
    "arts": "27-0000",
    "health-care": "29-0000",
    "health-support": "31-0000",
    "protection": "33-0000",
    "food": "35-0000",
    "cleaning": "37-0000",
    "personal-care": "39-0000",
    "sales": "41-0000",
    "office": "43-0000",
    "farming": "45-0000",
    "construction": "47-0000",
    "repair": "49-0000",
    "production": "51-0000",
    "transportation": "53-0000",
}
FIELD_NAMES: dict[str, Promise] = {key: labels.MAJOR_GROUPS[code] for key, code in FIELDS.items()}

# Typical entry education; `Occupation.education` is the rank, lowest first.
EDUCATION: tuple[str, ...] = (
    "none", "high-school", "some-college", "certificate", "associate", "bachelor", "master", "doctoral"
)  # fmt: skip
EDUCATION_RANKS: dict[str, int] = {key: rank for rank, key in enumerate(EDUCATION, start=1)}
EDUCATION_OF_RANK: dict[int, Promise] = {
    rank: labels.EDUCATION[name] for rank, name in enumerate(facts.EDUCATION, start=1)
}
EDUCATION_NAMES: dict[str, Promise] = {key: EDUCATION_OF_RANK[rank] for key, rank in EDUCATION_RANKS.items()}

LETTERS = "RIASEC"
ZONE_NAMES: dict[str, Promise] = {str(zone): name for zone, name in labels.JOB_ZONES.items()}
INTEREST_NAMES: dict[str, Promise] = {letter: name for letter, (name, _meaning) in labels.INTERESTS.items()}

IMPORTANT = 3.0  # "important" on O*NET's scale of importance from 1 to 5


@dataclass(frozen=True)
class Skill:
    """``id`` is O*NET's element id; ``hint`` says in our words what the name means."""

    id: str
    name: Promise
    hint: Promise


SKILLS: dict[str, Skill] = {
    key: Skill(id, name, hint)
    for key, id, name, hint in (
        ("reading", "2.A.1.a", _("Reading Comprehension"), _("Get the point of long texts at work")),
        ("listening", "2.A.1.b", _("Active Listening"), _("Hear people out and ask the right questions")),
        ("writing", "2.A.1.c", _("Writing"), _("Write so that your readers understand")),
        ("speaking", "2.A.1.d", _("Speaking"), _("Explain things out loud")),
        ("mathematics", "2.A.1.e", _("Mathematics"), _("Solve problems with numbers")),
        ("science", "2.A.1.f", _("Science"), _("Solve problems with scientific methods")),
        ("critical-thinking", "2.A.2.a", _("Critical Thinking"), _("Weigh the strengths of each option")),
        ("learning", "2.A.2.b", _("Active Learning"), _("See what new information changes")),
        ("teaching-methods", "2.A.2.c", _("Learning Strategies"), _("Choose a good way to teach or learn something")),
        ("monitoring", "2.A.2.d", _("Monitoring"), _("Notice how well you or others do, and correct it")),
        ("perceptiveness", "2.B.1.a", _("Social Perceptiveness"), _("Sense how people feel, and why")),
        ("coordination", "2.B.1.b", _("Coordination"), _("Fit your work to what others do")),
        ("persuasion", "2.B.1.c", _("Persuasion"), _("Change people’s minds")),
        ("negotiation", "2.B.1.d", _("Negotiation"), _("Bring people to an agreement")),
        ("instructing", "2.B.1.e", _("Instructing"), _("Teach people how to do something")),
        ("service", "2.B.1.f", _("Service Orientation"), _("Look for ways to help")),
        ("problem-solving", "2.B.2.i", _("Complex Problem Solving"), _("Take on problems with no obvious answer")),
        ("needs", "2.B.3.a", _("Operations Analysis"), _("Turn what people need into a design")),
        ("technology-design", "2.B.3.b", _("Technology Design"), _("Adapt technology to its users")),
        ("equipment-selection", "2.B.3.c", _("Equipment Selection"), _("Pick the right tools for a job")),
        ("installation", "2.B.3.d", _("Installation"), _("Install machines, wiring or programs")),
        ("programming", "2.B.3.e", _("Programming"), _("Write computer programs")),
        ("watching-machines", "2.B.3.g", _("Operations Monitoring"), _("Watch gauges to see that a machine runs well")),
        ("operating", "2.B.3.h", _("Operation and Control"), _("Run machines or vehicles")),
        ("maintenance", "2.B.3.j", _("Equipment Maintenance"), _("Service equipment before it breaks")),
        ("troubleshooting", "2.B.3.k", _("Troubleshooting"), _("Find out why something doesn’t work")),
        ("repairing", "2.B.3.l", _("Repairing"), _("Fix machines or systems")),
        ("quality-control", "2.B.3.m", _("Quality Control Analysis"), _("Test and inspect results")),
        ("judgment", "2.B.4.e", _("Judgment and Decision Making"), _("Decide after weighing costs and benefits")),
        ("systems-analysis", "2.B.4.g", _("Systems Analysis"), _("Work out how a change affects the whole")),
        ("systems-evaluation", "2.B.4.h", _("Systems Evaluation"), _("Measure how well a system does its job")),
        ("time", "2.B.5.a", _("Time Management"), _("Plan your time and other people’s")),
        ("money", "2.B.5.b", _("Management of Financial Resources"), _("Decide what to spend, and account for it")),
        ("materials", "2.B.5.c", _("Management of Material Resources"), _("Get and look after what the work needs")),
        ("people", "2.B.5.d", _("Management of Personnel Resources"), _("Lead, develop and choose people")),
    )
}
SKILLS_BY_ID: dict[str, Skill] = {skill.id: skill for skill in SKILLS.values()}
