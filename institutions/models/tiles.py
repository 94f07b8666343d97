"""The places of units on tile maps: one square a unit, where its neighbours mostly stay neighbours."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .units import AdministrativeUnit


class UnitTile(models.Model):
    """The square of a unit row on a tile map. It hangs on the row, not on the code, which names other places later.

    `layout` is the drawing that the square belongs to: places are compared within one only. Loaded with the units.
    """

    unit = models.OneToOneField(AdministrativeUnit, models.CASCADE, related_name="tile")
    layout = models.CharField(_("bản vẽ"), max_length=200)
    col = models.PositiveSmallIntegerField(_("cột"))
    row = models.PositiveSmallIntegerField(_("hàng"))

    class Meta:
        verbose_name = _("ô trên bản đồ ô")
        verbose_name_plural = _("ô trên bản đồ ô")
        constraints = [
            models.UniqueConstraint(fields=["layout", "col", "row"], name="unit_tile_place_once"),
            models.CheckConstraint(condition=Q(col__lt=100, row__lt=100), name="unit_tile_inside_the_sheet"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.col}, {self.row}"
