"""Files of figures: as they were sent, what was said about them, what the check found, what became of them."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.models import Institution, ReportingUnit

from .returns import Submission
from .years import ReportingYear

if TYPE_CHECKING:
    from accounts.models import User


class KeptFile(models.Model):
    """The bytes of a file exactly as somebody sent them. Written once; never executed, never shown inside a page."""

    name = models.CharField(_("tên tệp"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("dung lượng"))
    content = models.BinaryField()

    class Meta:
        verbose_name = _("tệp gốc")
        verbose_name_plural = _("tệp gốc")
        constraints = [models.UniqueConstraint(fields=["sha256", "name"], name="kept_once_under_a_name")]

    def __str__(self) -> str:
        return self.name


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def applied(self) -> Self:
        """Files whose figures were stored, undone ones included."""
        return self.filter(applied_at__isnull=False)

    def visible_to(self, user: "User") -> Self:
        """One's own files that wait; and applied ones of which one may read every return that they touched.

        Of an applied one that was one's own too: whoever answered for a place once reads its figures no more.
        """
        waiting = Q(by=user, applied_at=None)
        if user.scope().everything:
            return self.filter(waiting | Q(applied_at__isnull=False))
        foreign = Submission.objects.exclude(pk__in=Submission.objects.visible_to(user).values("pk"))
        beyond = ImportBatch.objects.filter(touched__submission__in=foreign.values("pk"))
        concern_them = Q(by=user) | Q(touched__isnull=False)
        theirs = Q(applied_at__isnull=False) & concern_them & ~Q(pk__in=beyond.values("pk"))
        return self.filter(waiting | theirs).distinct()


class ImportBatch(models.Model):
    """One file of figures that was sent, from its arrival through the conversation about it to applying and undoing.

    `choices` is what its sender answered about it (imports/choices.py). What the last check found stands in the
    report, the seal and the rows; `stamps` are the states of the data that it saw. A waiting file is its sender's
    alone; an applied one is a trace and stays.
    """

    class Stage(models.TextChoices):
        WAITING = "waiting", _("chờ kiểm tra")
        CHECKING = "checking", _("đang kiểm tra")
        CHECKED = "checked", _("chờ xác nhận")
        APPLYING = "applying", _("đang ghi")
        APPLIED = "applied", _("đã ghi")
        UNDONE = "undone", _("đã hoàn tác")

    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="import_batches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # None: a batch from the time when originals were not kept.
    file = models.ForeignKey(KeptFile, models.PROTECT, null=True, blank=True, related_name="batches")
    file_name = models.CharField(_("tên tệp"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    status = models.CharField(
        _("tình trạng sau khi nhập"), max_length=10, choices=Submission.Status.choices, blank=True
    )
    stage = models.CharField(_("giai đoạn"), max_length=10, choices=Stage.choices, default=Stage.WAITING)
    choices = models.JSONField(_("lựa chọn của người gửi"), default=dict)
    report = models.JSONField(_("kết quả kiểm tra"), default=dict)
    seal = models.CharField(max_length=64, blank=True)
    stamps = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(_("số dòng"), default=0)
    done_rows = models.PositiveIntegerField(_("số dòng đã xử lý"), default=0)
    worked_at = models.DateTimeField(_("xử lý gần nhất lúc"), null=True, blank=True)
    sent_at = models.DateTimeField(_("gửi lúc"), auto_now_add=True)
    applied_at = models.DateTimeField(_("ghi lúc"), null=True, blank=True)
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp số liệu")
        verbose_name_plural = _("tệp số liệu")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["applied", "undone"], applied_at__isnull=False)
                | Q(stage__in=["waiting", "checking", "checked", "applying"], applied_at__isnull=True),
                name="applied_files_say_when",
            ),
            models.CheckConstraint(
                condition=Q(stage="undone", undone_at__isnull=False) | (~Q(stage="undone") & Q(undone_at=None)),
                name="undone_files_say_when",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_applied(self) -> bool:
        """Whether its figures are stored (and not taken back)."""
        return self.stage == self.Stage.APPLIED


class CheckedRow(models.Model):
    """What the last check found of one row: what it would change, what is wrong or asked. Renewed by each check.

    `detail` is the row as `imports/staging.py` writes and reads it.
    """

    class Outcome(models.TextChoices):
        NEW = "new", _("mới")
        CHANGED = "changed", pgettext_lazy("row", "thay đổi")
        UNCHANGED = "unchanged", _("giữ nguyên")
        SKIPPED = "skipped", _("bỏ qua")
        QUESTION = "question", _("cần trả lời")
        ERROR = "error", _("có lỗi")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="checked_rows")
    position = models.PositiveIntegerField()
    sheet = models.CharField(_("trang tính"), max_length=100, blank=True)
    line = models.PositiveIntegerField(_("dòng"))
    outcome = models.CharField(_("kết quả"), max_length=10, choices=Outcome.choices)
    has_warning = models.BooleanField(_("cần giải thích"), default=False)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    reporting_unit = models.ForeignKey(ReportingUnit, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(_("dòng trong tệp"), max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("dòng đã kiểm tra")
        verbose_name_plural = _("dòng đã kiểm tra")
        ordering = ["batch", "position"]
        indexes = [models.Index(fields=["batch", "outcome", "position"], name="checked_row_by_outcome")]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="checked_rows_in_one_order")]

    def __str__(self) -> str:
        return f"{self.line}: {self.get_outcome_display()}"


class RememberedColumn(models.Model):
    """What somebody said a heading means in their files: asked once, known from then on."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    heading = models.CharField(_("tiêu đề cột"), max_length=200)  # folded
    meaning = models.CharField(_("ý nghĩa"), max_length=60)  # as in imports/choices.py
    at = models.DateTimeField(_("lúc"), auto_now=True)

    class Meta:
        verbose_name = _("tiêu đề cột đã nhớ")
        verbose_name_plural = _("tiêu đề cột đã nhớ")
        constraints = [models.UniqueConstraint(fields=["by", "heading"], name="one_meaning_per_heading_and_sender")]

    def __str__(self) -> str:
        return f"{self.heading} → {self.meaning}"
