"""Sources of published figures: who publishes them, under which license, and with which credit."""

from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """What a release is of."""

    WAGES = "oews"
    PROJECTIONS = "projections"
    HANDBOOK = "handbook"
    CLASSIFICATION = "soc"
    ONET = "onet"
    UK_PAY = "ashe"
    CANADA_PAY = "job_bank"


@dataclass(frozen=True)
class Source:
    """A publication that comes in releases. ``credit`` is the sentence that its license asks for, as the publisher words it."""

    key: Key
    publisher: str
    title: str
    area: str
    url: str
    license: str
    license_url: str
    credit: str

    def credit_for(self, release: str) -> str:
        """The credit with the name of the release, where the license wants it."""
        return self.credit.replace("{release}", release)


_PUBLIC_DOMAIN = ("Public domain", "https://www.bls.gov/bls/linksite.htm")

SOURCES: dict[Key, Source] = {
    source.key: source
    for source in (
        Source(
            Key.WAGES,
            "US Bureau of Labor Statistics",
            "Occupational Employment and Wage Statistics",
            "United States",
            "https://www.bls.gov/oes/",
            *_PUBLIC_DOMAIN,
            "Occupational Employment and Wage Statistics program, U.S. Bureau of Labor Statistics",
        ),
        Source(
            Key.PROJECTIONS,
            "US Bureau of Labor Statistics",
            "Employment Projections",
            "United States",
            "https://www.bls.gov/emp/",
            *_PUBLIC_DOMAIN,
            "Employment Projections program, U.S. Bureau of Labor Statistics",
        ),
        Source(
            Key.HANDBOOK,
            "US Bureau of Labor Statistics",
            "Occupational Outlook Handbook",
            "United States",
            "https://www.bls.gov/ooh/",
            *_PUBLIC_DOMAIN,
            "Bureau of Labor Statistics, U.S. Department of Labor, Occupational Outlook Handbook",
        ),
        Source(
            Key.CLASSIFICATION,
            "US Office of Management and Budget",
            "Standard Occupational Classification",
            "United States",
            "https://www.bls.gov/soc/",
            *_PUBLIC_DOMAIN,
            "Standard Occupational Classification, U.S. Office of Management and Budget",
        ),
        Source(
            Key.ONET,
            "US Department of Labor",
            "O*NET Database",
            "United States",
            "https://www.onetcenter.org/database.html",
            "CC BY 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
            "This site includes information from the O*NET {release} Database by the U.S. Department of Labor, Employment and "
            "Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA. We have "
            "modified all or some of this information. USDOL/ETA has not approved, endorsed, or tested these modifications.",
        ),
        Source(
            Key.UK_PAY,
            "UK Office for National Statistics",
            "Annual Survey of Hours and Earnings",
            "United Kingdom",
            "https://www.ons.gov.uk/surveys/informationforbusinesses/businesssurveys/annualsurveyofhoursandearningsashe",
            "Open Government Licence v3.0",
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            "Source: Office for National Statistics licensed under the Open Government Licence v.3.0",
        ),
        Source(
            Key.CANADA_PAY,
            "Employment and Social Development Canada",
            "Job Bank wages",
            "Canada",
            "https://www.jobbank.gc.ca/trend-analysis/search-wages",
            "Open Government Licence – Canada",
            "https://open.canada.ca/en/open-government-licence-canada",
            "Contains information licensed under the Open Government Licence – Canada",
        ),
    )
}
