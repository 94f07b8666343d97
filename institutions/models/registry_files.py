"""Files of the registry that people sent through the portal."""

import hashlib
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class RegistryFileQuerySet(models.QuerySet["RegistryFile"]):
    def waiting_for(self, user: "User") -> Self:
        """What the user sent and has not yet applied."""
        return self.filter(by=user, applied_at=None)

    def applied(self) -> Self:
        return self.filter(applied_at__isnull=False)


class RegistryFile(models.Model):
    """A file as it was sent: kept from the check to the confirmation, and after that as the trace of what was applied.

    One that waits is thrown away when its sender sends another.
    """

    file_name = models.CharField(_("tên tệp"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField()
    summary = models.CharField(_("kết quả"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("gửi lúc"), auto_now_add=True)
    applied_at = models.DateTimeField(_("ghi lúc"), null=True, blank=True)

    objects = RegistryFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp danh sách cơ sở")
        verbose_name_plural = _("tệp danh sách cơ sở")
        ordering = ["-sent_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    def received(cls, *, data: bytes, file_name: str, by: "User") -> "RegistryFile":
        """A file that was just sent, not yet stored."""
        return cls(file_name=file_name[-255:], sha256=hashlib.sha256(data).hexdigest(), content=data, by=by)
