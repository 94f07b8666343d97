"""Whatever people do in whatever order: versions never overlap, and every change has its event."""

import contextlib
import datetime

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutions.models import Institution, InstitutionEvent, InstitutionVersion
from institutions.models.units import FIRST_DAY
from institutions.refusals import Refused
from institutions.registry_import import apply_file
from institutions.reorganisation import (
    NewInstitution,
    change,
    close,
    correct,
    make_satellite,
    merge,
    open_institution,
    overlapping_versions,
    place,
    split,
)
from institutions.resources import HEADINGS, registry_rows
from institutions.timeline import Facts
from institutions.tree import current_tree
from submissions.export import as_csv, as_xlsx

DAYS = st.sampled_from(
    [datetime.date(year, month, day) for year in (2019, 2021, 2024, 2025, 2026) for month in (6, 7) for day in (1, 2)]
)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["change", "move", "correct", "reopen", "close", "merge", "split", "satellite", "place"]),
        DAYS, st.integers(0, 5), st.integers(0, 5), st.booleans(),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


def attempt(province, act: str, on: datetime.date, one: int, two: int, flag: bool) -> None:
    institutions = list(Institution.objects.order_by("pk"))
    first, second = institutions[one % len(institutions)], institutions[two % len(institutions)]
    versions = list(first.versions.order_by("valid_from"))
    version = versions[two % len(versions)]
    facts = Facts(name=f"Tên {one}{two}", category=province.categories["museum"], unit=province.units["old:24496"])
    if act == "change":
        change(first, on=on, by=None, name=f"Tên {one}{two}", is_counted=flag, not_counted_reason="CV")
    elif act == "move":
        change(first, on=on, by=None, unit=province.units["new:24490" if flag else "old:24490"])
    elif act == "correct":
        correct(version, by=None, valid_from=on, name=f"Đúng {one}")
    elif act == "reopen":
        correct(version, by=None, valid_until=None if flag else on)
    elif act == "close":
        close(first, last_day=on, by=None)
    elif act == "merge":
        merge([first, second], into=second if flag else NewInstitution(facts), on=on, by=None)
    elif act == "split":
        split(first, into=[NewInstitution(facts)], on=on, goes_on=flag, by=None)
    elif act == "satellite":
        make_satellite(first, of=second, on=on, by=None)
    else:
        place([first, second] if flag else [first], unit=province.units["new:24538"], by=None)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_versions_never_overlap_whatever_happens(province, acts):
    with transaction.atomic():
        for unit in ("old:24496", "old:24493", "old:654"):
            open_institution(
                by=None, name=f"Nhà {unit}", category=province.categories["museum"], unit=province.units[unit]
            )
        for act in acts:
            before = InstitutionEvent.objects.count(), InstitutionVersion.history.count()
            refused = False
            try:
                attempt(province, *act)
            except Refused:
                refused = True
            after = InstitutionEvent.objects.count(), InstitutionVersion.history.count()
            assert (after == before) if refused else (after[0] > before[0] and after[1] > before[1])
            assert overlapping_versions() == []
            for version in InstitutionVersion.objects.select_related("unit"):
                assert version.valid_until is None or version.valid_until >= version.valid_from
        transaction.set_rollback(True)


def told() -> list[tuple[object, ...]]:
    """What the versions say, without ids; a place as it is on the first day and at the end of 2026."""
    tree, late = current_tree(), datetime.date(2026, 12, 31)
    return [
        (
            version.institution.code, version.name, version.category.code, version.valid_from, version.valid_until,
            version.is_counted, version.not_counted_reason, version.satellite_of and version.satellite_of.code,
            tree.placed(version.unit_id, max(version.valid_from, FIRST_DAY)), tree.placed(version.unit_id, late),
        )
        for version in InstitutionVersion.objects.order_by("institution__code", "valid_from")
    ]  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, as_workbook=st.booleans())
def test_export_reads_back_to_itself_whatever_happened(province, acts, as_workbook):
    reads_back(province, acts, as_workbook)


def test_export_of_what_was_moved_before_its_unit_was_divided_reads_back(province):
    first, divided = datetime.date(2019, 6, 1), datetime.date(2025, 7, 1)
    acts = [("change", first, 0, 0, False)] * 5
    acts += [("change", divided, 0, 0, False), ("move", datetime.date(2021, 6, 1), 0, 0, False)]
    reads_back(province, acts, as_workbook=False)


def reads_back(province, acts, as_workbook):
    with transaction.atomic():
        for unit in ("old:24496", "old:24493", "old:654"):
            open_institution(
                by=None, name=f"Nhà {unit}", category=province.categories["museum"], unit=province.units[unit]
            )
        for act in acts:
            with contextlib.suppress(Refused):
                attempt(province, *act)
        rows = list(registry_rows(InstitutionVersion.objects.all()))
        data = as_xlsx("Cơ sở", HEADINGS, rows) if as_workbook else as_csv(HEADINGS, rows)
        before = told()
        again = apply_file(data, "co-so", by=None)
        assert (again.errors, again.new, again.changed, again.unchanged) == ([], 0, 0, len(rows))
        InstitutionEvent.objects.all().delete()
        InstitutionVersion.objects.all().delete()
        Institution.objects.all().delete()
        anew = apply_file(data, "co-so", by=None)
        assert (anew.errors, anew.new) == ([], len(rows))
        assert told() == before
        transaction.set_rollback(True)
