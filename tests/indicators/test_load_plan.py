"""What a plan file changes in the portal, what it leaves, and what the command says."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from indicators.history import latest_id
from indicators.models import Criterion, Measure, Plan, Requirement, Target, TargetGroup, TaskAction, TaskGroup
from indicators.plan_changes import change_target
from institutions.models import AdministrativeUnit, Category

from .conftest import SMALL, load_text


def told(loading) -> list[tuple[str, str, str]]:
    return [(c.kind, c.what, c.detail) for c in loading.changes if c.kind != "left"]


def test_a_check_writes_nothing_and_says_what_a_run_would_do(province, plan_path):
    checked = load_text(plan_path, commit=False)
    assert not Plan.objects.exists()
    assert not Measure.objects.exists()
    run = load_text(plan_path)
    assert checked.changes == run.changes
    assert ("new", "tiêu chí L1, Thư viện huyện, 2025", "") in told(run)
    assert Target.objects.count() == 2


def test_the_same_file_twice_changes_nothing(small, plan_path):
    before = [model.history.count() for model in (Plan, Criterion, Requirement, TargetGroup, Target, Measure, Category)]
    again = load_text(plan_path)
    assert told(again) == []
    assert before == [
        model.history.count() for model in (Plan, Criterion, Requirement, TargetGroup, Target, Measure, Category)
    ]


def test_a_changed_threshold_keeps_the_old_one_with_the_reason(small, plan_path):
    target = Target.objects.get(milestone=2025)
    loading = load_text(plan_path, SMALL.replace("threshold = 87", "threshold = 87.5"))
    assert told(loading) == [("changed", "tiêu chí L1, Thư viện huyện, 2025", "threshold 87 → 87,5")]
    assert [(r.threshold, r.history_type, r.history_change_reason) for r in target.history.order_by("history_id")] == [
        (Decimal("87.00"), "+", "load_plan small.toml"),
        (Decimal("87.50"), "~", "load_plan small.toml"),
    ]


def test_what_a_person_changed_in_the_portal_is_kept_and_told(small, plan_path, cast):
    target = Target.objects.get(milestone=2030)
    change_target(
        target=target, values={"base_value": 500, "base_citation": "Niên giám"}, seen=latest_id(target),
        reason="Công văn 5", by=cast.administrator,
    )  # fmt: skip
    loading = load_text(plan_path)
    assert [(c.kind, c.what) for c in loading.changes if c.kind != "left"] == [
        ("kept", "tiêu chí L3, Thư viện xã và huyện, 2030"),
        ("kept", "tiêu chí L3, Thư viện xã và huyện, 2030"),
    ]
    assert "base_value 500 → –" in loading.changes[0].detail
    assert "Administrator" in loading.changes[0].detail
    assert "Công văn 5" in loading.changes[0].detail
    target.refresh_from_db()
    assert target.base_value == 500


def test_overwrite_lets_the_file_win_over_the_portal(small, plan_path, cast):
    target = Target.objects.get(milestone=2025)
    change_target(
        target=target, values={"threshold": Decimal(90)}, seen=latest_id(target), reason="r", by=cast.administrator
    )
    load_text(plan_path, overwrite=True)
    target.refresh_from_db()
    assert target.threshold == 87
    assert target.history.count() == 3


def test_what_the_file_no_longer_has_goes_and_stays_in_the_history(small, plan_path):
    without = SMALL[: SMALL.index('[[criterion]]\ncode = "L3"')] + SMALL[SMALL.index("[[task_group]]") :]
    loading = load_text(plan_path, without)
    assert told(loading) == [
        ("removed", "tiêu chí L3, Thư viện xã và huyện, 2030", ""),
        ("removed", "tiêu chí L3, Thư viện xã và huyện", ""),
        ("removed", "tiêu chí L3", ""),
    ]
    assert not Target.objects.filter(milestone=2030).exists()
    gone = Target.history.get(milestone=2030, history_type="-")
    assert gone.history_change_reason == "load_plan small.toml"


def test_a_criterion_with_a_target_of_the_portal_is_not_removed(small, plan_path, cast):
    target = Target.objects.get(milestone=2030)
    change_target(target=target, values={"base_year": 2024}, seen=latest_id(target), reason="r", by=cast.administrator)
    without = SMALL[: SMALL.index('[[criterion]]\ncode = "L3"')] + SMALL[SMALL.index("[[task_group]]") :]
    loading = load_text(plan_path, without)
    assert [c.kind for c in loading.changes if c.kind != "left"] == ["kept"]
    assert Criterion.objects.filter(code="L3").exists()


def test_a_task_group_with_actions_stays(small, plan_path):
    TaskAction.objects.create(task_group=TaskGroup.objects.get(), title="Hội nghị", responsible="Thư viện tỉnh")
    loading = load_text(plan_path, SMALL[: SMALL.index("[[task_group]]")])
    assert ("left", "nhóm nhiệm vụ 1", "tệp không còn có, nhưng còn 1 mục phụ thuộc") in [
        (c.kind, c.what, c.detail) for c in loading.changes
    ]
    assert TaskGroup.objects.count() == 1


def test_groups_keep_their_identity_when_the_file_orders_or_names_them_anew(province, plan_path):
    extra = (
        '[[criterion.group]]\nname = "Thư viện xã"\ncategories = ["library_commune"]\n\n'
        '[[criterion.group.target]]\nmilestone = 2025\nthreshold = 36\ncitation = "trang 3"\n\n'
    )
    first = '[[criterion.group]]\nname = "Thư viện huyện"'
    load_text(plan_path, SMALL.replace('[[criterion]]\ncode = "L3"', f'{extra}[[criterion]]\ncode = "L3"'))
    before = {target.threshold: target.pk for target in Target.objects.filter(milestone=2025)}
    loading = load_text(plan_path, SMALL.replace(first, extra + first.replace("huyện", "cấp huyện")))
    assert told(loading) == [
        ("changed", "tiêu chí L1, Thư viện xã", "position 1 → 0"),
        ("changed", "tiêu chí L1, Thư viện cấp huyện", "name Thư viện huyện → Thư viện cấp huyện"),
        ("changed", "tiêu chí L1, Thư viện cấp huyện", "position 0 → 1"),
    ]
    assert {target.threshold: target.pk for target in Target.objects.filter(milestone=2025)} == before


def test_categories_of_a_group_change_with_history(small, plan_path):
    group = TargetGroup.objects.get(name="Thư viện huyện")
    text = SMALL.replace('categories = ["library_district"]', 'categories = ["library_district", "library_province"]')
    loading = load_text(plan_path, text)
    assert told(loading) == [
        ("changed", "tiêu chí L1, Thư viện huyện", "categories library_district → library_district, library_province")
    ]
    newest, *_older = group.history.all()
    assert {row.category.code for row in newest.categories.all()} == {"library_district", "library_province"}
    assert newest.history_change_reason == "load_plan small.toml"


def test_another_province_has_its_own_plan_beside(plan, province, plan_path):
    text = SMALL.replace('territory = "66"', 'territory = "54"').replace('code = "small"', 'code = "54-ke-hoach"')
    load_text(plan_path, text)
    assert Plan.objects.get(code="54-ke-hoach").territory == province.units["old:54"]
    assert Plan.objects.get(code="06-kh-ubnd-2023").criteria.count() == 7


def test_the_catalogue_leaves_what_it_does_not_have(small, plan_path):
    Category.objects.create(code="own", name="Loại hình riêng", kind="library", level="none")
    loading = load_text(plan_path)
    assert [(c.kind, c.what) for c in loading.changes] == [("left", "loại hình own")]
    assert Category.objects.filter(code="own").exists()


def test_the_command_ends_with_a_sentence_of_counts(province, plan_path, capsys):
    plan_path.write_text(SMALL, encoding="utf-8")
    call_command("load_plan", plan_path)
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("small.toml: ")
    assert last.endswith("chưa ghi gì (thêm --commit để ghi).")
    call_command("load_plan", str(plan_path), "--commit")
    assert capsys.readouterr().out.splitlines()[-1].endswith("đã ghi.")
    call_command("load_plan", plan_path, "--commit")
    last = capsys.readouterr().out.splitlines()[-1]
    assert "0 mới, 0 thay đổi, 0 bỏ, 0 giữ bản sửa trên cổng" in last


def test_the_command_lists_all_faults_and_exits_with_1(province, plan_path, capsys):
    plan_path.write_text(SMALL.replace("= 87", "= -1").replace("upper = 15", "upper = 9"), encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        call_command("load_plan", plan_path, "--commit")
    assert stopped.value.code == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[-1] == "small.toml: 2 lỗi, chưa ghi gì."
    assert not Plan.objects.exists()


def test_a_file_that_is_not_there_is_wrong_use(province, plan_path):
    with pytest.raises(CommandError, match="Không đọc được tệp") as wrong:
        call_command("load_plan", plan_path)
    assert wrong.value.returncode == 2


def test_a_plan_whose_units_are_not_loaded_says_so(db, plan_path, capsys):
    plan_path.write_text(SMALL, encoding="utf-8")
    assert not AdministrativeUnit.objects.exists()
    with pytest.raises(SystemExit):
        call_command("load_plan", plan_path, "--commit")
    assert "hãy chạy “load_units --commit” trước" in capsys.readouterr().out
