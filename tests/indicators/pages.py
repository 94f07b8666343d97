"""What the tests of pages do alike."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

ROLES = ["reporter", "reviewer", "viewer", "outsider", "administrator", "nobody"]
CODE = "06-kh-ubnd-2023"


def page(client, user, name: str, *args, **data):
    client.force_login(user)
    return client.get(reverse(f"indicators:{name}", args=args), data)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(url)
    return len(captured)
