"""Querysets that are made into SQL once in each process: with many columns, Django takes longer for that than for the rows.

Where a queryset needs a value that differs from run to run, it gets ``given("name")`` instead, and each run gives the value.
"""

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import BooleanField, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable

from toolkit.database.replica import read_alias

M = TypeVar("M", bound=Model)


class _Given:
    """Marks a parameter of the SQL as a value of each run."""

    def __init__(self, name: str) -> None:
        self.name = name


def given(name: str) -> Any:
    """Stands for a value in a queryset that is compiled: wherever Django takes an expression."""
    return RawSQL("%s", [_Given(name)])


def given_ids(name: str, column: str) -> Any:
    """Stands for the condition that ``column`` is one of the ids of a given `array_literal`."""
    return RawSQL(f"{column} = ANY(%s::bigint[])", [_Given(name)], output_field=BooleanField())  # noqa: S611 - our own words


class Compiled(Generic[M]):
    """A queryset of models, which ``make`` returns. Its size can't be a given value, as Django writes it into the SQL."""

    def __init__(self, make: Callable[[], "QuerySet[M]"]) -> None:
        self._make = make
        self._made: dict[str, tuple[Any, str, tuple[Any, ...]]] = {}

    def rows(self, **values: object) -> list[M]:
        """Returns the rows for these values. One query; what it loads, and from which database, is as of the queryset itself."""
        alias = read_alias()
        if alias not in self._made:  # by two threads at once: the same twice
            compiler = self._make().query.get_compiler(using=alias)
            self._made[alias] = (compiler, *compiler.as_sql())
            compiler.connection = None  # of this thread
        compiler, sql, params = self._made[alias]
        params = tuple(values[one.name] if isinstance(one, _Given) else one for one in params)
        run: Any = _Run(alias, compiler, sql, params)
        return list(ModelIterable(run))


class _Run:
    """What Django asks of a queryset and of its query when it reads rows."""

    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, alias: str, compiler: Any, sql: str, params: tuple[Any, ...]) -> None:
        self.db = alias
        self.query = self
        self.compiler = copy(compiler)
        self.compiler.connection = connections[alias]  # each thread has its own
        self.compiler.as_sql = lambda: (sql, params)

    def get_compiler(self, using: str) -> Any:
        return self.compiler
