"""Institutions, administrative units of every era, and reporting units: names and dates, which everybody may read."""

import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from institutions.models import (
    AdministrativeUnit,
    Institution,
    InstitutionAlias,
    InstitutionVersion,
    InstitutionVersionQuerySet,
    Level,
    ReportingUnit,
    UnitAlias,
)
from institutions.names import fold, key
from institutions.search import Filters, having_words, versions_shown

from .asked import Asked, Group, Hit

MOST = 6
"""So many of a group; whoever wants more goes to the list of the thing."""
MOST_SUCCESSORS = 3
_LEVELS: list[str] = [Level.PROVINCE, Level.DISTRICT, Level.COMMUNE]


def institutions(asked: Asked) -> Group:
    """By code, by the name of today, by place, and by names that they had or that files give them."""
    found: dict[int, Hit] = {}
    for versions, note in (
        (_with_code(asked), ""),
        (having_words(InstitutionVersion.objects.standing(asked.today), asked.words), ""),
        (versions_shown(Filters(on=asked.today, words=asked.words), asked.tree), _("theo mã hoặc địa bàn")),
        (_once_called(asked), _("tên trước đây: %(name)s")),
    ):
        if len(found) <= MOST:
            for version in _first(versions):
                found.setdefault(version.institution_id, _institution(asked, version, note))
    if len(found) <= MOST:
        found |= {pk: hit for pk, hit in _by_alias(asked).items() if pk not in found}
    more = reverse("institutions:list") + "?" + urlencode({"q": asked.text})
    return _group(_("Cơ sở"), list(found.values()), more)


def _first(versions: InstitutionVersionQuerySet) -> list[InstitutionVersion]:
    ordered = versions.select_related("institution", "category").order_by("sort_key", "pk")
    return list(ordered[: MOST + 1])


def _with_code(asked: Asked) -> InstitutionVersionQuerySet:
    meant = Institution.objects.filter(code__in=asked.codes).values("pk")
    return InstitutionVersion.objects.last_versions().filter(institution__in=meant)


def _once_called(asked: Asked) -> InstitutionVersionQuerySet:
    ended = InstitutionVersion.objects.filter(valid_until__lt=asked.today)
    return having_words(ended, asked.words)


def _by_alias(asked: Asked) -> dict[int, Hit]:
    aliases = InstitutionAlias.objects.filter(name_key__contains=key(asked.text) or "-").select_related("institution")
    return {
        alias.institution_id: Hit(
            alias.written,
            reverse("institutions:detail", args=[alias.institution.code]),
            _("Tên gặp trong tệp của cơ sở %(code)s") % {"code": alias.institution.code},
        )
        for alias in aliases[: MOST + 1]
    }


def _institution(asked: Asked, version: InstitutionVersion, note: str) -> Hit:
    code = version.institution.code
    line = [asked.tree.units[pk].name for pk in asked.tree.line(version.unit_id, asked.today)]
    notes = [", ".join(line), note % {"name": version.name} if "%" in note else note]
    if version.valid_until and version.valid_until < asked.today:
        notes.append(_("đến %(day)s") % {"day": _day(version.valid_until)})
    return Hit(
        version.name,
        reverse("institutions:detail", args=[code]),
        version.category.name,
        tuple(filter(None, notes)),
        code,
    )


def units(asked: Asked) -> Group:
    """Units of today before those that ended, each with its dates and what became of it."""
    aliases: dict[int, str] = {}
    for unit_id, alias in UnitAlias.objects.values_list("unit_id", "alias"):
        aliases[unit_id] = f"{aliases.get(unit_id, '')} {fold(alias)}"
    found = [
        unit
        for unit in asked.tree.units.values()
        if unit.code in asked.codes or asked.finds(unit.search_key + aliases.get(unit.pk, ""))
    ]
    found.sort(key=lambda unit: (unit.valid_until is not None, _LEVELS.index(unit.level), unit.sort_key, unit.pk))
    heirs = _heirs(asked, found[: MOST + 1])
    return _group(
        _("Đơn vị hành chính"),
        [_unit(asked, unit, heirs.get(unit.pk, [])) for unit in found[: MOST + 1]],
        reverse("institutions:units"),
    )


def _unit(asked: Asked, unit: AdministrativeUnit, heirs: list[AdministrativeUnit]) -> Hit:
    url = reverse("reports:unit", args=[unit.code])
    above = [asked.tree.units[pk].name for pk in asked.tree.line(unit.pk, unit.valid_until or asked.today)[1:]]
    notes = [", ".join(above)]
    if unit.valid_until and unit.valid_until < asked.today:
        url += "?" + urlencode({"year": _last_whole_year(unit.valid_until)})
        notes.append(_("đến %(day)s") % {"day": _day(unit.valid_until)})
        if heirs:
            names = ", ".join(heir.name for heir in heirs[:MOST_SUCCESSORS])
            more = "…" if len(heirs) > MOST_SUCCESSORS else ""
            notes.append(_("nay thuộc %(names)s") % {"names": names + more})
    return Hit(unit.name, url, str(unit.get_level_display()), tuple(filter(None, notes)), unit.code)


def _heirs(asked: Asked, units: list[AdministrativeUnit]) -> dict[int, list[AdministrativeUnit]]:
    """Into which units of today these went, through all their successors; a district, with its communes."""
    after: dict[int, list[int]] = {}
    for new, olds in asked.tree.predecessors.items():
        for old in olds:
            after.setdefault(old, []).append(new)

    def standing(pk: int) -> set[int]:
        if asked.tree.holds(pk, asked.today):
            return {pk}
        return set().union(*(standing(new) for new in after.get(pk, [])))

    found = {}
    for unit in units:
        if unit.valid_until and unit.valid_until < asked.today:
            below = asked.tree.children(unit.pk, unit.valid_until)
            heirs = standing(unit.pk) or set().union(*(standing(child.pk) for child in below))
            found[unit.pk] = sorted((asked.tree.units[pk] for pk in heirs), key=lambda heir: (heir.sort_key, heir.pk))
    return found


def reporting_units(asked: Asked) -> Group:
    """By name or code; who has ended says when."""
    found = ReportingUnit.objects.matching(asked.text) | ReportingUnit.objects.matching(asked.words)
    hits = [
        Hit(
            unit.name,
            reverse("institutions:reporting_unit", args=[unit.pk]),
            _("Đơn vị báo cáo"),
            (_("đến %(day)s") % {"day": _day(unit.valid_until)},) if unit.valid_until else (),
            unit.code,
        )
        for unit in found.order_by("sort_key", "pk")[: MOST + 1]
    ]
    more = reverse("institutions:reporting_units") + "?" + urlencode({"q": asked.text})
    return _group(pgettext("several", "Đơn vị báo cáo"), hits, more)


def _group(title: str, hits: list[Hit], all_url: str) -> Group:
    return Group(title, hits[:MOST], all_url if len(hits) > MOST else "")


def _last_whole_year(last: datetime.date) -> int:
    return last.year if (last.month, last.day) == (12, 31) else last.year - 1


def _day(day: datetime.date) -> str:
    return f"{day:%d/%m/%Y}"
