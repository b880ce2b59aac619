"""Lines of a résumé as sources: what its page shows about work and learning, never how to reach the person."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from advice.sources.source import Kind, Source, sources_of_text
from resumes.document import Project, ResumeDocument, Volunteer, Work
from resumes.exports.rich_text import blocks_of, line_of, text_of
from resumes.partial_dates import display, display_range


def of_resume(document: ResumeDocument, *, url: str) -> tuple[Source, ...]:
    """Returns the lines of a résumé, in the order of its page. ``url`` is its address in the editor
    (``/account/resumes/5/``), empty for a résumé that no editor shows.

    Name, email address, phone, links and other people's references are left out: advice doesn't need them.
    """
    return tuple(_Lines(url).of_document(document))


class _Lines:
    def __init__(self, url: str) -> None:
        self.url = url

    def of_document(self, document: ResumeDocument) -> Iterator[Source]:
        basics = document.basics
        place = ", ".join(filter(None, (basics.location.city, basics.location.region, basics.location.country_code)))
        yield from self._line("basics", 0, "label", _("Professional title"), basics.label)
        yield from self._line("basics", 0, "location", _("Location"), place, field="location.city")
        yield from self._prose("basics", 0, "summary", _("Summary"), basics.summary)
        for number, work in enumerate(document.work):
            yield from self._work(number, work)
        for number, project in enumerate(document.projects):
            yield from self._project(number, project)
        yield from self._learned(document)
        for number, post in enumerate(document.volunteer):
            yield from self._volunteer(number, post)
        yield from self._known_for(document)

    def _work(self, number: int, work: Work) -> Iterator[Source]:
        label = work.name or work.position
        period = display_range(work.start_date, work.end_date) if work.start_date or work.end_date else ""
        yield from self._line("work", number, "", label, _joined(work.position, work.name, work.location, period))
        yield from self._line("work", number, "description", label, work.description)
        yield from self._text("work", number, label, work.summary, work.highlights)

    def _volunteer(self, number: int, post: Volunteer) -> Iterator[Source]:
        label = post.organization or post.position
        period = display_range(post.start_date, post.end_date) if post.start_date or post.end_date else ""
        yield from self._line("volunteer", number, "", label, _joined(post.position, post.organization, period))
        yield from self._text("volunteer", number, label, post.summary, post.highlights)

    def _project(self, number: int, project: Project) -> Iterator[Source]:
        period = display_range(project.start_date, project.end_date) if project.start_date or project.end_date else ""
        head = _joined(project.name, *project.roles, project.entity, period)
        yield from self._line("projects", number, "", project.name, head)
        yield from self._prose("projects", number, "description", project.name, project.description)
        yield from self._text("projects", number, project.name, "", project.highlights)
        keywords = ", ".join(project.keywords)
        yield from self._line("projects", number, "keywords", project.name, keywords, field="keywords")

    def _learned(self, document: ResumeDocument) -> Iterator[Source]:
        for number, school in enumerate(document.education):
            period = display_range(school.start_date, school.end_date) if school.start_date or school.end_date else ""
            head = _joined(school.study_type, school.area, school.institution, period)
            yield from self._line("education", number, "", _("Education"), head)
            courses = ", ".join(school.courses)
            yield from self._line("education", number, "courses", _("Education"), courses, field="courses")
        for number, skill in enumerate(document.skills):
            name = f"{skill.name} ({skill.level})" if skill.name and skill.level else skill.name or skill.level
            keywords = ", ".join(skill.keywords)
            listed = f"{name}: {keywords}" if name and keywords else name or keywords
            yield from self._line("skills", number, "", _("Skills"), listed)
        for number, certificate in enumerate(document.certificates):
            head = _joined(certificate.name, certificate.issuer, display(certificate.date))
            yield from self._line("certificates", number, "", _("Certificates"), head)
        for number, language in enumerate(document.languages):
            spoken, fluency = language.language, language.fluency
            said = f"{spoken} ({fluency})" if spoken and fluency else spoken or fluency
            yield from self._line("languages", number, "", _("Languages"), said)

    def _known_for(self, document: ResumeDocument) -> Iterator[Source]:
        for number, publication in enumerate(document.publications):
            head = _joined(publication.name, publication.publisher, display(publication.release_date))
            yield from self._line("publications", number, "", _("Publications"), head)
            yield from self._prose("publications", number, "summary", publication.name, publication.summary)
        for number, award in enumerate(document.awards):
            head = _joined(award.title, award.awarder, display(award.date))
            yield from self._line("awards", number, "", _("Awards"), head)
            yield from self._prose("awards", number, "summary", award.title, award.summary)
        for number, interest in enumerate(document.interests):
            listed = ": ".join(filter(None, (interest.name, ", ".join(interest.keywords))))
            yield from self._line("interests", number, "", _("Interests"), listed)

    # --- Texts --------------------------------------------------------------------------------------------------------

    def _text(
        self, section: str, number: int, label: object, summary: str, highlights: Iterable[str]
    ) -> Iterator[Source]:
        yield from self._prose(section, number, "summary", label, summary)
        for at, highlight in enumerate(highlights):
            text = text_of(line_of(highlight))
            yield from self._line(section, number, f"highlights.{at}", label, text, field="highlights")

    def _prose(self, section: str, number: int, field: str, label: object, text: str) -> Iterator[Source]:
        """Yields each paragraph, and each line of a list."""
        lines = (text_of(line) for block in blocks_of(text) for line in block.lines)
        for at, line in enumerate(lines):
            yield from self._line(section, number, f"{field}.{at}", label, line, field=field)

    def _line(
        self, section: str, number: int, place: str, label: object, text: str, *, field: str = ""
    ) -> Iterator[Source]:
        """Yields a line. ``place`` is where in the entry it is, ``field`` the field of the editor that holds it."""
        entry = "basics" if section == "basics" else f"{section}.{number}"
        url = f"{self.url}{section}/?open={number}#entry-{number}" if self.url else ""
        if url and (field or section == "basics"):
            url += f"-{field or place}"
        key = f"{entry}.{place}" if place else entry
        yield from sources_of_text(Kind.RESUME, key, label, text, url)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part.strip())
