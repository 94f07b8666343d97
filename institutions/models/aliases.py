"""What institutions are called in files, where a person had to say which one was meant."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..fields import NameField
from .registry import Institution

LONGEST_KEY = 320
"""As long as the other keys of names: what is longer is not remembered, for two long names could be cut to one."""


class InstitutionAlias(models.Model):
    """A person said that this name, with this place written beside it in a file, means this institution.

    Used to match rows of files, never shown instead of the official name. Several institutions may be meant by the
    same words: then a file asks again. Taken away by hand only; the history keeps what was said.
    """

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="aliases", verbose_name=Institution._meta.verbose_name
    )
    name_key = models.CharField(max_length=LONGEST_KEY, editable=False)
    place_key = models.CharField(max_length=LONGEST_KEY, editable=False, blank=True, default="")
    written = NameField(_("tên trong tệp"), max_length=250)
    written_place = NameField(_("địa bàn trong tệp"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người ghi"))
    at = models.DateTimeField(_("ghi lúc"), auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("tên khác của cơ sở")
        verbose_name_plural = _("tên khác của cơ sở")
        ordering = ["written", "written_place", "id"]
        constraints = [
            # Its index begins with the keys, and so is the one by which rows of files are looked up.
            models.UniqueConstraint(fields=["name_key", "place_key", "institution"], name="institution_alias_once"),
            models.CheckConstraint(condition=~models.Q(name_key=""), name="institution_alias_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.written} ({self.written_place})" if self.written_place else self.written
