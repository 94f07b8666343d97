"""Who answers for institutions: the list as at a day, one reporting unit, and what reviewers change about it."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.forms import Form, ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .. import reporting_units as verbs
from ..dates import ONE_DAY
from ..forms.filters import DayForm
from ..forms.reporting_units import (
    CorrectReportingUnitForm,
    EndReportingUnitForm,
    OpenReportingUnitForm,
    ReportingUnitFilterForm,
)
from ..models import Contact, InstitutionVersion, ReportingUnit
from ..refusals import Refused
from ..requests import SignedInRequest
from ..responsibility import Responsibility, current_responsibility
from ..short_lists import NumberedPage
from ..traces import Trace, traces

if TYPE_CHECKING:
    from accounts.models import User


def reporting_unit_list(request: SignedInRequest) -> HttpResponse:
    """Reporting units that stand on a day, how many institutions each answers for, and whom to ask."""
    form = ReportingUnitFilterForm(request.GET)
    day = form.day()
    found = ReportingUnit.objects.standing(day).select_related("unit")
    if form.is_valid() and form.cleaned_data["q"]:
        found = found.matching(form.cleaned_data["q"])
    page = NumberedPage.of(found, request)
    counts = _institutions_answered_for(current_responsibility(), day)
    contacts = _contacts_by_unit(request, page.rows)
    context = {
        "form": form,
        "day": day,
        "page": page,
        "lines": [(row, counts[row.pk], contacts[row.pk]) for row in page.rows],
        "may_add": request.user.scope().is_reviewer,
        "breadcrumbs": [(pgettext("several", "Đơn vị báo cáo"), "")],
    }
    return render(request, "institutions/reporting_units.html", context)


def _institutions_answered_for(rule: Responsibility, day: datetime.date) -> Counter[int | None]:
    """Reporting unit → number of institutions that stand on the day and are its to answer for. One query."""
    groups = InstitutionVersion.objects.standing(day).order_by().values_list("reporting_unit_id", "unit_id")
    counts: Counter[int | None] = Counter()
    for reporting_unit_id, unit_id, number in groups.annotate(number=Count("pk")):
        counts[rule.of(reporting_unit_id, unit_id, day)] += number
    return counts


def _contacts_by_unit(request: SignedInRequest, rows: Sequence[ReportingUnit]) -> dict[int, list[Contact]]:
    readable = ReportingUnit.objects.visible_to(request.user).filter(pk__in=[row.pk for row in rows])
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(reporting_unit__in=readable.order_by()):
        found[contact.reporting_unit_id].append(contact)
    return found


def reporting_unit(request: SignedInRequest, pk: int) -> HttpResponse:
    """One reporting unit: its dates and successors, its institutions on a day, its contacts and its people."""
    row = get_object_or_404(ReportingUnit.objects.select_related("unit", "successor"), pk=pk)
    form, rule, today = DayForm(request.GET), current_responsibility(), timezone.localdate()
    day = form.day()
    answered = InstitutionVersion.objects.standing(day).filter(rule.versions_of([pk], day))
    heir_pk = rule.successor(pk, today)
    may_read, may_edit, may_review = _rights(request, pk)
    context = {
        "row": row,
        "form": form,
        "day": day,
        "line": [rule.tree.units[unit_pk] for unit_pk in rule.tree.line(row.unit_id, max(today, row.valid_from))],
        "heir": rule.reporting_units[heir_pk] if heir_pk is not None and heir_pk != pk else None,
        "forerunners": [rule.reporting_units[old] for old in sorted(rule.forerunners(pk, today)) if old != pk],
        "page": NumberedPage.of(answered.select_related("institution", "category").order_by("sort_key", "pk"), request),
        "may_read": may_read,
        "may_edit": may_edit,
        "may_review": may_review and not row.is_office,
        "contacts": row.contacts.all() if may_read else [],
        "reporters": _reporters(rule, pk, today) if may_review or request.user.is_administrator else None,
        "changes": _changes(row) if may_review else [],
        "breadcrumbs": crumbs((row.name, "")),
    }
    return render(request, "institutions/reporting_unit.html", context)


def _rights(request: SignedInRequest, pk: int) -> tuple[bool, bool, bool]:
    """Whether this user reads a reporting unit's returns and contacts, writes its contacts, keeps the unit itself."""
    units = ReportingUnit.objects.filter(pk=pk)
    read, edit, review = (
        chosen.exists()
        for chosen in (
            units.visible_to(request.user),
            units.editable_by(request.user),
            units.reviewable_by(request.user),
        )
    )
    return read, edit, review


def _reporters(rule: Responsibility, pk: int, today: datetime.date) -> "list[User]":
    """Who reports for the unit today, those of the bodies that it took over included."""
    rows = ReportingUnit.objects.filter(pk__in=rule.forerunners(pk, today)).prefetch_related("memberships__user")
    standing = (
        membership
        for row in rows
        for membership in row.memberships.all()
        if membership.valid_from <= today and (membership.valid_until is None or membership.valid_until >= today)
    )
    people = {membership.user for membership in standing if membership.user.is_active}
    return sorted(people, key=lambda person: (person.sort_key, person.username))


def _changes(row: ReportingUnit) -> list[Trace]:
    rows = row.history.select_related("history_user", "unit", "successor").order_by("history_date", "history_id")
    return traces(ReportingUnit, rows, ["name", "code", "unit", "valid_from", "valid_until", "successor"])[::-1]


def reporting_unit_add(request: SignedInRequest) -> HttpResponse:
    """Add a body that reports by itself, inside what one reviews."""
    if not request.user.scope().is_reviewer:
        raise PermissionDenied
    form = OpenReportingUnitForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = verbs.open_reporting_unit(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã thêm “%(name)s”.") % {"name": row.name})
            return redirect("institutions:reporting_unit", row.pk)
    return show_form(request, form, _("Thêm đơn vị báo cáo"), _("Thêm"))


def _kept_by(request: SignedInRequest, pk: int) -> ReportingUnit:
    """The reporting unit for its reviewer; 404 outside one's scope, 403 inside without the role."""
    row = get_object_or_404(ReportingUnit.objects.visible_to(request.user), pk=pk)
    if not ReportingUnit.objects.reviewable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return row


def reporting_unit_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another name for a body that is no office."""
    row = _kept_by(request, pk)
    form = CorrectReportingUnitForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.correct_reporting_unit(reporting_unit=row, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã sửa tên."))
            return redirect("institutions:reporting_unit", pk)
    return show_form(request, form, _("Sửa tên"), _("Lưu"), row)


def reporting_unit_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a body that is no office after a day, with or without a successor."""
    row = _kept_by(request, pk)
    form = EndReportingUnitForm(request.POST or None, successors=_successors(request, row))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.end_reporting_unit(reporting_unit=row, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi ngày kết thúc."))
            return redirect("institutions:reporting_unit", pk)
    return show_form(request, form, _("Kết thúc đơn vị báo cáo"), _("Kết thúc"), row)


def show_form(
    request: SignedInRequest,
    form: "Form | ModelForm[Contact]",
    title: str,
    submit: str,
    row: ReportingUnit | None = None,
) -> HttpResponse:
    """The page of one form about a reporting unit, or about one that is to be."""
    above = [(row.name, reverse("institutions:reporting_unit", args=[row.pk]))] if row else []
    context = {"form": form, "row": row, "title": title, "submit": submit, "breadcrumbs": crumbs(*above, (title, ""))}
    return render(request, "institutions/reporting_unit_form.html", context)


def crumbs(*below: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page below the list of reporting units stands."""
    return [(pgettext("several", "Đơn vị báo cáo"), reverse("institutions:reporting_units")), *below]


def _successors(request: SignedInRequest, row: ReportingUnit) -> "QuerySet[ReportingUnit]":
    standing = ReportingUnit.objects.reviewable_by(request.user).standing(timezone.localdate() + ONE_DAY)
    return standing.exclude(pk=row.pk)
