"""The columns of the registry for django-import-export: one row per version, as `registry_import` reads them back.

Used by the export of the pages and of the admin. Importing through a Resource would go around the verbs, so nobody
may: files of institutions go through `registry_import`.
"""

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import tablib
from django.db.models import Min, OuterRef, QuerySet, Subquery
from import_export import resources
from import_export.fields import Field

from submissions.export import defused
from submissions.tables import Cell

from .dates import ONE_DAY
from .models import Category, InstitutionVersion
from .models.units import FIRST_DAY
from .registry_columns import COLUMNS, TO_BE_PLACED
from .responsibility import Responsibility, current_responsibility

HEADINGS = [column.name for column in COLUMNS]


def for_export(versions: QuerySet[InstitutionVersion]) -> QuerySet[InstitutionVersion]:
    """The versions with everything that their rows need, by institution and time, in one query."""
    siblings = InstitutionVersion.objects.filter(institution=OuterRef("institution")).order_by()
    opening = siblings.values("institution").annotate(first=Min("valid_from")).values("first")
    previous = siblings.filter(valid_from__lt=OuterRef("valid_from")).order_by("-valid_from").values("unit")[:1]
    following = siblings.filter(valid_from__gt=OuterRef("valid_from")).order_by("valid_from").values("valid_from")[:1]
    return (
        versions.select_related("institution", "category", "satellite_of")
        .annotate(opening=Subquery(opening), previous_unit=Subquery(previous), next_start=Subquery(following))
        .order_by("institution__code", "valid_from")
    )


class InstitutionVersionResource(resources.ModelResource):  # type: ignore[misc]
    """A version as a row. What it stands in, and who reports for it, is written as of its first day."""

    code = Field(column_name="code")
    name = Field(column_name="name")
    category = Field(column_name="category")
    unit = Field(column_name="unit")
    reporting_unit = Field(column_name="reporting_unit")
    ownership = Field(column_name="ownership")
    opened_on = Field(column_name="opened_on")
    closed_on = Field(column_name="closed_on")
    valid_from = Field(column_name="valid_from")
    counted = Field(column_name="counted")
    not_counted_reason = Field(column_name="not_counted_reason")
    satellite_of = Field(column_name="satellite_of")

    class Meta:
        model = InstitutionVersion
        fields = HEADINGS
        export_order = HEADINGS

    @cached_property
    def responsibility(self) -> Responsibility:
        return current_responsibility()

    def filter_export(self, queryset: QuerySet[InstitutionVersion], **kwargs: Any) -> QuerySet[InstitutionVersion]:
        return for_export(queryset)

    def after_export(self, queryset: Any, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """The formats of the admin would hand a name such as =1+1 to a spreadsheet as a formula."""
        rows = [[defused(cell) if isinstance(cell, str) else cell for cell in row] for row in dataset]
        dataset.wipe()
        dataset.headers = HEADINGS
        dataset.extend(rows)

    def import_data(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError("institutions are imported by registry_import, never around its verbs")

    def dehydrate_code(self, version: InstitutionVersion) -> str:
        return version.institution.code

    def dehydrate_name(self, version: InstitutionVersion) -> str:
        return version.name

    def dehydrate_category(self, version: InstitutionVersion) -> str:
        return version.category.code

    def dehydrate_unit(self, version: Any) -> str:
        """Blank while a person must still say in which commune and blank says so: read back, it stays so.

        Where the version before stands elsewhere, blank would say “as before”: then the ended unit's code and `?`.
        """
        tree, on = self.responsibility.tree, _looked_up_on(version)
        place = tree.placed(version.unit_id, on)
        if place and place.to_be_placed:
            waits_as_before = version.previous_unit and tree.placed(version.previous_unit, on) == place
            return "" if waits_as_before else f"{tree.units[version.unit_id].code}{TO_BE_PLACED}"
        return tree.units[place.unit_id if place else version.unit_id].code

    def dehydrate_reporting_unit(self, version: InstitutionVersion) -> str:
        if version.reporting_unit_id is None:
            return ""
        answering = self.responsibility.successor(version.reporting_unit_id, _looked_up_on(version))
        return self.responsibility.reporting_units[answering or version.reporting_unit_id].code

    def dehydrate_ownership(self, version: InstitutionVersion) -> str:
        return version.ownership

    def dehydrate_opened_on(self, version: Any) -> datetime.date:
        opening: datetime.date = version.opening
        return opening

    def dehydrate_closed_on(self, version: Any) -> datetime.date | None:
        """Blank where the next version follows without a gap."""
        end: datetime.date | None = version.valid_until
        return None if end and version.next_start == end + ONE_DAY else end

    def dehydrate_valid_from(self, version: Any) -> datetime.date | None:
        return None if version.valid_from == version.opening else version.valid_from

    def dehydrate_counted(self, version: InstitutionVersion) -> bool:
        return version.is_counted

    def dehydrate_not_counted_reason(self, version: InstitutionVersion) -> str:
        return version.not_counted_reason

    def dehydrate_satellite_of(self, version: InstitutionVersion) -> str:
        return version.satellite_of.code if version.satellite_of else ""


def _looked_up_on(version: InstitutionVersion) -> datetime.date:
    return max(version.valid_from, FIRST_DAY)


def registry_rows(versions: QuerySet[InstitutionVersion]) -> Iterator[list[Cell]]:
    """The rows under HEADINGS, for `submissions.export.table_response`, which defuses them itself."""
    resource = InstitutionVersionResource()
    for version in for_export(versions).iterator(chunk_size=2000):
        yield resource.export_resource(version)


class CategoryResource(resources.ModelResource):  # type: ignore[misc]
    """Categories by their code, as the plan's catalogue has them."""

    class Meta:
        model = Category
        import_id_fields = ["code"]
        fields = ["code", "name", "kind", "level", "position"]
        skip_unchanged = True
