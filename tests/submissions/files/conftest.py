"""Files of figures as people send them through the pages."""

import re
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from submissions.models import ImportBatch

FILE = "institution,lifelong_service,visits_onsite\nTV1,x,1200\nTV2,không,-\n"


@dataclass
class Page:
    """The pages of files, as one person sees them."""

    client: Client

    def send(self, text: str | bytes, *, year: int = 2025, name: str = "so-lieu.csv", **fields: str):
        """Upload a file and follow to its page."""
        data = text if isinstance(text, bytes) else text.encode()
        sent = {"file": SimpleUploadedFile(name, data), **fields}
        return self.client.post(reverse("submissions:import", args=[year]), sent, follow=True)

    def get(self, name: str, batch: ImportBatch, **query: str):
        return self.client.get(reverse(f"submissions:{name}", args=[batch.pk]), query)

    def post(self, name: str, batch: ImportBatch, data: dict | None = None, *, query: str = ""):
        return self.client.post(reverse(f"submissions:{name}", args=[batch.pk]) + query, data or {}, follow=True)

    def apply(self, shown, **fields: str):
        """Confirm what a page of a file shows."""
        batch = shown.context["batch"]
        return self.post("file_apply", batch, {"seal": batch.seal, **fields})


def text_of(response) -> str:
    """What a person reads: without tags, spaces as one."""
    page = re.sub(r"(?s)<(script|head)\b.*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def open_steps(shown) -> dict[str, int]:
    """The steps with open questions."""
    return {step.label: step.open for step in shown.context["steps"] if step.open}


@pytest.fixture
def page(client, returns, cast) -> Page:
    """The reporter of commune 24490 in 2025; TV1 and TV2 are theirs, TV3 is not."""
    client.force_login(cast.reporter)
    return Page(client)


@pytest.fixture
def as_other():
    """The same pages for somebody else."""

    def sign_in(user) -> Page:
        client = Client()
        client.force_login(user)
        return Page(client)

    return sign_in
