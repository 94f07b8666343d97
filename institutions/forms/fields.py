"""Form fields that the registry's pages share: units and institutions written as people know them."""

import datetime
import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from ..models import AdministrativeUnit, Institution, InstitutionVersion, UnitAlias
from ..names import levels_written, normal, unit_key
from ..tree import UnitTree, current_tree
from .days import DateField as DateField  # the registry's forms take all their fields from here

if TYPE_CHECKING:
    from accounts.models import User

_CODE_AT_THE_END = re.compile(r"\(([^()]+)\)$")
MOST_NAMED = 5


class UnitField(forms.CharField):
    """A unit by code or name, with or without accents; what it means is asked later, as at a date (`find_unit`).

    The page offers the units of the day in the list `unit-choices`; older ones are found as well when written.
    """

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": "unit-choices", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=200, **kwargs)


def find_unit_of(by: "User", text: str, on: datetime.date) -> AdministrativeUnit:
    """As `find_unit`, for somebody who may write only where they review."""
    unit = find_unit(text, on)
    if not by.scope().reviews_unit(unit.pk):
        raise forms.ValidationError(_("%(unit)s không thuộc địa bàn bạn thẩm tra."), params={"unit": unit.name})
    return unit


def find_unit(text: str, on: datetime.date) -> AdministrativeUnit:
    """The unit that bears this code or name on that day. `Ea Kar (24373)` means the code. Raises ValidationError."""
    tree, text = current_tree(), normal(text)
    in_brackets = _CODE_AT_THE_END.search(text)
    unit = tree.at(in_brackets[1] if in_brackets else text, on)
    if unit and in_brackets:
        _refuse_another_name(unit, text[: in_brackets.start()], on)
    if unit:
        return unit
    found = _named(tree, text, on)
    if len(found) == 1:
        return found[0]
    if not found:
        raise forms.ValidationError(
            _("Không có đơn vị hành chính “%(text)s” vào ngày %(on)s. Hãy viết mã hoặc tên của đơn vị vào ngày ấy."),
            params={"text": text, "on": f"{on:%d/%m/%Y}"},
        )
    choices = "; ".join(unit_label(unit) for unit in found[:MOST_NAMED])
    raise forms.ValidationError(
        _("Có nhiều đơn vị tên như vậy: %(choices)s. Hãy viết mã."), params={"choices": choices}
    )


def _refuse_another_name(unit: AdministrativeUnit, name: str, on: datetime.date) -> None:
    """Codes are used again: a code with a name must be the unit of that name on that day, not its namesake."""
    if name.strip() and not (unit_key(name) == unit_key(unit.name) and _may_be_called(unit, name)):
        raise forms.ValidationError(
            _("Ngày %(on)s, mã %(code)s là của %(unit)s. Hãy viết mã hoặc tên của đơn vị vào ngày ấy."),
            params={"on": f"{on:%d/%m/%Y}", "code": unit.code, "unit": unit.name},
        )


def _may_be_called(unit: AdministrativeUnit, name: str) -> bool:
    """Whether the word before the name, where there is one, is of the unit's level: a commune may bear the name of an
    abolished district."""
    levels = levels_written(name)
    return not levels or unit.level in levels


def _named(tree: UnitTree, text: str, on: datetime.date) -> list[AdministrativeUnit]:
    """Units of the day that bear this name, as it is written if any do, else as it is folded, aliases included."""
    standing = tree.standing(on)
    exactly = [unit for unit in standing if unit.name.casefold() == text.casefold()]
    if exactly:
        return exactly
    key = unit_key(text)
    also = {unit_id for unit_id, alias in UnitAlias.objects.values_list("unit_id", "alias") if unit_key(alias) == key}
    named = [unit for unit in standing if unit.pk in also or unit_key(unit.name) == key]
    return [unit for unit in named if _may_be_called(unit, text)]


def unit_label(unit: AdministrativeUnit) -> str:
    """How a unit is offered and shown in a text field: its name and its code."""
    return f"{unit.name} ({unit.code})"


def unit_choices(tree: UnitTree, on: datetime.date) -> list[str]:
    """The units of the day, for the list of suggestions of a page's unit fields."""
    return [unit_label(unit) for unit in tree.standing(on)]


class InstitutionField(forms.CharField):
    """An institution by its code, or as the page offers it in the list `institution-choices`: name (code)."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": "institution-choices", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=300, **kwargs)


def find_institution(text: str, by: "User") -> Institution:
    """The institution with this code, where the user reviews it. Raises ValidationError, the same for both reasons."""
    in_brackets = _CODE_AT_THE_END.search(normal(text))
    code = in_brackets[1] if in_brackets else normal(text)
    last = InstitutionVersion.objects.last_versions().filter(by.scope().reviewed_versions(), institution__code=code)
    found = last.select_related("institution").first()
    if found is None:
        raise forms.ValidationError(
            _("Không có cơ sở nào mang mã “%(code)s” trong địa bàn bạn thẩm tra."), params={"code": code}
        )
    return found.institution


def institution_label(version: InstitutionVersion) -> str:
    """How an institution is offered in a text field: its name and its code. Read `institution` with the version."""
    return f"{version.name} ({version.institution.code})"
