"""Addresses and answers that no page ever offers end in a sentence, never in a stack trace."""

import pytest
from django.urls import reverse

LONG = "9" * 5000


@pytest.mark.parametrize(
    "address",
    ["/institutions/%00/", "/institutions/%00/change/", "/results/institutions/%00/", "/years/2024/institutions/%00/",
     "/results/units/66/?plan=a%00b", "/institutions/?q=a%00b", "/results/units/%00/"],
)  # fmt: skip
def test_nul_in_an_address_is_refused(client, cast, address):
    client.force_login(cast.reviewer)
    assert client.get(address).status_code == 400


def test_sign_in_with_an_endless_name_is_refused(client, db):
    response = client.post(reverse("accounts:login"), {"username": "x" * 5000, "password": "y"})
    assert response.status_code == 200
    assert "150" in response.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_edge_of_the_calendar_are_refused(day):
    from institutions.forms.fields import DateField

    with pytest.raises(Exception, match=r"1800|2199"):
        DateField().clean(day)


@pytest.mark.parametrize("after", [f"x~{LONG}", "x~99999999999999999999", "x~-1", "~", "x~1٣"])
def test_a_place_in_a_list_that_is_none_shows_the_beginning(client, cast, settings, after):
    from indicators.plan_loading import PLANS, load, read_files

    load(read_files(PLANS / "06-kh-ubnd-2023.toml"), reason="test", commit=True)
    client.force_login(cast.viewer)
    page = client.get(reverse("reports:criterion", args=["06-kh-ubnd-2023", 2024, "L1"]), {"after": after})
    assert page.status_code == 200
