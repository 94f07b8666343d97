"""The admin of plans: measures come and go as files, targets are only looked at."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.models import Measure, Target

MODELS = [
    "measure", "plan", "criterion", "requirement", "targetgroup", "target", "taskgroup", "taskaction",
    "territoryruling",
]  # fmt: skip


@pytest.fixture
def staff(client, cast):
    cast.administrator.is_staff = True
    cast.administrator.save()
    client.force_login(cast.administrator)
    return client


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_export_page_opens(model, staff, plan):
    assert staff.get(reverse(f"admin:indicators_{model}_changelist")).status_code == 200
    assert staff.get(reverse(f"admin:indicators_{model}_export")).status_code == 200


def test_targets_are_exported_with_whose_they_are(staff, plan):
    target = Target.objects.get(group__criterion__code="L1", group__categories__code="library_district", milestone=2025)
    response = staff.post(
        reverse("admin:indicators_target_export"),
        {"format": "0", "resource": "0"} | {f"targetresource_{name}": "on" for name in ("plan", "criterion", "group")}
        | {f"targetresource_{name}": "on" for name in ("milestone", "threshold")},
    )  # fmt: skip
    assert response.status_code == 200
    assert f'06-kh-ubnd-2023,L1,{target.group.name},2025,"87,00"' in response.content.decode()


def test_a_target_cannot_be_changed_past_the_portal(staff, plan):
    target = Target.objects.first()
    url = reverse("admin:indicators_target_change", args=[target.pk])
    assert staff.get(url).status_code == 200
    assert staff.post(url, {"threshold": "1"}).status_code == 403
    assert staff.post(reverse("admin:indicators_target_delete", args=[target.pk]), {"post": "yes"}).status_code == 403
    assert Target.objects.get(pk=target.pk).threshold == target.threshold


def test_a_file_of_measures_is_imported_with_history(staff, plan):
    content = (
        'code,label,type,definition,position,categories\nclubs,Số câu lạc bộ,count,Định nghĩa mới,10,"house_commune"\n'
    )
    upload = SimpleUploadedFile("measures.csv", content.encode(), content_type="text/csv")
    url = reverse("admin:indicators_measure_import")
    shown = staff.post(url, {"format": "0", "resource": "0", "import_file": upload})
    assert shown.status_code == 200
    assert Measure.objects.get(code="clubs").definition.startswith("Cách hiểu mặc định")
    confirm = shown.context["confirm_form"].initial
    done = staff.post(reverse("admin:indicators_measure_process_import"), confirm)
    assert done.status_code == 302
    measure = Measure.objects.get(code="clubs")
    assert measure.definition == "Định nghĩa mới"
    assert [category.code for category in measure.categories.all()] == ["house_commune"]
    assert "measures.csv" in measure.history.first().history_change_reason


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Tệp thiếu cột “code”."),
        ("en", "are not present in the file headers: code"),
    ],
)
def test_a_file_that_is_no_file_of_measures_is_refused_without_a_stack_trace(staff, plan, language, said):
    staff.cookies["django_language"] = language
    upload = SimpleUploadedFile("measures.csv", b"a,b\n1,2\n", content_type="text/csv")
    shown = staff.post(reverse("admin:indicators_measure_import"), {"format": "0", "import_file": upload})
    text = shown.content.decode()
    assert said in text
    assert "Traceback" not in text
    assert "site-packages" not in text


def test_a_file_with_an_unknown_category_says_so_and_changes_nothing(staff, plan):
    file = SimpleUploadedFile(
        "m.csv", 'code,label,type,categories\nclubs,Câu lạc bộ,count,"house_commune,nowhere"\n'.encode()
    )
    before = list(Measure.objects.get(code="clubs").categories.values_list("code", flat=True))
    page = staff.post(reverse("admin:indicators_measure_import"), {"format": "0", "import_file": file, "resource": "0"})
    assert "Không có loại hình này" in page.content.decode()
    assert list(Measure.objects.get(code="clubs").categories.values_list("code", flat=True)) == before
