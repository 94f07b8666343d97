"""The page of what the checks find in a return: who reads it, who explains, what is stored, filters, and the step."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


def url(returns, name="submission_checks"):
    return reverse(f"submissions:{name}", args=[returns.commune.pk])


@pytest.mark.parametrize(
    ("role", "status"),
    [("reporter", 200), ("reviewer", 200), ("viewer", 200), ("administrator", 200), ("outsider", 404), ("nobody", 404)],
)
def test_checks_page_opens_within_the_scope(client, cast, returns, role, status):
    client.force_login(getattr(cast, role))
    assert client.get(url(returns)).status_code == status
