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
    """Pending work for staff: a label with the count, and the URL of the page where it is done."""

    label: str
    url: str


class HasWork(Protocol):
    """An admin page that reports its pending work on the staff site's index: only what ``request.user`` may see."""

    def waiting(self, request: HttpRequest) -> list[Waiting]: ...


class ReadOnlyAdmin(ModelAdmin):
    """Rows that staff can't add or change, such as counted or imported ones."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FindsAddresses(ModelAdmin):
    """Finds email addresses by any of their spellings."""

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        term = comparable(search_term) if "@" in search_term else search_term
        return super().get_search_results(request, queryset, term)
