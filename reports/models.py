"""Publications: results of a plan for a year, frozen so that they can be cited."""

import hashlib
import json
import zlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from indicators.models import Plan
from submissions.models import ReportingYear


class Publication(models.Model):
    """The results of a plan for a year as they were known at a moment. Written once; the database refuses changes.

    `results` are the bytes of the JSON document that is handed out: numbers, rules, rounding, days, and the SHA-256 of
    `registry`, the CSV of the institutions that were counted with how each was judged (both kept deflated). `sha256`
    is that of the document as handed out: whoever has a copy can hold it against the portal's.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="publications", verbose_name=_("kế hoạch"))
    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="publications", verbose_name=_("năm"))
    number = models.PositiveSmallIntegerField(_("lần công bố"))
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    results = models.BinaryField()
    registry = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("công bố lúc"))

    class Meta:
        verbose_name = _("bản công bố")
        verbose_name_plural = _("bản công bố")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "year", "number"], name="publications_of_a_year_are_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1), name="publications_are_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.plan.code} {self.year} #{self.number}"

    @cached_property
    def results_file(self) -> bytes:
        """The document as it is handed out. Raises zlib.error where what is kept is damaged."""
        return zlib.decompress(bytes(self.results))

    @cached_property
    def registry_file(self) -> bytes:
        """The institutions as they are handed out. Raises zlib.error where what is kept is damaged."""
        return zlib.decompress(bytes(self.registry))

    @cached_property
    def document(self) -> dict[str, Any]:
        """The document read."""
        found: dict[str, Any] = json.loads(self.results_file)
        return found

    def is_intact(self) -> bool:
        """Whether both files have the hashes under which they were published."""
        try:
            registry = self.document["registry"]["sha256"]
            return _sha256(self.results_file) == self.sha256 and _sha256(self.registry_file) == registry
        except (zlib.error, ValueError, KeyError, TypeError):
            return False


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
