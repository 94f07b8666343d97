"""A plan file and its catalogue: TOML → entries that are known to be sound. Writes nothing; see `plan_loading.py`.

Everything is checked before anything is stored, and all faults are reported together: unknown and doubled codes, a
measure that is not asked of a category, a criterion that nobody could meet, keys that are misspelled.
"""

import datetime
from collections.abc import Iterable, Mapping, Set
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from institutions.models import Category, Level

from .models import Criterion, Measure, Plan, Target, TargetGroup, TaskGroup, countable_by_units
from .plan_entries import (
    Catalogue,
    CategoryEntry,
    CriterionEntry,
    GroupEntry,
    MeasureEntry,
    PlanEntry,
    RequirementEntry,
    TargetEntry,
    TaskGroupEntry,
)
from .toml_tables import Problems, Table

FIRST_YEAR, LAST_YEAR = 2000, 2100


def _room(model: type[Category | Measure | Plan | Criterion | TargetGroup | Target | TaskGroup], field: str) -> int:
    """How long a text may be: what its column holds."""
    return int(model._meta.get_field(field).max_length or 0)  # type: ignore[union-attr]


def _refuse_doubles(table: Table, key: str, values: Iterable[object]) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            table.fail(key, _("“%(value)s” ghi hai lần.") % {"value": value})
        seen.add(value)


def read_catalogue(data: dict[str, Any], problems: Problems, *, stored: Catalogue | None = None) -> Catalogue:
    """The catalogue of the file. `stored`: what the portal knows already, of which the file may speak too."""
    before = stored or Catalogue()
    top = Table(data, "", problems)
    categories = [_category(table) for table in top.tables("category", name="code")]
    known = {entry.code for entry in categories} | before.categories.keys()
    tables = list(top.tables("measure", name="code"))
    measures = [_measure(table, known) for table in tables]
    _refuse_doubles(top, "category", [entry.code for entry in categories])
    _refuse_doubles(top, "measure", [entry.code for entry in measures])
    _refuse_doubles(top, "measure", [entry.label for entry in measures])  # a label heads a column of files
    by_code = {entry.code: entry for entry in measures}
    for table, entry in zip(tables, measures, strict=True):
        _check_part(table, entry, by_code, before)
    top.finish()
    return Catalogue({entry.code: entry for entry in categories}, by_code)


def _category(table: Table) -> CategoryEntry:
    entry = CategoryEntry(
        code=table.code("code", most=_room(Category, "code")),
        name=table.text("name", most=_room(Category, "name")),
        kind=table.choice("kind", Category.Kind.values),
        level=table.choice("level", Level.values),
    )
    table.finish()
    return entry


def _measure(table: Table, categories: Set[str]) -> MeasureEntry:
    entry = MeasureEntry(
        code=table.code("code", most=_room(Measure, "code")),
        label=table.text("label", most=_room(Measure, "label")),
        type=table.choice("type", Measure.Type.values),
        definition=table.text("definition"),
        categories=table.codes("categories", categories),
        part_of=table.code("part_of", most=_room(Measure, "code")) if "part_of" in table else "",
    )
    table.finish()
    return entry


def _check_part(table: Table, entry: MeasureEntry, file: Mapping[str, MeasureEntry], others: Catalogue) -> None:
    """A part and its whole are counts that some institution is asked together; a part has no parts of its own.

    Parts of this measure that only the portal knows (`others`) are held to it too.
    """
    parts = [part for part in others.measures.values() if part.part_of == entry.code and part.code not in file]
    whole = file.get(entry.part_of) or others.measures.get(entry.part_of)
    if entry.part_of and whole is None:
        table.fail("part_of", _("mã “%(code)s” không có trong danh mục.") % {"code": entry.part_of})
    if whole is not None and (whole.part_of or parts):
        table.fail("part_of", _("một phần không thể lại có các phần; hãy nêu chỉ tiêu lớn nhất."))
    for one, total in [*((part, entry) for part in parts), *([(entry, whole)] if whole else [])]:
        names = {"part": one.code, "whole": total.code}
        if Measure.Type.YES_NO in (one.type, total.type):
            table.fail("part_of", _("“%(part)s” là một phần của “%(whole)s” nên cả hai phải là số đếm.") % names)
        elif one.categories and total.categories and not set(one.categories) & set(total.categories):
            table.fail("part_of", _("“%(part)s” và “%(whole)s” không cùng hỏi loại hình nào.") % names)


def read_plan(data: dict[str, Any], problems: Problems, catalogue: Catalogue) -> PlanEntry:
    """The plan of the file, checked against the catalogue. Sound only where no problem was noted."""
    top = Table(data, "", problems)
    entry = PlanEntry(
        code=top.code("code", most=_room(Plan, "code")),
        title=top.text("title", most=_room(Plan, "title")),
        short_title=top.text("short_title", most=_room(Plan, "short_title")),
        legal_basis=top.text("legal_basis", most=_room(Plan, "legal_basis")),
        issuer=top.text("issuer", most=_room(Plan, "issuer"), required=False),
        issued_on=top.date("issued_on") or datetime.date.min,
        territory=top.text("territory", most=20) if "territory" in top else "",
        source=top.text("source", required=False),
        criteria=tuple(_criterion(t, catalogue) for t in top.tables("criterion", name="code", required=True)),
        task_groups=tuple(_task_group(table) for table in top.tables("task_group", name="number")),
    )
    _refuse_doubles(top, "criterion", [criterion.code for criterion in entry.criteria])
    _refuse_doubles(top, "task_group", [group.number for group in entry.task_groups])
    top.finish()
    return entry


def _task_group(table: Table) -> TaskGroupEntry:
    entry = TaskGroupEntry(
        number=table.whole("number", least=1, most=99) or 0,
        title=table.text("title", most=_room(TaskGroup, "title")),
        citation=table.text("citation"),
    )
    table.finish()
    return entry


def _criterion(table: Table, catalogue: Catalogue) -> CriterionEntry:
    kind = table.choice("kind", Criterion.Kind.values)
    is_growth = kind == Criterion.Kind.GROWTH
    entry = CriterionEntry(
        code=table.code("code", most=_room(Criterion, "code")),
        kind=kind,
        title=table.text("title", most=_room(Criterion, "title")),
        definition=table.text("definition", required=False),
        citation=table.text("citation", required=False),
        summed=table.codes("summed", catalogue.measures) if is_growth else (),
        requirements=()
        if is_growth
        else tuple(_requirement(t, catalogue) for t in table.tables("requirement", required=True)),
        groups=tuple(_group(t, catalogue, is_growth=is_growth) for t in table.tables("group")),
    )
    _refuse_doubles(table, "group", [", ".join(sorted(group.categories)) for group in entry.groups if group.categories])
    _check_asked(table, entry, catalogue)
    table.finish()
    return entry


def _requirement(table: Table, catalogue: Catalogue) -> RequirementEntry:
    measures = table.codes("measures", catalogue.measures)
    minimum = table.whole("minimum", least=1, most=2**31 - 1) or 1
    if all(catalogue.measures[code].type == Measure.Type.YES_NO for code in measures) and 0 < len(measures) < minimum:
        table.fail("minimum", _("các câu có/không này cộng lại không bao giờ tới %(minimum)s.") % {"minimum": minimum})
    table.finish()
    return RequirementEntry(measures, minimum)


def _check_asked(table: Table, entry: CriterionEntry, catalogue: Catalogue) -> None:
    """A criterion judges only what its institutions are asked; growth adds up counts."""
    used = [*entry.summed, *(code for requirement in entry.requirements for code in requirement.measures)]
    for group in entry.groups:
        for category in group.categories:
            for code in used:
                if category not in catalogue.measures[code].categories:
                    message = _("nhóm có “%(category)s”, nhưng loại hình này không được hỏi “%(measure)s”.")
                    table.fail("group", message % {"category": category, "measure": code})
    for code in entry.summed:
        if catalogue.measures[code].type != Measure.Type.COUNT:
            table.fail("summed", _("“%(measure)s” là câu có/không, không cộng được.") % {"measure": code})


def _group(table: Table, catalogue: Catalogue, *, is_growth: bool) -> GroupEntry:
    categories = table.codes("categories", catalogue.categories)
    levels = {catalogue.categories[code].level for code in categories}
    entry = GroupEntry(
        name=table.text("name", most=_room(TargetGroup, "name")),
        categories=categories,
        targets=tuple(
            _growth_target(t) if is_growth else _share_target(t, levels)
            for t in table.tables("target", name="milestone")
        ),
    )
    _refuse_doubles(table, "target", [target.milestone for target in entry.targets])
    table.finish()
    return entry


def _share_target(table: Table, levels: Set[str]) -> TargetEntry:
    threshold, upper = _range(table)
    for key, value in (("threshold", threshold), ("upper", upper)):
        if value is not None and value > 100:
            table.fail(key, _("%(value)s: một tỷ lệ không thể quá 100.") % {"value": value})
    counted = table.choice("counted", Target.Counted.values, default=Target.Counted.INSTITUTIONS)
    if counted == Target.Counted.UNITS and not countable_by_units(levels):
        table.fail(
            "counted", _("đếm đơn vị hành chính chỉ được khi các loại hình của nhóm cùng một cấp tỉnh, huyện hoặc xã.")
        )
    entry = TargetEntry(
        milestone=table.whole("milestone", least=FIRST_YEAR, most=LAST_YEAR) or 0,
        threshold=threshold or Decimal(0),
        upper=upper,
        comparison=table.choice("comparison", Target.Comparison.values, default=Target.Comparison.EXACT),
        counted=counted,
        judged_until=table.date("judged_until", required=False),
        method=Target.Method.COMPOUND,
        base_year=None,
        base_value=None,
        base_citation="",
        citation=table.text("citation", most=_room(Target, "citation")),
    )
    table.finish()
    return entry


def _growth_target(table: Table) -> TargetEntry:
    threshold, upper = _range(table)
    entry = TargetEntry(
        milestone=table.whole("milestone", least=FIRST_YEAR, most=LAST_YEAR) or 0,
        threshold=threshold or Decimal(0),
        upper=upper,
        comparison=Target.Comparison.EXACT,
        counted=Target.Counted.INSTITUTIONS,
        judged_until=table.date("judged_until", required=False),
        method=table.choice("method", Target.Method.values, default=Target.Method.COMPOUND),
        base_year=table.whole("base_year", least=FIRST_YEAR, most=LAST_YEAR),
        base_value=table.whole("base_value", least=0, most=2**63 - 1, required=False),
        base_citation=table.text("base_citation", most=_room(Target, "base_citation"), required=False),
        citation=table.text("citation", most=_room(Target, "citation")),
    )
    if entry.base_year is not None and entry.milestone and entry.base_year >= entry.milestone:
        table.fail("base_year", _("năm gốc %(year)s phải trước mốc.") % {"year": entry.base_year})
    if entry.base_value is not None and not entry.base_citation:
        table.fail("base_citation", _("giá trị gốc chính thức cần nguồn trích dẫn."))
    table.finish()
    return entry


def _range(table: Table) -> tuple[Decimal | None, Decimal | None]:
    threshold, upper = table.percent("threshold"), table.percent("upper", required=False)
    if threshold is not None and upper is not None and upper < threshold:
        table.fail(
            "upper", _("đầu trên %(upper)s nhỏ hơn ngưỡng %(threshold)s.") % {"upper": upper, "threshold": threshold}
        )
    return threshold, upper
