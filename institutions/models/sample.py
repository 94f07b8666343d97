"""Whether this database holds made-up data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SampleData(models.Model):
    """Written when sample data is loaded. While a row exists, each page says that its figures are made up."""

    loaded_at = models.DateTimeField(_("nạp lúc"), auto_now_add=True)
    seed = models.IntegerField(_("hạt giống"))
    assumptions = models.TextField(_("giả định"), blank=True)

    class Meta:
        verbose_name = _("dữ liệu mẫu")
        verbose_name_plural = _("dữ liệu mẫu")

    def __str__(self) -> str:
        return f"{self.loaded_at:%d/%m/%Y} ({self.seed})"
