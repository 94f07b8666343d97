"""The registry in the admin: to look things up and to export. Institutions change in the portal, with a reason.

Files of institutions are checked and written by `registry_import` on the portal's own page; here they cannot be sent.
"""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from import_export.admin import ExportMixin, ImportExportMixin
from simple_history.admin import SimpleHistoryAdmin

from .models import (
    AdministrativeUnit,
    Category,
    InstitutionAlias,
    InstitutionEvent,
    InstitutionProposal,
    InstitutionVersion,
    ReportingUnit,
    UnitSuccession,
)
from .resources import CategoryResource, InstitutionVersionResource


class ReadOnlyMixin:
    """Seen and exported here; written only by the verbs and the loaders."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Category)
class CategoryAdmin(ImportExportMixin, SimpleHistoryAdmin):  # type: ignore[misc]
    resource_classes = [CategoryResource]
    list_display = ["code", "name", "kind", "level", "position"]
    list_filter = ["kind", "level"]
    search_fields = ["code", "name"]

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Versions, measures and targets stand on categories."""
        return False


@admin.register(InstitutionVersion)
class InstitutionVersionAdmin(ReadOnlyMixin, ExportMixin, SimpleHistoryAdmin):  # type: ignore[misc]
    resource_classes = [InstitutionVersionResource]
    list_display = ["institution", "name", "category", "unit", "valid_from", "valid_until", "is_counted"]
    list_filter = ["category", "ownership", "is_counted"]
    list_select_related = ["institution", "category", "unit"]
    search_fields = ["institution__code", "search_key"]
    show_full_result_count = False


@admin.register(InstitutionEvent)
class InstitutionEventAdmin(ReadOnlyMixin, ExportMixin, admin.ModelAdmin):  # type: ignore[misc, type-arg]
    list_display = ["institution", "kind", "on", "legal_basis", "by", "recorded_at"]
    list_filter = ["kind"]
    list_select_related = ["institution", "by"]
    search_fields = ["institution__code"]
    show_full_result_count = False


@admin.register(InstitutionAlias)
class InstitutionAliasAdmin(ReadOnlyMixin, ExportMixin, SimpleHistoryAdmin):  # type: ignore[misc]
    list_display = ["written", "written_place", "institution", "by", "at"]
    list_select_related = ["institution", "by"]
    search_fields = ["institution__code", "written", "name_key"]


@admin.register(InstitutionProposal)
class InstitutionProposalAdmin(ReadOnlyMixin, ExportMixin, admin.ModelAdmin):  # type: ignore[misc, type-arg]
    list_display = ["name", "category", "unit", "proposed_by", "proposed_at", "status", "institution"]
    list_filter = ["status", "category"]
    list_select_related = ["category", "unit", "proposed_by", "institution"]
    search_fields = ["name", "source"]


@admin.register(AdministrativeUnit)
class AdministrativeUnitAdmin(ReadOnlyMixin, ExportMixin, SimpleHistoryAdmin):  # type: ignore[misc]
    list_display = ["code", "name", "level", "parent", "valid_from", "valid_until"]
    list_filter = ["level", "valid_until"]
    list_select_related = ["parent"]
    search_fields = ["code", "search_key"]


@admin.register(UnitSuccession)
class UnitSuccessionAdmin(ReadOnlyMixin, ExportMixin, SimpleHistoryAdmin):  # type: ignore[misc]
    list_display = ["predecessor", "successor", "on", "extent"]
    list_filter = ["on", "extent"]
    list_select_related = ["predecessor", "successor"]


@admin.register(ReportingUnit)
class ReportingUnitAdmin(ReadOnlyMixin, ExportMixin, SimpleHistoryAdmin):  # type: ignore[misc]
    list_display = ["code", "name", "unit", "is_office", "valid_from", "valid_until"]
    list_filter = ["is_office"]
    list_select_related = ["unit"]
    search_fields = ["code", "search_key"]
