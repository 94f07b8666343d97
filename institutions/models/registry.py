"""Institutions through time: an identity, what it was from a date to a date, and why that changed."""

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..fields import NameField, SearchKeyField, SortKeyField
from .reporting_units import ReportingUnit
from .units import AdministrativeUnit, DatedQuerySet, Level

if TYPE_CHECKING:
    from accounts.models import User


class Category(models.Model):
    """A category of institution, with its kind (what it is) and level (whose it is). Data of the plan's catalogue."""

    class Kind(models.TextChoices):
        LIBRARY = "library", _("Thư viện")
        MUSEUM = "museum", _("Bảo tàng")
        CENTRE = "centre", _("Trung tâm văn hóa")
        HOUSE = "house", _("Nhà văn hóa")

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    name = NameField(_("tên"), max_length=150)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind.choices)
    level = models.CharField(_("cấp"), max_length=10, choices=Level.choices, default=Level.NONE)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("loại hình")
        verbose_name_plural = _("loại hình")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class InstitutionQuerySet(models.QuerySet["Institution"]):
    def standing_between(self, first: datetime.date, last: datetime.date) -> Self:
        """Institutions that stood on at least one day of the period: those that belong to a reporting year."""
        versions = InstitutionVersion.objects.standing_between(first, last).filter(institution=models.OuterRef("pk"))
        return self.filter(models.Exists(versions))

    def visible_to(self, user: "User") -> Self:
        """Institutions whose single figures the user may read: those that are within the user's scope now."""
        scope = user.scope()
        if scope.everything:
            return self
        last = InstitutionVersion.objects.last_versions().filter(scope.readable_versions())
        return self.filter(pk__in=last.values("institution"))


class Institution(models.Model):
    """An institution's identity: a code of the portal's own, never used again. What it is at a date is a version."""

    code = models.CharField(
        _("mã"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("Mã cơ sở này đã được dùng; mã không bao giờ dùng lại.")},
    )
    recorded_at = models.DateTimeField(_("ghi nhận lúc"), auto_now_add=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ sở")
        verbose_name_plural = _("cơ sở")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Ownership(models.TextChoices):
    PUBLIC = "public", _("Công lập")
    PRIVATE = "private", _("Ngoài công lập")
    OTHER = "other", _("Khác")


class InstitutionVersionQuerySet(DatedQuerySet["InstitutionVersion"]):
    def last_versions(self) -> Self:
        """The version of each institution that begins last: what it is now, or was when it closed."""
        later = InstitutionVersion.objects.filter(
            institution=models.OuterRef("institution"), valid_from__gt=models.OuterRef("valid_from")
        )
        return self.filter(~models.Exists(later))


class InstitutionVersion(models.Model):
    """What an institution was from one day to another. A version ends where the next begins; a gap is a closure.

    `reporting_unit` is who answers for it where somebody named one; null means the rule of the place: the office of
    the district in which the unit lies, of the commune where there are no districts, of the province for what
    stands directly under it. `unit` is the row that held on the version's first day: where the institution lies
    later, when units have changed, is derived (`tree.py`) and not written.
    """

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="versions")
    name = NameField(_("tên"), max_length=250)
    category = models.ForeignKey(Category, models.PROTECT, related_name="versions", verbose_name=_("loại hình"))
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, related_name="versions", verbose_name=_("đơn vị hành chính")
    )
    reporting_unit = models.ForeignKey(
        ReportingUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name=_("đơn vị báo cáo"),
    )
    ownership = models.CharField(_("sở hữu"), max_length=10, choices=Ownership.choices, default=Ownership.PUBLIC)
    satellite_of = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="satellites",
        verbose_name=_("cơ sở vệ tinh của"),
    )
    is_counted = models.BooleanField(_("được tính"), default=True)
    not_counted_reason = models.CharField(_("lý do không tính, văn bản"), max_length=300, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_until = models.DateField(_("đến hết ngày"), null=True, blank=True)
    search_key = SearchKeyField()
    sort_key = SortKeyField()

    history = HistoricalRecords()
    objects = InstitutionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên bản của cơ sở")
        verbose_name_plural = _("phiên bản của cơ sở")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "valid_from"],
                name="one_version_per_first_day",
                violation_error_message=_("Cơ sở đã có một thay đổi bắt đầu từ đúng ngày này."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="version_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(is_counted=True) | ~Q(not_counted_reason=""),
                name="not_counted_has_a_reason",
                violation_error_message=_("Hãy nêu lý do và văn bản khi không tính cơ sở này."),
            ),
            models.CheckConstraint(condition=Q(ownership__in=Ownership.values), name="version_ownership_is_known"),
        ]
        indexes = [
            # The search key makes a search read the index alone, in the order of the page, until the page is full.
            models.Index(fields=["sort_key", "id", "search_key"], name="version_by_name"),
            models.Index(fields=["category", "sort_key", "id"], name="version_by_category_and_name"),
            models.Index(fields=["valid_from", "valid_until"], name="version_by_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class InstitutionEvent(models.Model):
    """Why versions ended and began: what happened on which day, on what legal basis, who recorded it when.

    Append-only. A merge or a split is one event for each institution it touches, each naming the others.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("thành lập")
        RENAMED = "renamed", _("đổi tên")
        MOVED = "moved", _("chuyển địa bàn")
        PLACED = "placed", _("xếp vào xã, phường")
        LEVEL_CHANGED = "level_changed", _("đổi loại hình, cấp")
        CHANGED = "changed", _("thay đổi khác")
        MERGED = "merged", _("sáp nhập")
        SPLIT = "split", _("chia, tách")
        CLOSED = "closed", _("ngừng hoạt động")
        MADE_SATELLITE = "made_satellite", _("thành cơ sở vệ tinh")
        CORRECTED = "corrected", _("đính chính hồ sơ")

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="events")
    others = models.ManyToManyField(Institution, blank=True, related_name="events_of_others")
    kind = models.CharField(_("sự việc"), max_length=20, choices=Kind.choices)
    on = models.DateField(_("ngày"))
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(_("ghi nhận lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("sự việc")
        verbose_name_plural = _("sự việc")
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "opened", "renamed", "moved", "placed", "level_changed", "changed",
                        "merged", "split", "closed", "made_satellite", "corrected",
                    ]
                ),
                name="event_kind_is_known",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"
