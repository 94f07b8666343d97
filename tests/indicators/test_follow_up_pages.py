"""Actions of the task groups, and rulings on the territory."""

import datetime

import pytest
from django.urls import reverse

from indicators.history import latest_id
from indicators.models import TaskAction, TerritoryRuling

from .pages import CODE, ROLES, page, queries, text


def test_a_reviewer_adds_an_action_and_tells_its_result(client, cast, plan):
    client.force_login(cast.reviewer)
    url = reverse("indicators:action_add", args=[CODE, 2])
    sent = {
        "title": "Xây thư viện xã",
        "responsible": "UBND xã",
        "due_on": "30/06/2026",
        "status": "planned",
        "result": "",
    }
    assert client.post(url, sent).status_code == 302
    action = TaskAction.objects.get()
    assert (action.task_group.position, action.due_on) == (2, datetime.date(2026, 6, 30))
    assert "Xây thư viện xã" in text(page(client, cast.viewer, "plan", CODE))
    change = reverse("indicators:action", args=[CODE, action.pk])
    client.force_login(cast.reviewer)
    done = sent | {"status": "done", "result": "Khánh thành", "seen": latest_id(action), "reason": ""}
    assert client.post(change, done).status_code == 302
    told = text(page(client, cast.viewer, "action", CODE, action.pk))
    assert "Khánh thành" in told
    assert "<form" not in told.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "reviewer"])
def test_nobody_else_writes_actions(role, client, cast, plan):
    action = TaskAction.objects.create(task_group=plan.task_groups.first(), title="Một", responsible="Sở")
    client.force_login(getattr(cast, role))
    sent = {"title": "Hai", "responsible": "Sở", "status": "done", "seen": latest_id(action)}
    assert client.post(reverse("indicators:action_add", args=[CODE, 1]), sent).status_code == 403
    assert client.post(reverse("indicators:action", args=[CODE, action.pk]), sent).status_code == 403
    assert list(TaskAction.objects.values_list("title", "status")) == [("Một", "planned")]


@pytest.fixture
def new_institutions(province):
    """One directly under the merged province, one in each old half."""
    opened = datetime.date(2025, 9, 1)
    return [
        province.institution("66-1", "Bảo tàng mới", "museum", "new:66", opened),
        province.institution("66-2", "Thư viện Krông Pắc", "library_commune", "new:24490", opened),
        province.institution("66-3", "Thư viện Tuy Hòa", "library_commune", "new:22015", opened),
    ]


def test_what_the_succession_cannot_tell_waits_for_a_ruling(client, cast, plan, new_institutions):
    waiting = text(page(client, cast.viewer, "territory", CODE)).split("Chưa rõ thuộc phạm vi")[1]
    assert "Bảo tàng mới" in waiting
    assert "Thư viện Krông Pắc" not in waiting
    assert "Thư viện Tuy Hòa" not in waiting


def test_a_ruling_is_added_and_withdrawn(client, cast, plan, new_institutions):
    client.force_login(cast.reviewer)
    url = reverse("indicators:territory", args=[CODE])
    assert client.post(url, {"institution": "66-1", "inside": "1", "reason": "Thông báo 7"}).status_code == 302
    ruling = TerritoryRuling.objects.get()
    told = text(page(client, cast.viewer, "territory", CODE))
    assert "Bảo tàng mới" in told
    assert "Thông báo 7" in told
    assert "Chưa rõ thuộc phạm vi" not in told
    withdraw = reverse("indicators:ruling_withdraw", args=[CODE, ruling.pk])
    assert withdraw not in told
    assert client.post(withdraw, {"reason": "Ghi nhầm"}).status_code == 403
    client.force_login(cast.reviewer)
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw, {"reason": "Ghi nhầm"}).status_code == 302
    assert not TerritoryRuling.objects.exists()


@pytest.mark.parametrize("role", ["reporter", "viewer", "outsider", "nobody"])
def test_nobody_else_rules_on_the_territory(role, client, cast, plan, new_institutions):
    client.force_login(getattr(cast, role))
    sent = {"institution": "66-1", "inside": "1", "reason": "Thông báo 7"}
    assert client.post(reverse("indicators:territory", args=[CODE]), sent).status_code == 403
    assert not TerritoryRuling.objects.exists()


def test_the_territory_page_asks_as_many_queries_for_one_as_for_three(client, cast, plan, province):
    def ruled_and_waiting(code: str) -> None:
        opened = datetime.date(2025, 9, 1)
        province.institution(f"{code}-waiting", "Bảo tàng chờ", "museum", "new:66", opened)
        ruled = province.institution(code, "Bảo tàng mới", "museum", "new:66", opened)
        TerritoryRuling.objects.create(plan=plan, institution=ruled, inside=True, reason="r", by=cast.reviewer)

    client.force_login(cast.reviewer)
    url = reverse("indicators:territory", args=[CODE])
    ruled_and_waiting("66-1")
    one = queries(client, url)
    for code in ("66-2", "66-3"):
        ruled_and_waiting(code)
    assert queries(client, url) == one


def test_an_institution_elsewhere_and_an_unknown_one_get_the_same_sentence(client, cast, plan, province):
    province.institution("54-1", "Bảo tàng Phú Yên", "museum", "new:22015")
    cast.reviewer.memberships.update(unit=province.units["new:24490"])
    client.force_login(cast.reviewer)
    url = reverse("indicators:territory", args=[CODE])
    for code in ("54-1", "no-such"):
        response = client.post(url, {"institution": code, "inside": "1", "reason": "r"})
        assert "Mã này không có trong các cơ sở của bạn." in text(response)
        assert not TerritoryRuling.objects.exists()
