"""Administrative units as they stood between two dates, and what became of them."""

import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..fields import NameField, SearchKeyField, SortKeyField

FIRST_DAY = datetime.date(2020, 1, 1)
"""The first date of everything that is not dated better (see data/units/README.md)."""


class Level(models.TextChoices):
    PROVINCE = "province", _("Tỉnh, thành phố trực thuộc trung ương")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")
    VILLAGE = "village", _("Thôn, buôn, tổ dân phố")
    NONE = "none", _("Không theo cấp")


_M = TypeVar("_M", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[_M]):
    """Rows that hold from `valid_from` to `valid_until`, both days included; no end is written as null."""

    def standing(self, on: datetime.date) -> Self:
        """The rows that hold on that day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on)

    def standing_between(self, first: datetime.date, last: datetime.date) -> Self:
        """The rows that hold on at least one day of the period."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=first), valid_from__lte=last)


class AdministrativeUnit(models.Model):
    """A unit between two dates: a new row begins whenever its name, level, parent or the meaning of its code changes.

    Official codes are used again for other places, so the key is code and first day. A row that ended has
    successions; a row of the first day holds backwards too, since nothing older is recorded.
    """

    code = models.CharField(_("mã"), max_length=20)
    name = NameField(_("tên"), max_length=150)
    level = models.CharField(_("cấp"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(_("từ ngày"), default=FIRST_DAY)
    valid_until = models.DateField(_("đến hết ngày"), null=True, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    search_key = SearchKeyField()
    sort_key = SortKeyField()

    history = HistoricalRecords()
    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = _("đơn vị hành chính")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="unit_code_and_first_day",
                violation_error_message=_("Mã này đã có một đơn vị bắt đầu từ ngày ấy."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="unit_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(level__in=["province", "district", "commune"]), name="unit_level_is_administrative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitSuccession(models.Model):
    """`predecessor` went into `successor`, whole or in part, on the day the change took effect."""

    class Extent(models.TextChoices):
        WHOLE = "whole", _("toàn bộ")
        PART = "part", _("một phần")

    predecessor = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="origins")
    on = models.DateField(_("từ ngày"))
    extent = models.CharField(_("phạm vi"), max_length=5, choices=Extent.choices)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("kế thừa đơn vị")
        verbose_name_plural = _("kế thừa đơn vị")
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="unit_succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="unit_does_not_succeed_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class UnitAlias(models.Model):
    """Another spelling of a unit's name that is met in files; used for matching, never shown instead of the name."""

    unit = models.ForeignKey(AdministrativeUnit, models.CASCADE, related_name="aliases")
    alias = NameField(_("cách viết khác"), max_length=150)
    source = models.CharField(_("nguồn"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("cách viết khác của đơn vị")
        verbose_name_plural = _("cách viết khác của đơn vị")
        constraints = [models.UniqueConstraint(fields=["unit", "alias"], name="unit_alias_once")]

    def __str__(self) -> str:
        return self.alias
