"""The admin site: who comes in, and that the registry cannot be changed around the verbs."""

import pytest
from django.urls import reverse

from institutions.aliases import remember_alias
from institutions.models import Category, InstitutionVersion
from institutions.proposing import propose

LISTS = [
    "institutions_category", "institutions_institutionversion", "institutions_institutionevent",
    "institutions_administrativeunit", "institutions_unitsuccession", "institutions_reportingunit",
    "institutions_institutionalias", "institutions_institutionproposal",
]  # fmt: skip


def test_only_administrators_come_in(client, cast):
    index = reverse("admin:index")
    assert client.get(index, follow=True).redirect_chain[-1] == (f"{reverse('accounts:login')}?next={index}", 302)
    for user in (cast.reviewer, cast.reporter, cast.viewer, cast.nobody):
        client.force_login(user)
        assert client.get(index, follow=True).status_code == 403
    client.force_login(cast.administrator)
    assert client.get(index).status_code == 200
    assert client.get(reverse("admin:login"), follow=True).redirect_chain == [(index, 302)]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_and_its_rows_open(client, cast, province, name):
    institution = province.institution("A", "Nhà", "museum", "old:66")
    institution.events.create(kind="opened", on="2020-01-01")
    remember_alias(institution=institution, name="BT", places=[], by=cast.reviewer)
    propose(name="Nhà", category=province.categories["museum"], unit=province.units["new:66"], by=cast.reporter)
    client.force_login(cast.administrator)
    url = reverse(f"admin:{name}_changelist")
    assert client.get(url).status_code == 200
    page = client.get(url).context["cl"].queryset.first()
    assert client.get(reverse(f"admin:{name}_change", args=[page.pk])).status_code == 200


def test_institutions_cannot_be_added_changed_deleted_or_imported(client, cast, province):
    version = province.institution("A", "Nhà", "museum", "old:66").versions.get()
    client.force_login(cast.administrator)
    prefix = "admin:institutions_institutionversion"
    assert client.get(reverse(f"{prefix}_add")).status_code == 403
    assert client.post(reverse(f"{prefix}_change", args=[version.pk]), {"name": "Khác"}).status_code == 403
    assert client.post(reverse(f"{prefix}_delete", args=[version.pk]), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:institutions_institutionversion_changelist") + "import/").status_code in (302, 404)
    assert InstitutionVersion.objects.get().name == "Nhà"


def test_export_of_institutions_defuses_formulas(client, cast, province):
    province.institution("A", "=1+1", "museum", "old:66")
    client.force_login(cast.administrator)
    url = reverse("admin:institutions_institutionversion_export")
    page = client.get(url)
    assert page.status_code == 200
    fields = {f"institutionversionresource_{name}": "on" for name in page.context["fields_list"][0][1]}
    response = client.post(url, {"format": "0", "resource": "0", **fields})
    text = response.content.decode()
    assert text.splitlines()[1].startswith("A,'=1+1,museum,66,,public,2020-01-01,,,")


def test_categories_are_imported_by_code_with_history(client, cast, province):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(cast.administrator)
    data = (
        "code,name,kind,level,position\nmuseum,Bảo tàng,museum,none,4\nmuseum_army,Bảo tàng quân đội,museum,none,50\n"
    )
    page = client.post(
        reverse("admin:institutions_category_import"),
        {"format": "0", "resource": "", "import_file": SimpleUploadedFile("loai.csv", data.encode())},
    )
    assert page.status_code == 200
    confirmed = client.post(
        reverse("admin:institutions_category_process_import"), page.context["confirm_form"].initial, follow=True
    )
    assert confirmed.status_code == 200
    added = Category.objects.get(code="museum_army")
    assert (added.name, added.history.get().history_user) == ("Bảo tàng quân đội", cast.administrator)
    assert Category.objects.get(code="museum").history.count() == 1
