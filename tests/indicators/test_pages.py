"""The plan's pages: what is told to whom, what is changed by whom."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.history import latest_id
from indicators.models import Measure, Plan, Target, TargetGroup, TaskAction, TaskGroup
from indicators.plan_changes import change_target

from .pages import CODE, ROLES, page, queries, text


@pytest.fixture
def target(plan) -> Target:
    return Target.objects.get(group__criterion__code="L1", group__categories__code="library_district", milestone=2025)


@pytest.fixture
def growth(plan) -> Target:
    return Target.objects.get(group__criterion__code="L3", milestone=2030)


@pytest.mark.parametrize("role", ROLES)
def test_everyone_signed_in_reads_plans(role, client, cast, plan, target):
    user = getattr(cast, role)
    for name, args in [
        ("plans", []), ("plan", [CODE]), ("targets_export", [CODE, "csv"]), ("target", [CODE, target.pk]),
        ("territory", [CODE]), ("measure", ["clubs"]),
    ]:  # fmt: skip
        assert page(client, user, name, *args).status_code == 200, name


def test_nobody_reads_plans_without_signing_in(client, plan, target):
    for name, args in [("plans", []), ("plan", [CODE]), ("target", [CODE, target.pk])]:
        response = client.get(reverse(f"indicators:{name}", args=args))
        assert response.status_code == 302, name
        assert CODE not in response.content.decode()


def test_the_plan_page_tells_the_whole_plan(client, cast, plan):
    told = text(page(client, cast.viewer, "plan", CODE))
    assert "Tỉnh Đắk Lắk, theo địa giới ngày 10/01/2023" in told
    assert "“Có cung cấp dịch vụ phục vụ học tập suốt đời”: trả lời “có”." in told
    assert "Tổng của “Số lớp năng khiếu”, “Số câu lạc bộ”, “Số nhóm sở thích”: ít nhất 1." in told
    assert "87 %" in told
    assert "10–15 %" in told
    assert "xét đến hết ngày 30/06/2025" in told
    assert "gốc 2022" in told
    assert "3. Ứng dụng công nghệ thông tin và chuyển đổi số" in told
    assert "Cách hiểu mặc định của Sở. Số câu lạc bộ sinh hoạt tại nhà văn hóa trong năm." in told


def test_only_reviewers_are_offered_to_add_actions(client, cast, plan):
    url = reverse("indicators:action_add", args=[CODE, 1])
    assert url in text(page(client, cast.reviewer, "plan", CODE))
    assert url not in text(page(client, cast.viewer, "plan", CODE))


def test_an_unknown_plan_target_or_action_is_not_found(client, cast, plan, target):
    for name, args in [
        ("plan", ["no-such"]), ("targets_export", [CODE, "pdf"]), ("target", ["no-such", target.pk]),
        ("target", [CODE, 10**6]), ("action_add", [CODE, 9]), ("action", [CODE, 1]), ("measure", ["no-such"]),
    ]:  # fmt: skip
        assert page(client, cast.administrator, name, *args).status_code == 404, name


def test_a_group_without_a_target_at_a_milestone_says_so(client, cast, plan, target):
    target.delete()
    assert "không có mục tiêu" in text(page(client, cast.viewer, "plan", CODE))


def test_the_plan_page_asks_as_many_queries_for_one_as_for_three(client, cast, plan):
    client.force_login(cast.reviewer)
    url = reverse("indicators:plan", args=[CODE])
    group = TaskGroup.objects.get(position=1)
    TaskAction.objects.create(task_group=group, title="Một", responsible="Sở")
    one = queries(client, url)
    for title in ("Hai", "Ba"):
        TaskAction.objects.create(task_group=group, title=title, responsible="Sở")
    for criterion in list(plan.criteria.all()):
        measures, requirements = list(criterion.summed.all()), list(criterion.requirements.all())
        criterion.pk, criterion.code, criterion._state.adding = None, criterion.code + "x", True
        criterion.save()
        criterion.summed.set(measures)
        for requirement in requirements:
            asked = list(requirement.measures.all())
            requirement.pk, requirement.criterion, requirement._state.adding = None, criterion, True
            requirement.save()
            requirement.measures.set(asked)
        extra = TargetGroup.objects.create(criterion=criterion, name="Nhóm nữa")
        Target.objects.create(group=extra, milestone=2027, threshold=5, citation="c")
    assert queries(client, url) == one


def test_the_list_of_plans_asks_as_many_queries_for_one_as_for_three(client, cast, plan, province):
    client.force_login(cast.viewer)
    url = reverse("indicators:plans")
    one = queries(client, url)
    for code in ("a", "b"):
        Plan.objects.create(
            code=code, title=code, short_title=code, legal_basis=code, issued_on=datetime.date(2024, 1, 1),
            territory=province.units["new:66"],
        )  # fmt: skip
    assert queries(client, url) == one


def test_the_target_page_shows_old_and_new_who_when_and_why(client, cast, target):
    change_target(
        target=target, values={"threshold": Decimal("86.67")}, seen=latest_id(target), reason="Công văn 12/UBND",
        by=cast.administrator,
    )  # fmt: skip
    told = text(page(client, cast.viewer, "target", CODE, target.pk))
    assert "<strong>86,67 %" in told
    assert '<del><span class="visually-hidden">cũ </span>87</del>' in told
    assert '<ins><span class="visually-hidden">mới </span>86,67</ins>' in told
    assert "Administrator" in told
    assert "Công văn 12/UBND" in told
    assert f"{timezone.localtime(target.history.first().history_date):%d/%m/%Y %H:%M}" in told


def form_of(target: Target, **changed) -> dict[str, object]:
    """What the browser sends when only these fields are changed."""
    names = [
        "threshold",
        "upper",
        "comparison",
        "counted",
        "citation",
        "method",
        "base_year",
        "base_value",
        "base_citation",
    ]
    sent = {name: getattr(target, name) for name in names}
    sent |= {"judged_until": target.judged_until or "", "seen": latest_id(target), "reason": "Công văn 12/UBND"}
    return {name: "" if value is None else value for name, value in (sent | changed).items()}


def test_the_administrator_changes_a_target(client, cast, target):
    client.force_login(cast.administrator)
    url = reverse("indicators:target_change", args=[CODE, target.pk])
    response = client.post(
        url, form_of(target, threshold="86.67", comparison="whole_percent", judged_until="31/12/2025")
    )
    assert response.status_code == 302
    assert response.url == reverse("indicators:target", args=[CODE, target.pk])
    target.refresh_from_db()
    assert (target.threshold, target.comparison) == (Decimal("86.67"), "whole_percent")
    assert target.judged_until == datetime.date(2025, 12, 31)
    newest = target.history.first()
    assert (newest.history_user, newest.history_change_reason) == (cast.administrator, "Công văn 12/UBND")


def test_the_form_of_a_growth_target_has_its_own_fields(client, cast, growth):
    told = text(page(client, cast.administrator, "target_change", CODE, growth.pk))
    assert 'name="base_value"' in told
    assert 'name="comparison"' not in told
    client.post(
        reverse("indicators:target_change", args=[CODE, growth.pk]),
        form_of(growth, base_value=202567, base_citation="Niên giám 2025", method="mean"),
    )
    growth.refresh_from_db()
    assert (growth.base_value, growth.base_citation, growth.method) == (202567, "Niên giám 2025", "mean")
    assert "202.567" in text(page(client, cast.viewer, "target", CODE, growth.pk))


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_nobody_else_changes_a_target(role, client, cast, target):
    client.force_login(getattr(cast, role))
    url = reverse("indicators:target_change", args=[CODE, target.pk])
    assert client.get(url).status_code == 403
    assert client.post(url, form_of(target, threshold="1")).status_code == 403
    assert url not in text(page(client, getattr(cast, role), "target", CODE, target.pk))
    target.refresh_from_db()
    assert target.threshold == 87


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reason": " ", "threshold": "88"}, "Hãy điền mục này"),
        ({"threshold": "120"}, "Một tỷ lệ không thể quá 100."),
        ({"threshold": "-3"}, "Ngưỡng không thể âm."),
        ({"upper": "50"}, "Đầu trên của khoảng không thể nhỏ hơn ngưỡng."),
        ({"judged_until": "31/02/2025"}, "Không có ngày 31/02/2025"),
        ({}, "Chưa có gì thay đổi."),
    ],
)
def test_a_faulty_change_is_told_and_not_written(changed, told, client, cast, target):
    client.force_login(cast.administrator)
    response = client.post(reverse("indicators:target_change", args=[CODE, target.pk]), form_of(target, **changed))
    assert response.status_code == 200
    assert told in text(response)
    assert target.history.count() == 1


def test_two_people_do_not_overwrite_each_other_silently(client, cast, target):
    client.force_login(cast.administrator)
    sent = form_of(target, threshold="80")
    change_target(
        target=target, values={"threshold": Decimal(85)}, seen=latest_id(target), reason="Trước", by=cast.administrator
    )
    url = reverse("indicators:target_change", args=[CODE, target.pk])
    response = client.post(url, sent)
    told = text(response)
    assert "Có người vừa sửa mục này." in told
    assert "<strong>85 %" in told
    assert 'value="80"' in told
    target.refresh_from_db()
    assert target.threshold == 85
    assert f'name="seen" value="{latest_id(target)}"' in told
    assert client.post(url, sent | {"seen": latest_id(target)}).status_code == 302
    target.refresh_from_db()
    assert target.threshold == 80


def test_the_targets_as_a_file(client, cast, plan):
    response = page(client, cast.viewer, "targets_export", CODE, "csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 26
    assert rows[0][:6] == ["Tiêu chí", "Tên tiêu chí", "Nhóm đối tượng", "Loại hình", "Mốc", "Ngưỡng (%)"]
    district = next(row for row in rows if row[0] == "L1" and row[3] == "library_district" and row[4] == "2025")
    assert district[5:10] == ["87", "", "chính xác", "cơ sở", "2025-06-30"]
    growth = next(row for row in rows if row[0] == "L3" and row[4] == "2030")
    assert growth[5:13] == ["10", "15", "", "", "", "tốc độ bình quân (nhân)", "2025", ""]
    assert page(client, cast.viewer, "targets_export", CODE, "xlsx").content[:2] == b"PK"


def test_a_definition_is_changed_by_the_administrator_alone(client, cast, plan):
    measure = Measure.objects.get(code="clubs")
    url = reverse("indicators:measure", args=["clubs"])
    sent = {"definition": "Câu lạc bộ có quyết định thành lập.", "reason": "Hướng dẫn 3", "seen": latest_id(measure)}
    client.force_login(cast.reviewer)
    assert client.post(url, sent).status_code == 403
    client.force_login(cast.administrator)
    assert client.post(url, sent).status_code == 302
    assert "<p>Câu lạc bộ có quyết định thành lập.</p>" in text(page(client, cast.reporter, "measure", "clubs"))


def test_the_target_page_asks_as_many_queries_for_one_change_as_for_three(client, cast, target):
    client.force_login(cast.administrator)
    url = reverse("indicators:target", args=[CODE, target.pk])
    one = queries(client, url)
    for threshold in (80, 81):
        change_target(
            target=target, values={"threshold": threshold}, seen=latest_id(target), reason="r", by=cast.administrator
        )
    assert queries(client, url) == one
