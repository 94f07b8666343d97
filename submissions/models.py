"""What was answered: reporting years, returns, annual figures, and the trace of every change."""

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from indicators.models import Measure
from institutions.models import Institution, ReportingUnit

if TYPE_CHECKING:
    from accounts.models import User


class ReportingYear(models.Model):
    """A year with its own calendar: its days, the day on which institutions are counted, when returns are due."""

    number = models.PositiveSmallIntegerField(
        _("năm"), unique=True, error_messages={"unique": _("Năm báo cáo này đã có.")}
    )
    start = models.DateField(_("từ ngày"))
    end = models.DateField(_("đến hết ngày"))
    reference_date = models.DateField(_("ngày chốt danh sách cơ sở"))
    due_date = models.DateField(_("hạn nộp"), null=True, blank=True)
    closed_at = models.DateTimeField(_("khóa lúc"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))  # room for a citation

    class Meta:
        verbose_name = _("năm báo cáo")
        verbose_name_plural = _("năm báo cáo")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="year_ends_after_it_starts",
                violation_error_message=_("Ngày cuối năm báo cáo không thể trước ngày đầu."),
            ),
            models.CheckConstraint(
                condition=Q(reference_date__gte=F("start"), reference_date__lte=F("end")),
                name="reference_date_lies_in_the_year",
                violation_error_message=_("Ngày chốt danh sách phải nằm trong năm báo cáo."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @classmethod
    def calendar(cls, number: int) -> "ReportingYear":
        """The year as it is when nobody set it otherwise: the calendar year, counted on 31 December. Not saved."""
        last = datetime.date(number, 12, 31)
        return cls(number=number, start=datetime.date(number, 1, 1), end=last, reference_date=last)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: "User") -> Self:
        """Returns that the user may read: of reporting units within their scope."""
        scope = user.scope()
        return self if scope.everything else self.filter(reporting_unit__in=scope.readable_reporting_units())

    def editable_by(self, user: "User") -> Self:
        """Returns whose figures the user may write, whatever their state: the reporter's own, the reviewer's all."""
        scope = user.scope()
        reviewed = scope.reviewed_reporting_units()
        if reviewed is None:
            return self
        return self.filter(reporting_unit__in=reviewed | scope.answered_reporting_units)

    def reviewable_by(self, user: "User") -> Self:
        """Returns that the user may return, approve or reopen."""
        reviewed = user.scope().reviewed_reporting_units()
        return self if reviewed is None else self.filter(reporting_unit__in=reviewed)


class Submission(models.Model):
    """One reporting unit's return for one year. Its state changes only through `workflow.py`, with an event."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("đang nhập")
        SUBMITTED = "submitted", _("đã nộp")
        RETURNED = "returned", _("trả lại để sửa")
        APPROVED = "approved", _("đã duyệt")

    reporting_unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="submissions")
    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="submissions")
    status = models.CharField(_("tình trạng"), max_length=10, choices=Status.choices, default=Status.DRAFT)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo")
        verbose_name_plural = _("báo cáo")
        ordering = ["-year__number", "reporting_unit__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "reporting_unit"], name="one_submission_per_unit_and_year"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "approved"]),
                name="submission_status_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reporting_unit} {self.year}"


class SubmissionEvent(models.Model):
    """A change of a submission's state: from what to what, who, when, why. Append-only."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="events")
    old_status = models.CharField(_("từ"), max_length=10, choices=Submission.Status.choices, blank=True)
    new_status = models.CharField(_("thành"), max_length=10, choices=Submission.Status.choices)
    reason = models.TextField(_("lý do"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("bước của báo cáo")
        verbose_name_plural = _("bước của báo cáo")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(new_status="returned") | ~Q(reason=""), name="return_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.get_new_status_display()} {self.at:%d/%m/%Y %H:%M}"


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


class ImportBatch(models.Model):
    """One file of figures that was applied: what it was, who sent it, what it did."""

    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="import_batches")
    file_name = models.CharField(_("tên tệp"), max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(_("số dòng"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("lần nhập tệp")
        verbose_name_plural = _("các lần nhập tệp")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.at:%d/%m/%Y %H:%M}"


class FigureFile(models.Model):
    """A file of figures between its check and its confirmation: what is applied is what was checked.

    Its sender alone sees it. It goes when it is applied (the batch is its trace), or when its sender sends another.
    """

    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    file_name = models.CharField(_("tên tệp"), max_length=255)
    content = models.BinaryField()
    status = models.CharField(
        _("tình trạng sau khi nhập"), max_length=10, choices=Submission.Status.choices, blank=True
    )
    sent_at = models.DateTimeField(_("gửi lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("tệp số liệu chờ xác nhận")
        verbose_name_plural = _("tệp số liệu chờ xác nhận")
        constraints = [models.UniqueConstraint(fields=["year", "by"], name="one_waiting_file_per_sender_and_year")]

    def __str__(self) -> str:
        return self.file_name


class FigureChange(models.Model):
    """The trace: one row for each change of a figure, bulk changes included. Append-only; the newest is the figure."""

    class Through(models.TextChoices):
        FORM = "form", _("biểu mẫu")
        GRID = "grid", _("bảng nhập")
        FILE = "file", _("tệp")
        COMMAND = "command", _("lệnh")
        SAMPLE = "sample", _("dữ liệu mẫu")

    figure = models.ForeignKey(AnnualFigure, models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField()
    old_state = models.CharField(_("trạng thái cũ"), max_length=15, choices=State.choices)
    old_value = models.BigIntegerField(_("giá trị cũ"), null=True)
    new_state = models.CharField(_("trạng thái mới"), max_length=15, choices=State.choices)
    new_value = models.BigIntegerField(_("giá trị mới"), null=True)
    is_estimate = models.BooleanField(_("ước tính"), default=False)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"))
    through = models.CharField(_("qua"), max_length=10, choices=Through.choices)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, blank=True, related_name="changes")
    sheet = models.CharField(_("trang tính"), max_length=100, blank=True)
    line = models.PositiveIntegerField(_("dòng"), null=True, blank=True)

    class Meta:
        verbose_name = _("thay đổi số liệu")
        verbose_name_plural = _("thay đổi số liệu")
        ordering = ["figure", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["figure", "revision"], name="one_change_per_revision"),
            models.CheckConstraint(
                condition=Q(through__in=["form", "grid", "file", "command", "sample"]),
                name="change_came_through_a_known_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.old_value} → {self.new_value}"
