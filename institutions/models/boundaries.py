"""Outlines of units that a department has sent, for maps. A picture only: no result depends on them."""

import hashlib
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .units import AdministrativeUnit, Level

if TYPE_CHECKING:
    from accounts.models import User


class BoundarySetQuerySet(models.QuerySet["BoundarySet"]):
    def in_use(self) -> Self:
        """Drawn on maps: put to use and not withdrawn."""
        return self.filter(used_at__isnull=False, withdrawn_at=None)

    def waiting(self) -> Self:
        """Sent, and not yet put to use."""
        return self.filter(used_at=None, withdrawn_at=None)


class BoundarySet(models.Model):
    """A file of outlines of the units of one level in one province, as they stood on a day.

    The file is kept as it was sent; what is drawn are the simplified outlines (`Boundary`). A set is put to use after
    it was looked at, and withdrawn, never deleted.
    """

    province = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("tỉnh"))
    level = models.CharField(_("cấp"), max_length=10, choices=Level.choices)
    on = models.DateField(_("theo đơn vị ngày"))
    source = models.CharField(_("nguồn"), max_length=300)
    licence = models.CharField(_("giấy phép"), max_length=300)
    file_name = models.CharField(_("tên tệp"), max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    points_sent = models.PositiveIntegerField(_("số điểm của tệp"))
    points_kept = models.PositiveIntegerField(_("số điểm được vẽ"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("gửi lúc"), auto_now_add=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    used_at = models.DateTimeField(_("dùng từ"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_why = models.CharField(_("lý do rút"), max_length=300, blank=True)

    objects = BoundarySetQuerySet.as_manager()

    class Meta:
        verbose_name = _("bộ ranh giới")
        verbose_name_plural = _("bộ ranh giới")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
                name="boundaries_used_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="boundaries_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_in_use(self) -> bool:
        return self.used_at is not None and self.withdrawn_at is None

    @classmethod
    def received(cls, *, data: bytes, file_name: str, by: "User") -> "BoundarySet":
        """A file that was just sent, not yet stored."""
        return cls(file_name=file_name[-255:], sha256=hashlib.sha256(data).hexdigest(), content=data, sent_by=by)


class Boundary(models.Model):
    """The outline of a unit row in a set: polygons of rings on the grid of `institutions.geometry`, packed."""

    set = models.ForeignKey(BoundarySet, models.CASCADE, related_name="boundaries")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+")
    outline = models.JSONField()

    class Meta:
        verbose_name = _("ranh giới của đơn vị")
        verbose_name_plural = _("ranh giới của đơn vị")
        constraints = [models.UniqueConstraint(fields=["set", "unit"], name="boundary_of_a_unit_once")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.set}"
