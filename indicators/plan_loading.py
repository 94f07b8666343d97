"""Storing a checked catalogue and plan. What wins over what: `plan_comparison.py`.

A catalogue only adds and changes: another plan may stand on what it leaves out. A plan file is the whole of its plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from institutions.models import AdministrativeUnit, Category
from institutions.tree import current_tree

from .models import Criterion, Measure, Plan, Requirement, Target, TargetGroup, TaskGroup
from .plan_comparison import Loading
from .plan_entries import Catalogue, CategoryEntry, CriterionEntry, GroupEntry, MeasureEntry, PlanEntry
from .plan_file import read_catalogue, read_plan
from .toml_tables import Problems, read_toml

PLANS = Path(__file__).parent / "plans"


class FaultyFile(Exception):
    """The file or its catalogue has faults; `problems` are sentences, all of them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class PlanFile:
    """A plan and its catalogue, checked against each other and the units."""

    catalogue: Catalogue
    plan: PlanEntry
    territory: AdministrativeUnit | None


def catalogue_of(path: Path) -> Path:
    """The catalogue beside a plan file, else the shipped one."""
    beside = path.with_name("catalogue.toml")
    return beside if beside.is_file() else PLANS / "catalogue.toml"


def read_files(path: Path) -> PlanFile:
    """Read and check a plan file with its catalogue, or raise FaultyFile with every fault. Writes nothing."""
    beside = catalogue_of(path)
    of_catalogue, of_plan = Problems(beside.name), Problems(path.name)
    catalogue_data, plan_data = read_toml(beside.read_bytes(), of_catalogue), read_toml(path.read_bytes(), of_plan)
    if catalogue_data is None or plan_data is None:
        raise FaultyFile([*of_catalogue, *of_plan])
    stored = stored_catalogue()
    catalogue = read_catalogue(catalogue_data, of_catalogue, stored=stored)
    known = Catalogue({**stored.categories, **catalogue.categories}, {**stored.measures, **catalogue.measures})
    plan = read_plan(plan_data, of_plan, known)
    territory = find_territory(plan, of_plan)
    if of_catalogue or of_plan:
        raise FaultyFile([*of_catalogue, *of_plan])
    return PlanFile(catalogue, plan, territory)


@transaction.atomic
def load(file: PlanFile, *, reason: str, commit: bool, overwrite: bool = False) -> Loading:
    """Bring the portal in line with the file, all or nothing. Without `commit` it is done and undone again, so
    that what a check reports is what a run does."""
    loading = Loading(reason=reason, overwrite=overwrite)
    _load_catalogue(loading, file.catalogue)
    _load_plan(loading, file.plan, file.territory)
    if not commit:
        transaction.set_rollback(True)
    return loading


def find_territory(entry: PlanEntry, problems: Problems) -> AdministrativeUnit | None:
    """The unit that bore the plan's territory code on the day of issue."""
    if not entry.territory:
        return None
    unit = current_tree().at(entry.territory, entry.issued_on)
    if unit is None:
        values = {"code": entry.territory, "on": date_format(entry.issued_on, "d/m/Y")}
        message = _("không có đơn vị hành chính mã %(code)s vào ngày %(on)s; hãy chạy “load_units --commit” trước.")
        problems.note("", "territory", message % values)
    return unit


def stored_catalogue() -> Catalogue:
    """The categories and measures that the portal knows already, as entries."""
    measures = Measure.objects.select_related("part_of").prefetch_related("categories")
    return Catalogue(
        {c.code: CategoryEntry(c.code, c.name, c.kind, c.level) for c in Category.objects.all()},
        {m.code: _measure_entry(m) for m in measures},
    )


def _measure_entry(measure: Measure) -> MeasureEntry:
    return MeasureEntry(
        code=measure.code,
        label=measure.label,
        type=measure.type,
        definition=measure.definition,
        categories=tuple(category.code for category in measure.categories.all()),
        part_of=measure.part_of.code if measure.part_of else "",
    )


def _load_catalogue(loading: Loading, catalogue: Catalogue) -> None:
    """Categories, then measures with whom they are asked of."""
    categories = {category.code: category for category in Category.objects.all()}
    for position, entry in enumerate(catalogue.categories.values()):
        row = Category(code=entry.code, name=entry.name, kind=entry.kind, level=entry.level, position=position)
        categories[entry.code] = loading.put(categories.get(entry.code), row, _category_name(entry.code))
    measures = {measure.code: measure for measure in Measure.objects.all()}
    placed = list(enumerate(catalogue.measures.values()))
    # Wholes first, so that each is there when its parts are stored.
    for position, asked in sorted(placed, key=lambda place: bool(place[1].part_of)):
        what = _measure_name(asked.code)
        measure = Measure(
            code=asked.code, label=asked.label, type=asked.type, definition=asked.definition, position=position,
            part_of=measures[asked.part_of] if asked.part_of else None,
        )  # fmt: skip
        measures[asked.code] = loading.put(measures.get(asked.code), measure, what)
        loading.link(measures[asked.code], "categories", [categories[code] for code in asked.categories], what)
    for code in sorted(categories.keys() - catalogue.categories.keys()):
        loading.note("left", _category_name(code), _("không có trong danh mục của tệp"))
    for code in sorted(measures.keys() - catalogue.measures.keys()):
        loading.note("left", _measure_name(code), _("không có trong danh mục của tệp"))


def _load_plan(loading: Loading, entry: PlanEntry, territory: AdministrativeUnit | None) -> Plan:
    """The plan with all that belongs to it. Its catalogue must be loaded."""
    plan = loading.put(
        Plan.objects.filter(code=entry.code).first(),
        Plan(
            code=entry.code, title=entry.title, short_title=entry.short_title, legal_basis=entry.legal_basis,
            issuer=entry.issuer, issued_on=entry.issued_on, territory=territory, source=entry.source,
        ),
        _("kế hoạch %(code)s") % {"code": entry.code},
    )  # fmt: skip
    stored = {criterion.code: criterion for criterion in plan.criteria.all()}
    for position, criterion in enumerate(entry.criteria):
        _load_criterion(loading, plan, stored.pop(criterion.code, None), criterion, position)
    for gone in stored.values():
        _remove_criterion(loading, gone)
    groups = {group.position: group for group in plan.task_groups.all()}
    for task in entry.task_groups:
        row = TaskGroup(plan=plan, position=task.number, title=task.title, citation=task.citation)
        loading.put(groups.pop(task.number, None), row, _task_group_name(task.number))
    for number, group in groups.items():
        loading.remove(group, _task_group_name(number))
    return plan


def _category_name(code: str) -> str:
    return _("loại hình %(code)s") % {"code": code}


def _measure_name(code: str) -> str:
    return _("chỉ tiêu %(code)s") % {"code": code}


def _task_group_name(number: int) -> str:
    return _("nhóm nhiệm vụ %(number)s") % {"number": number}


def _load_criterion(
    loading: Loading, plan: Plan, stored: Criterion | None, entry: CriterionEntry, position: int
) -> None:
    what = _("tiêu chí %(code)s") % {"code": entry.code}
    row = Criterion(
        plan=plan, code=entry.code, title=entry.title, definition=entry.definition, kind=entry.kind,
        position=position, citation=entry.citation,
    )  # fmt: skip
    criterion = loading.put(stored, row, what)
    used = {code for requirement in entry.requirements for code in requirement.measures} | set(entry.summed)
    measures = {measure.code: measure for measure in Measure.objects.filter(code__in=used)}
    loading.link(criterion, "summed", [measures[code] for code in entry.summed], what)
    old = {requirement.position: requirement for requirement in criterion.requirements.all()}
    for number, requirement in enumerate(entry.requirements):
        what_required = _("%(what)s, yêu cầu %(number)s") % {"what": what, "number": number + 1}
        required = Requirement(criterion=criterion, minimum=requirement.minimum, position=number)
        required = loading.put(old.pop(number, None), required, what_required)
        loading.link(required, "measures", [measures[code] for code in requirement.measures], what_required)
    for number, gone in old.items():
        loading.remove(gone, _("%(what)s, yêu cầu %(number)s") % {"what": what, "number": number + 1})
    _load_groups(loading, criterion, entry.groups, what)


def _load_groups(loading: Loading, criterion: Criterion, entries: Sequence[GroupEntry], what: str) -> None:
    stored = list(criterion.groups.prefetch_related("categories", "targets"))
    pairs = _paired(stored, entries)
    for group in [group for group in stored if group not in pairs.values()]:
        _remove_group(loading, group, what)
    used = {code for entry in entries for code in entry.categories}
    categories = {category.code: category for category in Category.objects.filter(code__in=used)}
    for number, entry in enumerate(entries):
        what_group = f"{what}, {entry.name}"
        row = TargetGroup(criterion=criterion, name=entry.name, position=number)
        group = loading.put(pairs.get(number), row, what_group)
        loading.link(group, "categories", [categories[code] for code in entry.categories], what_group)
        targets = {target.milestone: target for target in group.targets.all()}
        for target in entry.targets:
            stored_target = targets.pop(target.milestone, None)
            loading.put(stored_target, Target(group=group, **vars(target)), f"{what_group}, {target.milestone}")
        for milestone, gone in targets.items():
            loading.remove(gone, f"{what_group}, {milestone}")


def _paired(stored: Sequence[TargetGroup], entries: Sequence[GroupEntry]) -> dict[int, TargetGroup]:
    """Which stored group each entry is: the one with the same categories, else the one with the same name."""
    pairs: dict[int, TargetGroup] = {}
    by_categories = {frozenset(category.code for category in group.categories.all()): group for group in stored}
    by_name = {group.name: group for group in stored}
    for number, entry in enumerate(entries):
        if group := by_categories.get(frozenset(entry.categories)):
            pairs[number] = group
    for number, entry in enumerate(entries):
        group = by_name.get(entry.name)
        if number not in pairs and group and group not in pairs.values():
            pairs[number] = group
    return pairs


def _remove_group(loading: Loading, group: TargetGroup, what: str) -> bool:
    what_group = f"{what}, {group.name}"
    # Each by itself and not by cascade, so that the history of each says why; every one is tried.
    gone = [loading.remove(target, f"{what_group}, {target.milestone}") for target in group.targets.all()]
    return all(gone) and loading.remove(group, what_group)


def _remove_criterion(loading: Loading, criterion: Criterion) -> None:
    what = _("tiêu chí %(code)s") % {"code": criterion.code}
    gone = [_remove_group(loading, group, what) for group in criterion.groups.all()]
    if all(gone):
        for requirement in criterion.requirements.all():
            loading.remove(
                requirement, _("%(what)s, yêu cầu %(number)s") % {"what": what, "number": requirement.position + 1}
            )
        loading.remove(criterion, what)
