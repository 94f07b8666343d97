"""The verbs: who may, what they refuse, what they leave in the history."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from indicators.history import entries, latest_id
from indicators.models import Measure, Target, TaskAction, TaskGroup, TerritoryRuling
from indicators.plan_changes import (
    ChangedMeanwhile,
    add_action,
    change_action,
    change_definition,
    change_target,
    rule_on_territory,
    withdraw_ruling,
)
from institutions.models import Institution
from institutions.refusals import Refused

ROLES = ["reporter", "reviewer", "viewer", "outsider", "administrator", "nobody"]


@pytest.fixture
def target(plan) -> Target:
    return Target.objects.get(group__criterion__code="L1", group__categories__code="library_district", milestone=2025)


@pytest.fixture
def institution(province) -> Institution:
    return province.institution(
        "66-1", "Thư viện xã Krông Pắc", "library_commune", "new:24490", datetime.date(2025, 9, 1)
    )


def change(target: Target, by, **values) -> Target:
    return change_target(target=target, values=values, seen=latest_id(target), reason="Công văn 12/UBND", by=by)


def test_a_changed_threshold_is_traced(target, cast):
    change(target, cast.administrator, threshold=Decimal(85))
    newest = entries(target, ["threshold", "citation"])[0]
    assert [(d.label, d.old, d.new) for d in newest.differences] == [("ngưỡng (%)", "87", "85")]
    assert (newest.by, newest.reason) == ("Administrator", "Công văn 12/UBND")
    target.refresh_from_db()
    assert target.threshold == 85


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_only_the_administrator_changes_targets(role, target, cast):
    with pytest.raises(PermissionDenied):
        change(target, getattr(cast, role), threshold=Decimal(1))
    target.refresh_from_db()
    assert target.threshold == 87


def test_a_change_needs_a_reason(target, cast):
    with pytest.raises(Refused, match="lý do"):
        change_target(
            target=target, values={"threshold": 1}, seen=latest_id(target), reason="  ", by=cast.administrator
        )


def test_a_change_that_changes_nothing_is_refused(target, cast):
    with pytest.raises(Refused, match="Chưa có gì thay đổi"):
        change(target, cast.administrator, threshold=Decimal(87))


def test_a_change_that_did_not_see_the_last_one_is_refused(target, cast):
    seen = latest_id(target)
    change(target, cast.administrator, threshold=Decimal(85))
    with pytest.raises(ChangedMeanwhile):
        change_target(target=target, values={"threshold": 80}, seen=seen, reason="r", by=cast.administrator)
    target.refresh_from_db()
    assert target.threshold == 85


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"threshold": Decimal(101)}, "Một tỷ lệ không thể quá 100."),
        ({"threshold": Decimal(-1)}, "Ngưỡng không thể âm."),
        ({"upper": Decimal(50)}, "Đầu trên của khoảng không thể nhỏ hơn ngưỡng."),
    ],
)
def test_a_target_that_cannot_be_is_refused(values, told, target, cast):
    with pytest.raises(ValidationError, match=told):
        change(target, cast.administrator, **values)


def test_units_are_counted_only_for_groups_of_one_level(target, cast):
    assert change(target, cast.administrator, counted="units").counted == "units"
    schools = Target.objects.get(
        group__criterion__code="L1", group__categories__code="library_education", milestone=2025
    )
    with pytest.raises(ValidationError, match="cùng một cấp"):
        change(schools, cast.administrator, counted="units")


def test_an_official_base_needs_its_citation(plan, cast):
    growth = Target.objects.get(group__criterion__code="M2", milestone=2025)
    with pytest.raises(ValidationError, match="nguồn trích dẫn"):
        change(growth, cast.administrator, base_value=1200)
    assert change(growth, cast.administrator, base_value=1200, base_citation="Niên giám 2022").base_value == 1200


def test_a_definition_is_written_anew_and_the_old_one_stays(plan, cast):
    measure = Measure.objects.get(code="clubs")
    old = measure.definition
    change_definition(
        measure=measure, definition="Câu lạc bộ có quyết định thành lập.", seen=latest_id(measure),
        reason="Hướng dẫn 3", by=cast.administrator,
    )  # fmt: skip
    newest = entries(measure, ["definition"])[0]
    assert [(d.old, d.new) for d in newest.differences] == [(old, "Câu lạc bộ có quyết định thành lập.")]
    with pytest.raises(PermissionDenied):
        change_definition(measure=measure, definition="x", seen=latest_id(measure), reason="r", by=cast.reviewer)


def test_a_reviewer_of_the_territory_keeps_the_actions(plan, cast):
    group = TaskGroup.objects.get(position=3)
    values = {"title": "Số hóa tài liệu địa chí", "responsible": "Thư viện tỉnh", "status": "planned"}
    action = add_action(task_group=group, values=values, by=cast.reviewer)
    change_action(
        action=action, values={"status": "done", "result": "1.200 trang"}, seen=latest_id(action), reason="",
        by=cast.reviewer,
    )  # fmt: skip
    newest = entries(action, ["status", "result"])[0]
    assert [(d.old, d.new) for d in newest.differences] == [("dự kiến", "đã hoàn thành"), ("–", "1.200 trang")]
    assert newest.by == "Reviewer"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "reviewer"])
def test_nobody_else_keeps_the_actions(role, plan, cast):
    with pytest.raises(PermissionDenied):
        add_action(task_group=TaskGroup.objects.get(position=1), values={"title": "x"}, by=getattr(cast, role))
    assert not TaskAction.objects.exists()


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
def test_a_ruling_is_made_and_withdrawn_with_its_reasons(role, plan, cast, institution):
    by = getattr(cast, role)
    ruling = rule_on_territory(plan=plan, institution=institution, inside=True, reason="Thông báo 7", by=by)
    assert (ruling.by, ruling.inside) == (by, True)
    with pytest.raises(Refused, match="đã có quyết định"):
        rule_on_territory(plan=plan, institution=institution, inside=False, reason="Thông báo 8", by=by)
    pk = ruling.pk
    withdraw_ruling(ruling=ruling, reason="Ghi nhầm", by=by)
    assert not TerritoryRuling.objects.exists()
    history = TerritoryRuling.history.filter(id=pk).order_by("history_id")
    assert [(r.history_type, r.history_change_reason, r.history_user) for r in history] == [
        ("+", "Thông báo 7", by),
        ("-", "Ghi nhầm", by),
    ]


@pytest.mark.parametrize("role", ["reporter", "viewer", "outsider", "nobody"])
def test_nobody_else_rules(role, plan, cast, institution):
    with pytest.raises(PermissionDenied):
        rule_on_territory(plan=plan, institution=institution, inside=True, reason="r", by=getattr(cast, role))
    assert not TerritoryRuling.objects.exists()


def test_a_plan_of_the_whole_country_needs_no_rulings(plan, cast, institution):
    plan.territory = None
    plan.save()
    with pytest.raises(Refused, match="cả nước"):
        rule_on_territory(plan=plan, institution=institution, inside=True, reason="r", by=cast.administrator)
