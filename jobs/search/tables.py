"""Tables that searches look in: the listing of jobs, and those of other apps."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table to search, with the columns of ``jobs.models.Listing``. ``listing`` is read; ``stored`` is the table whose
    statistics tell its size, the same unless ``listing`` is a view. ``functions`` begins the names of its SQL functions,
    such as ``jobs_newest_of_sets``."""

    listing: str
    stored: str
    functions: str

    def sql(self, template: str) -> str:
        """Returns SQL with this table's names in place of ``{listing}``, ``{stored}`` and ``{functions}``."""
        names = {"{listing}": self.listing, "{stored}": self.stored, "{functions}": self.functions}
        for name, value in names.items():
            template = template.replace(name, value)
        return template


JOBS = Table("jobs_listing", "jobs_listing", "jobs")
