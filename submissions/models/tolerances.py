"""How much a count usually changes from one year to the next, by category."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Measure
from institutions.models import Category

from .years import ReportingYear


class Tolerance(models.Model):
    """The change on the year before that is usual for a measure in a category, from that category's own spread.

    `lowest` and `highest` are ratios (0.5: half of last year's count). Worked out when the year opens, from how the
    same institutions changed between the two years before it (`institutions` of them), and kept for the year: whoever
    answers on the last day is held to the same limits as the first.
    """

    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="tolerances")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+")
    lowest = models.FloatField(_("ít nhất (lần)"))
    highest = models.FloatField(_("nhiều nhất (lần)"))
    institutions = models.PositiveIntegerField(_("số cơ sở"))

    class Meta:
        verbose_name = _("mức thay đổi thường gặp")
        verbose_name_plural = _("mức thay đổi thường gặp")
        ordering = ["category__position", "measure__position"]
        constraints = [
            models.UniqueConstraint(fields=["year", "category", "measure"], name="one_tolerance_per_year"),
            models.CheckConstraint(
                condition=Q(lowest__gte=0, lowest__lte=1, highest__gte=1),
                name="tolerances_lie_around_no_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.category} {self.measure.code}: {self.lowest:.2f}–{self.highest:.2f}"
