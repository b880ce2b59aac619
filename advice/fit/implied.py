"""Skills that surely include a wider one: who writes PostgreSQL queries writes SQL. The page says so where it counts."""

from functools import cache

from occupations.skills import Skill, skill_of

# Only what holds for everybody who has the skill: "Kubernetes" doesn't say "Docker". Names of the vocabulary.
INCLUDED: dict[str, tuple[str, ...]] = {
    "SQL": (
        "PostgreSQL", "MySQL", "SQL Server", "SQLite", "MariaDB", "BigQuery", "Snowflake", "dbt", "Amazon Redshift",
        "Oracle Database", "PL/SQL",
    ),
    "Python": ("Django", "Flask", "FastAPI", "Pandas", "NumPy", "PyTorch", "scikit-learn", "pytest", "Celery"),
    "JavaScript": ("TypeScript", "React", "Vue.js", "Angular", "Node.js", "Next.js", "Svelte", "jQuery", "Express"),
    "TypeScript": ("Angular",),
    "React": ("Next.js", "Redux"),
    "Java": ("Spring Boot", "Spring", "Hibernate"),
    "Ruby": ("Ruby on Rails", "RSpec"),
    "PHP": ("Laravel", "Symfony"),
    "CSS": ("Sass", "Tailwind CSS", "Bootstrap"),
    "Elixir": ("Phoenix",),
    "AWS": ("AWS Lambda", "S3", "EC2", "Amazon Redshift", "Amazon RDS"),
    "GCP": ("BigQuery",),
    "Agile": ("Scrum", "Kanban"),
    "CRM": ("Salesforce", "HubSpot"),
    "Git": ("GitHub", "GitLab"),
    "Machine learning": ("scikit-learn", "PyTorch", "TensorFlow", "Deep learning"),
    "CI/CD": ("GitHub Actions", "Jenkins"),
    "Infrastructure as code": ("Terraform", "Pulumi", "CloudFormation"),
}  # fmt: skip


@cache
def _narrower() -> dict[str, tuple[Skill, ...]]:
    found: dict[str, tuple[Skill, ...]] = {}
    for wider, narrower in INCLUDED.items():
        if skill := skill_of(wider):
            found[skill.key] = tuple(one for name in narrower if (one := skill_of(name)))
    return found


def skills_that_include(skill: Skill) -> tuple[Skill, ...]:
    """Returns the skills that count as ``skill``, without itself."""
    return _narrower().get(skill.key, ())
