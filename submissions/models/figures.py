"""Annual figures, and the trace of every change."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Measure
from institutions.models import Institution

from ..reading.sheets import cell_address
from .files import ImportBatch
from .returns import Submission
from .years import ReportingYear

if TYPE_CHECKING:
    from accounts.models import User


class State(models.TextChoices):
    """The four states of a figure. A row that was withdrawn is `not_reported`, as if there were none."""

    REPORTED = "reported", _("đã báo cáo")
    UNKNOWN = "unknown", _("không rõ")
    NOT_APPLICABLE = "not_applicable", _("không áp dụng")
    NOT_REPORTED = "not_reported", _("chưa báo cáo")


_value_goes_with_state = Q(state="reported", value__isnull=False) | Q(~Q(state="reported"), value__isnull=True)
_approved_value_goes_with_state = (
    Q(approved_state="reported", approved_value__isnull=False)
    | Q(~Q(approved_state="reported"), approved_state__isnull=False, approved_value__isnull=True)
    | Q(approved_state__isnull=True, approved_value__isnull=True)
)


class AnnualFigureQuerySet(models.QuerySet["AnnualFigure"]):
    def visible_to(self, user: "User") -> Self:
        """Figures of institutions that are within the user's scope now, or of returns that the user may read."""
        if user.scope().everything:
            return self
        institutions = Institution.objects.visible_to(user).values("pk")
        submissions = Submission.objects.visible_to(user).values("pk")
        return self.filter(Q(institution__in=institutions) | Q(submission__in=submissions))

    def differing_from_approved(self) -> Self:
        """Figures that say something else than what was approved of them, or of which nothing is approved."""
        same_value = Q(approved_value=F("value")) | Q(approved_value__isnull=True, value__isnull=True)
        return self.exclude(Q(approved_state__isnull=False, approved_state=F("state")) & same_value)


class AnnualFigure(models.Model):
    """One answer: institution, year, measure → state and value (a count, or 1/0 for yes/no), and both as last approved.

    Never deleted. `revision` grows with every change; a save names the revision that it saw. `province_code` is the
    province in which the institution lay, kept with the fact so that large installations can partition by it.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="figures")
    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="figures")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="figures")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="figures")
    province_code = models.CharField(_("mã tỉnh"), max_length=20)
    state = models.CharField(_("trạng thái"), max_length=15, choices=State.choices)
    value = models.BigIntegerField(_("giá trị"), null=True, blank=True)
    is_estimate = models.BooleanField(_("ước tính"), default=False)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)
    approved_state = models.CharField(
        _("trạng thái đã duyệt"), max_length=15, choices=State.choices, null=True, blank=True
    )
    approved_value = models.BigIntegerField(_("giá trị đã duyệt"), null=True, blank=True)

    objects = AnnualFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("số liệu năm")
        verbose_name_plural = _("số liệu năm")
        # Results ask for a few measures of one year at a time.
        indexes = [models.Index(fields=["year", "measure"], name="figure_by_year_and_measure")]
        constraints = [
            models.UniqueConstraint(fields=["institution", "year", "measure"], name="one_figure_per_question"),
            models.CheckConstraint(
                condition=Q(state__in=["reported", "unknown", "not_applicable", "not_reported"]),
                name="figure_state_is_known",
            ),
            models.CheckConstraint(condition=_value_goes_with_state, name="only_reported_figures_have_a_value"),
            models.CheckConstraint(
                condition=_approved_value_goes_with_state, name="only_reported_approved_figures_have_a_value"
            ),
            models.CheckConstraint(
                condition=(Q(value=None) | Q(value__gte=0)) & (Q(approved_value=None) | Q(approved_value__gte=0)),
                name="figures_are_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_applicable") | ~Q(note=""), name="not_applicable_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.year} {self.measure.code}"


class FigureChange(models.Model):
    """The trace: one row for each change of a figure, bulk changes included. Append-only; the newest is the figure."""

    class Through(models.TextChoices):
        FORM = "form", _("biểu mẫu")
        GRID = "grid", _("bảng nhập")
        FILE = "file", _("tệp")
        COMMAND = "command", _("lệnh")
        UNDO = "undo", _("hoàn tác tệp")
        SAMPLE = "sample", _("dữ liệu mẫu")
        TAKEN_OVER = "taken_over", _("lấy từ năm trước")
        HANDED_OVER = "handed_over", _("bàn giao")

    figure = models.ForeignKey(AnnualFigure, models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField()
    # Through whose return. None in traces that are older than this column; the figure still has its newest.
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="+")
    old_state = models.CharField(_("trạng thái cũ"), max_length=15, choices=State.choices)
    old_value = models.BigIntegerField(_("giá trị cũ"), null=True)
    new_state = models.CharField(_("trạng thái mới"), max_length=15, choices=State.choices)
    new_value = models.BigIntegerField(_("giá trị mới"), null=True)
    is_estimate = models.BooleanField(_("ước tính"), default=False)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("lúc"))
    through = models.CharField(_("qua"), max_length=12, choices=Through.choices)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="changes", db_index=False
    )
    sheet = models.CharField(_("trang tính"), max_length=100, blank=True)
    line = models.PositiveIntegerField(_("dòng"), null=True, blank=True)
    column = models.PositiveSmallIntegerField(_("cột"), null=True, blank=True)  # from 1, as line is

    class Meta:
        verbose_name = _("thay đổi số liệu")
        verbose_name_plural = _("thay đổi số liệu")
        ordering = ["figure", "revision"]
        indexes = [
            # The journal reads all, somebody's, or those that no file brought, the newest first. Of the last, SQLite
            # takes the order from the file's index, PostgreSQL from the partial one.
            models.Index(fields=["at"], name="figure_change_by_time"),
            models.Index(fields=["by", "at"], name="figure_change_by_person"),
            models.Index(fields=["batch", "at"], name="figure_change_by_file"),
            models.Index(fields=["at"], name="figure_change_by_hand", condition=Q(batch=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["figure", "revision"], name="one_change_per_revision"),
            models.CheckConstraint(
                condition=Q(
                    through__in=["form", "grid", "file", "command", "sample", "undo", "taken_over", "handed_over"]
                ),
                name="change_came_through_a_known_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.old_value} → {self.new_value}"

    @property
    def cell(self) -> str:
        """The address of the cell from which it came, as a spreadsheet writes it (D12); empty where none is known."""
        return cell_address(self.line, self.column) if self.line and self.column else ""
