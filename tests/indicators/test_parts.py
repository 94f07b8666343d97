"""A count that is a part of another count: in the catalogue, in the portal, on pages."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from indicators.models import Measure
from indicators.plan_loading import FaultyFile, read_files

from .conftest import SMALL, load_text

WHOLE = '[[measure]]\ncode = "visits_onsite"\nlabel = "Lượt tại chỗ"\ntype = "count"\ndefinition = "Lượt."\ncategories = ["library_district", "library_commune"]\n'  # noqa: E501
YES_NO = '[[measure]]\ncode = "lifelong_service"\nlabel = "Có phục vụ"\ntype = "yes_no"\ndefinition = "Mở cửa."\ncategories = ["library_district"]\n'  # noqa: E501
PART = '[[measure]]\ncode = "visits_children"\nlabel = "Trong đó: trẻ em"\ntype = "count"\ndefinition = "Trẻ em."\ncategories = ["library_district"]\npart_of = "visits_onsite"\n'  # noqa: E501
GRANDCHILD = PART.replace("visits_children", "visits_girls").replace("trẻ em", "bé gái").replace("onsite", "children")


@pytest.fixture
def load_with(province, plan_path):
    """Loads the small plan beside a catalogue of this text."""

    def load_with(catalogue: str, **options):
        plan_path.with_name("catalogue.toml").write_text(catalogue, encoding="utf-8")
        return load_text(plan_path, SMALL, **options)

    return load_with


@pytest.fixture
def part(load_with) -> Measure:
    load_with(PART + WHOLE + YES_NO)
    return Measure.objects.get(code="visits_children")


def told(loading) -> list[tuple[str, str, str]]:
    return [(change.kind, change.what, change.detail) for change in loading.changes if change.kind == "changed"]


def test_the_file_names_the_whole_before_or_after_its_part(part, load_with):
    assert part.part_of.code == "visits_onsite"
    in_order = ["visits_children", "visits_onsite", "lifelong_service"]
    assert [measure.code for measure in Measure.objects.all()] == in_order
    written = part.history.count()
    again = load_with(PART + WHOLE + YES_NO)
    assert told(again) == []
    assert again.count("new") == 0
    assert part.history.count() == written
    assert [measure.code for measure in Measure.objects.get(code="visits_onsite").parts.all()] == ["visits_children"]


def test_a_change_is_told_and_kept_in_the_history(part, load_with):
    loading = load_with(PART.replace('part_of = "visits_onsite"\n', "") + WHOLE + YES_NO)
    assert told(loading) == [("changed", "chỉ tiêu visits_children", "part_of Lượt tại chỗ → –")]
    part.refresh_from_db()
    assert part.part_of is None
    newest, before, *_older = part.history.all()
    assert (newest.part_of, before.part_of.code) == (None, "visits_onsite")
    assert told(load_with(PART + WHOLE + YES_NO)) == [
        ("changed", "chỉ tiêu visits_children", "part_of – → Lượt tại chỗ")
    ]


def test_part_and_whole_may_change_places(part, load_with):
    swapped = PART.replace('part_of = "visits_onsite"\n', "") + WHOLE + 'part_of = "visits_children"\n' + YES_NO
    load_with(swapped)
    assert {measure.code: measure.part_of and measure.part_of.code for measure in Measure.objects.all()} == {
        "visits_children": None, "visits_onsite": "visits_children", "lifelong_service": None,
    }  # fmt: skip


def test_a_department_adds_a_part_to_what_the_portal_has(small, load_with):
    load_with(PART)
    assert Measure.objects.get(code="visits_children").part_of == Measure.objects.get(code="visits_onsite")


@pytest.mark.parametrize(
    ("catalogue", "measure", "message"),
    [
        (PART + YES_NO, "visits_children", "mã “visits_onsite” không có trong danh mục."),
        (
            PART.replace("onsite", "children") + WHOLE + YES_NO,
            "visits_children",
            "một phần không thể lại có các phần; hãy nêu chỉ tiêu lớn nhất.",
        ),
        (
            PART + WHOLE + YES_NO + GRANDCHILD,
            "visits_girls",
            "một phần không thể lại có các phần; hãy nêu chỉ tiêu lớn nhất.",
        ),
        (
            PART.replace("visits_onsite", "lifelong_service") + WHOLE + YES_NO,
            "visits_children",
            "“visits_children” là một phần của “lifelong_service” nên cả hai phải là số đếm.",
        ),
        (
            PART.replace('"count"', '"yes_no"') + WHOLE + YES_NO,
            "visits_children",
            "“visits_children” là một phần của “visits_onsite” nên cả hai phải là số đếm.",
        ),
        (
            PART.replace("library_district", "museum") + WHOLE + YES_NO,
            "visits_children",
            "“visits_children” và “visits_onsite” không cùng hỏi loại hình nào.",
        ),
        (
            PART.replace('"visits_onsite"', "1") + WHOLE + YES_NO,
            "visits_children",
            "phải là một đoạn chữ trong ngoặc kép.",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(load_with, catalogue, measure, message):
    with pytest.raises(FaultyFile) as faulty:
        load_with(catalogue)
    assert f"catalogue.toml, measure {measure}, part_of: {message}" in faulty.value.problems
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        (WHOLE.replace('"count"', '"yes_no"'), "“visits_children” là một phần của “visits_onsite” nên cả hai"),
        (WHOLE.replace('"library_district", ', ""), "“visits_children” và “visits_onsite” không cùng hỏi"),
        (
            WHOLE + 'part_of = "visits_all"\n' + WHOLE.replace("onsite", "all").replace("tại chỗ", "cả"),
            "một phần không",
        ),
    ],
)
def test_a_part_that_only_the_portal_knows_is_minded_too(part, load_with, plan_path, whole, message):
    plan_path.with_name("catalogue.toml").write_text(whole, encoding="utf-8")
    with pytest.raises(FaultyFile, match=f"measure visits_onsite, part_of: {message}"):
        read_files(plan_path)


def test_the_shipped_catalogue_has_no_parts(plan):
    assert Measure.objects.count() == 13
    assert not Measure.objects.filter(part_of__isnull=False).exists()


def test_the_model_refuses_chains_and_yes_no(part):
    whole, question = Measure.objects.get(code="visits_onsite"), Measure.objects.get(code="lifelong_service")
    girls = Measure(code="visits_girls", label="Bé gái", type="count", part_of=part)
    unsound = [(girls, {}), (whole, {"part_of": part}), (part, {"part_of": part}), (part, {"part_of": question})]
    for measure, change in [*unsound, (whole, {"type": "yes_no"}), (question, {"part_of": whole})]:
        for name, value in change.items():
            setattr(measure, name, value)
        with pytest.raises(ValidationError, match="Một phần"):
            measure.clean()
        if measure.pk:
            measure.refresh_from_db()
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=part.pk).update(type="yes_no")


def test_page_of_a_part_leads_to_its_whole(client, cast, part):
    client.force_login(cast.nobody)
    text = client.get(reverse("indicators:measure", args=["visits_children"])).content.decode()
    assert reverse("indicators:measure", args=["visits_onsite"]) in text
    other = client.get(reverse("indicators:measure", args=["visits_onsite"])).content.decode()
    assert "Là một phần của" not in other


@pytest.fixture
def staff(client, cast):
    cast.administrator.is_staff = True
    cast.administrator.save()
    client.force_login(cast.administrator)
    return client


def test_admin_shows_the_whole_and_offers_counts_that_are_no_part(staff, part, province):
    listed = staff.get(reverse("admin:indicators_measure_changelist")).content.decode()
    assert "Lượt tại chỗ" in listed
    url = reverse("admin:indicators_measure_change", args=[part.pk])
    form = staff.get(url).context["adminform"].form
    assert [measure.code for measure in form.fields["part_of"].queryset] == ["visits_onsite"]
    data = {"code": part.code, "label": part.label, "type": "count", "definition": "x", "position": 0}
    museum, district = province.categories["museum"].pk, province.categories["library_district"].pk
    whole = Measure.objects.get(code="visits_onsite").pk
    apart = staff.post(url, {**data, "categories": [museum], "part_of": whole})
    assert "Phải hỏi ít nhất một loại hình chung với “Lượt tại chỗ”" in apart.content.decode()
    assert staff.post(url, {**data, "categories": [museum], "part_of": ""}).status_code == 302
    part.refresh_from_db()
    assert part.part_of is None
    assert staff.post(url, {**data, "categories": [district], "part_of": whole}).status_code == 302
    part.refresh_from_db()
    assert part.part_of_id == whole


def test_a_file_of_measures_cannot_take_a_part_away_from_its_whole(staff, part):
    upload = SimpleUploadedFile("m.csv", b"code,categories\nvisits_children,museum\n")
    url = reverse("admin:indicators_measure_import")
    page = staff.post(url, {"format": "0", "resource": "0", "import_file": upload})
    assert "Phải hỏi ít nhất một loại hình chung" in page.content.decode()
    assert [category.code for category in part.categories.all()] == ["library_district"]
    fine = SimpleUploadedFile("m.csv", 'code,label\nvisits_children,"Trẻ em"\n'.encode())
    shown = staff.post(url, {"format": "0", "resource": "0", "import_file": fine})
    done = staff.post(reverse("admin:indicators_measure_process_import"), shown.context["confirm_form"].initial)
    assert done.status_code == 302
    part.refresh_from_db()
    assert (part.label, part.part_of.code) == ("Trẻ em", "visits_onsite")
