"""Institutions that a file names and the registry does not have, put to the reviewer of the place."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..fields import NameField
from .registry import Category, Institution, Ownership
from .units import AdministrativeUnit

if TYPE_CHECKING:
    from accounts.models import User


class InstitutionProposalQuerySet(models.QuerySet["InstitutionProposal"]):
    def waiting(self) -> Self:
        return self.filter(status=InstitutionProposal.Status.WAITING)

    def visible_to(self, user: "User") -> Self:
        """What the user proposed, and what was proposed in the units in which they read everything."""
        scope = user.scope()
        return self if scope.everything else self.filter(scope.readable_units() | Q(proposed_by=user))

    def reviewable_by(self, user: "User") -> Self:
        """What the user decides: what was proposed in the units that they review."""
        return self.filter(user.scope().reviewed_units())

    def in_turn(self) -> Self:
        """Those that wait, the longest first; then those decided, the latest first."""
        return self.order_by(F("decided_at").desc(nulls_first=True), "proposed_at", "pk")


class InstitutionProposal(models.Model):
    """A row of a file about a place that is not in the registry. Decided once: opened, an existing one, or refused.

    `name` and `places` are as they are written in the file, so that it finds the institution when it is read again.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("chờ quyết định")
        ACCEPTED = "accepted", _("đã nhận")
        REFUSED = "refused", _("không nhận")

    name = NameField(_("tên"), max_length=250)
    places = models.JSONField(_("địa bàn trong tệp"), default=list, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("loại hình"))
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="+", verbose_name=_("đơn vị hành chính"))
    ownership = models.CharField(_("sở hữu"), max_length=10, choices=Ownership.choices, blank=True)
    opened_on = models.DateField(_("ngày thành lập"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    source = models.CharField(_("nguồn: tệp, trang tính, dòng"), max_length=400, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người đề nghị")
    )
    proposed_at = models.DateTimeField(_("đề nghị lúc"), auto_now_add=True)
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("người quyết định"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    decision = models.CharField(_("lý do không nhận"), max_length=500, blank=True)
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("cơ sở")
    )

    objects = InstitutionProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("đề nghị thêm cơ sở")
        verbose_name_plural = _("đề nghị thêm cơ sở")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by=None, decided_at=None, institution=None, decision="")
                | Q(status="accepted", decided_by__isnull=False, decided_at__isnull=False, institution__isnull=False)
                | (
                    Q(status="refused", decided_by__isnull=False, decided_at__isnull=False, institution=None)
                    & ~Q(decision="")
                ),
                name="proposal_waits_or_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(ownership__in=["", *Ownership.values]), name="proposal_ownership_is_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="proposal_has_a_name"),
        ]
        indexes = [models.Index(fields=["status", "unit"], name="proposal_by_status_and_unit")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def written_place(self) -> str:
        """The places of the row as it is written in the file."""
        return ", ".join(self.places)
