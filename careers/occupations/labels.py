"""Names that occupation pages use: groups, interests, ways in. Publishers' own words stay as they are."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Major groups of the Standard Occupational Classification, in short.
MAJOR_GROUPS: dict[str, Promise] = {
    "11-0000": _("Management"),
    "13-0000": _("Business and finance"),
    "15-0000": _("Computers and mathematics"),
    "17-0000": _("Architecture and engineering"),
    "19-0000": _("Science"),
    "21-0000": _("Community and social service"),
    "23-0000": _("Law"),
    "25-0000": _("Education and libraries"),
    "27-0000": _("Arts, media and sports"),
    "29-0000": _("Health care practitioners"),
    "31-0000": _("Health care support"),
    "33-0000": _("Protective service"),
    "35-0000": _("Food and serving"),
    "37-0000": _("Cleaning and grounds"),
    "39-0000": _("Personal care and service"),
    "41-0000": _("Sales"),
    "43-0000": _("Office and administration"),
    "45-0000": _("Farming, fishing and forestry"),
    "47-0000": _("Construction and extraction"),
    "49-0000": _("Installation and repair"),
    "51-0000": _("Production"),
    "53-0000": _("Transportation"),
    "55-0000": _("Military"),
}

INTERESTS: dict[str, tuple[Promise, Promise]] = {
    "R": (_("Realistic"), _("Working with tools, machines, plants or animals")),
    "I": (_("Investigative"), _("Looking into facts and solving problems")),
    "A": (_("Artistic"), _("Making things that have no fixed form")),
    "S": (_("Social"), _("Helping, teaching or caring for people")),
    "E": (_("Enterprising"), _("Leading, persuading and starting things")),
    "C": (_("Conventional"), _("Keeping records and procedures in order")),
}

JOB_ZONES: dict[int, Promise] = {
    1: _("Little or no preparation"),
    2: _("Some preparation"),
    3: _("Medium preparation"),
    4: _("Considerable preparation"),
    5: _("Extensive preparation"),
}

# How the Bureau of Labor Statistics calls the usual way in, and how we do. The category “None” means none needed.
EDUCATION: dict[str, Promise] = {
    "No formal educational credential": _("No degree or diploma"),
    "High school diploma or equivalent": _("High school diploma"),
    "Some college, no degree": _("Some college"),
    "Postsecondary nondegree award": _("Certificate after high school"),
    "Associate's degree": _("Associate’s degree"),
    "Bachelor's degree": _("Bachelor’s degree"),
    "Master's degree": _("Master’s degree"),
    "Doctoral or professional degree": _("Doctoral or professional degree"),
}
EXPERIENCE: dict[str, Promise] = {
    "None": _("Usually no earlier work in a related occupation"),
    "Less than 5 years": _("Usually less than 5 years in a related occupation"),
    "5 years or more": _("Usually 5 years or more in a related occupation"),
}
TRAINING: dict[str, Promise] = {
    "None": _("Usually no further training on the job"),
    "Short-term on-the-job training": _("Usually up to a month on the job"),
    "Moderate-term on-the-job training": _("Usually more than a month and up to a year on the job"),
    "Long-term on-the-job training": _("Usually more than a year on the job"),
    "Internship/residency": _("Usually an internship or residency"),
    "Apprenticeship": _("Usually an apprenticeship"),
}
TIERS: dict[int, Promise] = {1: _("Closest"), 2: _("Close"), 3: _("Further away")}
