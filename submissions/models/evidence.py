"""Files that show that a figure is right."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .figures import AnnualFigure
from .files import KeptFile


class Evidence(models.Model):
    """A file beside a figure: a document, a picture. Taken off, it is no longer shown and is still kept."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        JPEG = "jpeg", _("ảnh JPEG")
        PNG = "png", _("ảnh PNG")
        WORD = "docx", "Word"
        EXCEL = "xlsx", "Excel"
        OLD_OFFICE = "ole", _("Word, Excel cũ")
        ODF = "odf", "OpenDocument"

    figure = models.ForeignKey(AnnualFigure, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("loại tệp"), max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(_("gỡ lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("minh chứng")
        verbose_name_plural = _("minh chứng")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "file"], condition=Q(removed_at=None), name="a_file_once_beside_a_figure"
            )
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.file.name}"
