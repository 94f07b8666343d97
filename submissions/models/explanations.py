"""Words of explanation for what an edit check found unusual."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Measure
from institutions.models import Institution

from .files import ImportBatch
from .returns import Submission
from .years import ReportingYear


class Explanation(models.Model):
    """Why an unusual answer is right, in somebody's words. Append-only; the newest for a finding holds.

    It explains one finding: `check_code` of `checks`, about an institution and year (and measure, where the check
    is about one), or about a return as a whole (`submission`, no institution), with the values that it found, `about`:
    other values are another finding.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="explanations")
    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="explanations")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="+")
    check_code = models.CharField(_("kiểm tra"), max_length=40)
    about = models.CharField(_("giá trị được giải thích"), max_length=200)
    text = models.CharField(_("giải thích"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, blank=True, related_name="explanations")

    class Meta:
        verbose_name = _("giải thích")
        verbose_name_plural = _("giải thích")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["year", "institution"], name="explanation_by_institution")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="explanation_is_not_empty"),
            models.CheckConstraint(
                condition=Q(institution__isnull=False, submission=None) | Q(institution=None, submission__isnull=False),
                name="explanation_is_about_an_institution_or_a_return",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_code}: {self.text}"
