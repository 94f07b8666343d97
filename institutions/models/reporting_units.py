"""Who answers for institutions: offices of districts and communes, and institutions that report by themselves."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..fields import NameField, SearchKeyField, SortKeyField
from ..names import fold
from .units import AdministrativeUnit, DatedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class ReportingUnitQuerySet(DatedQuerySet["ReportingUnit"]):
    def visible_to(self, user: "User") -> Self:
        """The reporting units whose returns and contacts the user may read today."""
        scope = user.scope()
        return self if scope.everything else self.filter(pk__in=scope.readable_reporting_units())

    def reviewable_by(self, user: "User") -> Self:
        """The reporting units that the user keeps: adds, corrects and ends."""
        reviewed = user.scope().reviewed_reporting_units()
        return self if reviewed is None else self.filter(pk__in=reviewed)

    def editable_by(self, user: "User") -> Self:
        """The reporting units whose contacts the user writes: those reviewed, and those they answer for."""
        scope = user.scope()
        reviewed = scope.reviewed_reporting_units()
        return self if reviewed is None else self.filter(pk__in=reviewed | scope.answered_reporting_units)

    def matching(self, text: str) -> Self:
        """Those whose name has every word of the text (by its beginning, accents aside), or whose code it begins."""
        by_name = Q()
        for word in fold(text).split():
            by_name &= Q(search_key__contains=f" {word}")
        by_code = Q(code__istartswith=text.strip())
        return self.filter(by_code | by_name if by_name else by_code)


class ReportingUnit(models.Model):
    """A body that sends one return a year. An office bears its unit's code and ends with it.

    When it ends, its duties go to `successor` where one is named, else to what the contract says of its unit: the
    office of the one whole successor, or the province's. See `responsibility.py`.
    """

    code = models.CharField(_("mã"), max_length=30)
    name = NameField(_("tên"), max_length=200)
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, related_name="reporting_units", verbose_name=_("đơn vị hành chính")
    )
    is_office = models.BooleanField(_("là cơ quan của đơn vị hành chính"), default=False)
    valid_from = models.DateField(_("từ ngày"))
    valid_until = models.DateField(_("đến hết ngày"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("đơn vị kế tục")
    )
    search_key = SearchKeyField()
    sort_key = SortKeyField()

    history = HistoricalRecords()
    objects = ReportingUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị báo cáo")
        verbose_name_plural = _("đơn vị báo cáo")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="reporting_unit_code_and_first_day"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="reporting_unit_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person to ask at a reporting unit: personal data, shown only to those who may read the unit's return."""

    reporting_unit = models.ForeignKey(ReportingUnit, models.CASCADE, related_name="contacts")
    name = NameField(_("họ và tên"), max_length=150)
    position = models.CharField(_("chức vụ"), max_length=150, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=40, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("người liên hệ")
        verbose_name_plural = _("người liên hệ")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
