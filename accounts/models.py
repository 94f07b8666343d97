"""People of the portal and what they are, from a date to a date."""

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from institutions.fields import NameField, SearchKeyField, SortKeyField
from institutions.models import AdministrativeUnit, ReportingUnit
from institutions.models.units import DatedQuerySet
from institutions.names import fold

from .scope import Scope


class PeopleHistory(HistoricalRecords):  # type: ignore[misc]
    """What was changed about people, by whom. Signing in is no change: `last_login` alone writes no row."""

    def post_save(self, instance: models.Model, created: bool, using: str | None = None, **kwargs: Any) -> None:
        if kwargs.get("update_fields") != frozenset({"last_login"}):
            super().post_save(instance, created, using=using, **kwargs)


class UserQuerySet(models.QuerySet["User"]):
    def matching(self, text: str) -> Self:
        """People whose name (each word by its beginning, accents aside), login name or address contains the text."""
        by_name = Q()
        for word in fold(text).split():
            by_name &= Q(search_key__contains=f" {word}")
        found = Q(username__icontains=text) | Q(email__icontains=text)
        return self.filter(found | by_name if by_name else found)

    def with_role(self, role: str, on: datetime.date) -> Self:
        """People who hold this role on that day."""
        return self.filter(pk__in=Membership.objects.standing(on).filter(role=role).values("user"))


class PeopleManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates users as Django does, and answers in the words of `UserQuerySet`."""

    use_in_migrations = False


class User(AbstractUser):
    """Somebody who signs in. What they may do follows from their memberships of the day, nothing else."""

    first_name = None  # type: ignore[assignment]  # one field for a Vietnamese name
    last_name = None  # type: ignore[assignment]
    full_name = NameField(_("họ và tên"), max_length=150, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=40, blank=True)
    search_key = SearchKeyField(source="full_name")
    sort_key = SortKeyField(source="full_name")

    history = PeopleHistory(excluded_fields=["password", "last_login", "search_key", "sort_key"])
    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")
        ordering = ["sort_key", "username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def scope(self) -> Scope:
        """What the user may read and do today; worked out once for each instance."""
        return self._scope_today

    @cached_property
    def _scope_today(self) -> Scope:
        today = timezone.localdate()
        memberships = list(self.memberships.standing(today)) if self.is_active else []
        return Scope.of(memberships, today, is_superuser=self.is_superuser and self.is_active)

    @property
    def is_administrator(self) -> bool:
        """Manages people and the plan's targets."""
        return self.scope().is_administrator

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The admin site is the administrator's; permissions of single models are not used."""
        return self.is_active and self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_administrator


class Membership(models.Model):
    """A role of a user from a date to a date: where a reporter answers, or what a reviewer or viewer sees.

    A reviewer or viewer has a unit with all that lies in it; no unit means the whole country.
    """

    class Role(models.TextChoices):
        REPORTER = "reporter", _("Người báo cáo")
        REVIEWER = "reviewer", _("Người thẩm tra")
        VIEWER = "viewer", _("Người xem")
        ADMINISTRATOR = "administrator", _("Quản trị viên")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("người dùng")
    )
    role = models.CharField(_("vai trò"), max_length=15, choices=Role.choices)
    reporting_unit = models.ForeignKey(
        ReportingUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("đơn vị báo cáo"),
    )
    unit = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("địa bàn")
    )
    valid_from = models.DateField(_("từ ngày"), default=datetime.date.today)
    valid_until = models.DateField(_("đến hết ngày"), null=True, blank=True)

    history = HistoricalRecords()
    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("tư cách")
        verbose_name_plural = _("tư cách")
        ordering = ["-valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["reporter", "reviewer", "viewer", "administrator"]),
                name="membership_role_is_known",
            ),
            models.CheckConstraint(
                condition=Q(role="reporter", reporting_unit__isnull=False, unit__isnull=True)
                | Q(~Q(role="reporter"), reporting_unit__isnull=True),
                name="reporters_and_only_they_have_a_reporting_unit",
                violation_error_message=_("Người báo cáo cần một đơn vị báo cáo; các vai trò khác thì không."),
            ),
            models.CheckConstraint(
                condition=~Q(role="administrator") | Q(unit__isnull=True),
                name="administrators_have_no_unit",
                violation_error_message=_("Quản trị viên không gắn với địa bàn."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("Ngày kết thúc không thể trước ngày bắt đầu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
