"""Titles and skills are found by the names that people have for them, and by no other word that looks alike."""

import pytest

from jobs.search import lexemes, typed
from occupations import names
from occupations.folding import singular


def lexemes_of(title="", *, skills=(), company="Northwind", industries=(), types=(), level="any"):
    return set(
        lexemes.names_of(title=title, skills=skills, company=company, industries=industries, types=types, level=level)
    )


def matches(query, found):
    """Whether a ``tsquery`` without negation is true of these lexemes."""
    names_in_it = {part[1:-1] for part in query.replace("(", " ").replace(")", " ").split() if part.startswith("'")}
    expression = query.replace("&", " and ").replace("|", " or ")
    for name in sorted(names_in_it, key=len, reverse=True):
        expression = expression.replace(f"'{name}'", str(name in found))
    return eval(expression)  # noqa: S307 - made of our own words


def is_called(typed_words, title):
    return matches(typed.read(typed_words).title, lexemes_of(title))


def is_named(typed_words, **job):
    return matches(typed.read(typed_words).named, lexemes_of(**job))


@pytest.mark.parametrize(
    ("typed_words", "title"),
    [
        ("accountants", "Senior Accountant"),
        ("frontend", "Front-End Developer"),
        ("front end developer", "Frontend Engineer"),
        ("full stack", "Fullstack Engineer"),
        ("node.js developer", "Senior NodeJS Developer"),
        ("sr accountant", "Senior Accountant, Tax"),
        ("HR", "Human Resources Specialist"),
        ("hr specialist", "Human Resources Specialist"),
        ("human resources", "HR Business Partner"),
        ("PM", "Project Manager"),
        ("PM", "Senior Product Manager"),
        ("product manager", "Manager, Product"),
        ("product manager", "PM, Payments"),
        ("QA", "Quality Assurance Analyst"),
        ("devops", "Site Reliability Engineer"),
        ("SRE", "Site Reliability Engineer"),
        ("developer", "Backend Engineer"),
        ("organisation designer", "Organization Designer"),
        ("VA", "Virtual Assistant"),
        ("CSR", "Customer Service Representative"),
        ("SDR", "Sales Development Rep"),
        ("CFO", "Chief Financial Officer"),
        ("copy writer", "Copywriter"),
        ("IT", "IT Manager"),
        ("it support", "Help Desk Technician"),
        ("C developer", "Embedded C Developer"),
        ("Go", "Go Developer"),
        ("golang", "Go Developer"),
        ("R", "R Developer"),
        ("react developer", "Frontend Developer (React)"),
        ("head of product", "Head of Product"),
        ("senior engineer", "Senior Data Engineer"),
    ],
)
def test_a_title_is_found_by(typed_words, title):
    assert is_called(typed_words, title)


@pytest.mark.parametrize(
    ("typed_words", "title"),
    [
        ("accountant", "Account Manager"),
        ("intern", "Internal Communications Manager"),
        ("intern", "International Sales Manager"),
        ("market", "Marketing Manager"),
        ("engineer", "Engineering Manager"),
        ("designer", "Head of Design"),
        ("developer", "Business Development Manager"),
        ("developer", "Curriculum Developer"),
        ("developer", "Medical Coder"),
        ("developer", "Product Manager, Developer Experience"),
        ("product manager", "Product Marketing Manager"),
        ("go", "Go-to-Market Manager"),
        ("R", "R&D Manager"),
        ("C", "C-Level Assistant"),
        ("customer support", "Accountant, Customer Support"),
        ("tester", "Penetration Tester"),
        ("assistant", "Accountant for our assistants"),
    ],
)
def test_a_title_is_not_found_by(typed_words, title):
    assert not is_called(typed_words, title)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kubernetes", "k8s"),
        ("PostgreSQL", "postgres"),
        ("Node.js", "nodejs"),
        ("JavaScript", "java script"),
        ("Go", "golang"),
        ("Adobe Photoshop", "photoshop"),
        ("Microsoft Excel", "excel"),
        ("C++", "cpp"),
        ("React", "react.js"),
        ("Amazon Web Services", "AWS"),
        ("Structured Query Language", "sql"),
        ("R", "r"),
        ("A/B testing", "split testing"),
        ("CISSP", "Certified Information Systems Security Professional"),
        ("Journey mapping", "customer journeys"),
        ("Amazon Kinesis", "kinesis"),
        ("Six Sigma", "lean six sigma"),
        ("Demand generation", "demand gen"),
        ("Cerner", "Oracle Health"),
    ],
)
def test_a_skill_has_several_names(one, other):
    assert is_named(other, title="Analyst", skills=(one,))
    assert is_named(one, title="Analyst", skills=(other,))


def test_what_a_job_is_called_differs_from_what_else_names_it():
    job = {"title": "Analyst, Churn", "skills": ("Tableau",), "company": "Acme Bikes", "industries": ("hr",)}
    for words in ("analyst", "churn", "tableau", "acme bikes", "human resources", "hr", "analyst tableau"):
        assert is_named(words, **job)
    assert is_called("analyst", job["title"])
    assert not is_called("tableau", job["title"])
    assert not is_named("resources", **job)  # of an industry, only the whole name


def test_an_internship_is_one_whatever_it_is_called():
    assert is_named("intern", title="Marketing Assistant", types=("internship",))


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("engineers", "engineer"), ("companies", "company"), ("bosses", "boss"), ("taxes", "tax"), ("sales", "sales"),
        ("organisation", "organization"), ("labour", "labor"), ("js", "js"), ("nodejs", "nodejs"), ("css", "css"),
        ("analysis", "analysis"), ("hour", "hour"),
    ],
)  # fmt: skip
def test_words_are_folded_to_singular_and_american_spelling(word, folded):
    assert singular(word) == folded


def test_texts_tell_people_from_what_has_the_same_stem():
    assert lexemes.for_text("Accountants need an account") == "accountantzq need an account"
    assert lexemes.for_text("internships, internal") == "internzq, internal"
    assert lexemes.for_text('"data engineers" OR -designer') == '"data engineerzq" OR -designerzq'


def test_the_vocabulary_contradicts_itself_nowhere():
    known = names.vocabulary()
    assert "engineer" in known.nouns
    assert not known.nouns & {"product", "customer", "support", "marketing", "data"}
    assert all(above not in known.wider.get(above, ()) for above in known.wider)
