"""Shared base classes of admin pages."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from toolkit.email_addresses import comparable

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


@dataclass(frozen=True)
class Waiting:
    """Work that waits for staff: how much of what, in words, and the page where it is done."""

    label: str
    url: str


class HasWork(Protocol):
    """An admin page that says on the first page of the staff site what waits there: only what ``request.user`` may see."""

    def waiting(self, request: HttpRequest) -> list[Waiting]: ...


class ReadOnlyAdmin(ModelAdmin):
    """Rows that are counted or loaded, not typed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FindsAddresses(ModelAdmin):
    """Email addresses are found by any of their spellings."""

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        term = comparable(search_term) if "@" in search_term else search_term
        return super().get_search_results(request, queryset, term)
