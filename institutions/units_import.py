"""Loads administrative units, their succession, offices and other spellings: compares with what is stored, writes.

All or nothing, with history, and a second run changes nothing. Stored units that the files do not mention stay as
they are, so that a second province can be loaded from a folder of its own.
"""

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from .dates import END_OF_TIME
from .fields import refresh_derived
from .models import AdministrativeUnit, Level, ReportingUnit, UnitAlias, UnitSuccession, UnitTile
from .units_files import SuccessionRow, UnitFiles, UnitRow, UnitsProblem, read_unit_files
from .units_tiles import TileRow, read_tiles

SHIPPED = Path(__file__).resolve().parent / "data" / "units"

Key = tuple[str, datetime.date]


@dataclass
class Changes:
    """What would be done to one table: rows to create, rows to update, rows to remove, and how many stay."""

    create: list[Any] = field(default_factory=list)
    update: list[Any] = field(default_factory=list)
    remove: list[Any] = field(default_factory=list)
    unchanged: int = 0
    fields: set[str] = field(default_factory=set)

    def compare(self, stored: models.Model, wanted: dict[str, Any]) -> list[str]:
        """Set the wanted values on a stored row; which fields differed."""
        differing = [name for name, value in wanted.items() if getattr(stored, name) != value]
        for name in differing:
            setattr(stored, name, wanted[name])
        self.fields.update(name.removesuffix("_id") for name in differing)
        if differing:
            self.update.append(stored)
        else:
            self.unchanged += 1
        return differing

    def counts(self) -> str:
        parts = [_("%(n)d mới") % {"n": len(self.create)}, _("%(n)d thay đổi") % {"n": len(self.update)}]
        if self.remove:
            parts.append(_("%(n)d bỏ") % {"n": len(self.remove)})
        return ", ".join([*parts, _("%(n)d như cũ") % {"n": self.unchanged}])

    def write(self, model: type[models.Model], reason: str) -> None:
        for row in self.remove:
            row.delete()
        if self.create:
            bulk_create_with_history(self.create, model, batch_size=500, default_change_reason=reason)
        if self.update:
            for row in self.update:
                refresh_derived(row)
            if "name" in self.fields:
                self.fields |= {"search_key", "sort_key"}
            bulk_update_with_history(
                self.update, model, sorted(self.fields), batch_size=500, default_change_reason=reason
            )


@dataclass
class UnitsReport:
    """What a load found, and would change or has changed."""

    problems: list[UnitsProblem]
    units: Changes = field(default_factory=Changes)
    successions: Changes = field(default_factory=Changes)
    offices: Changes = field(default_factory=Changes)
    aliases: Changes = field(default_factory=Changes)
    tiles: Changes = field(default_factory=Changes)
    details: list[str] = field(default_factory=list)
    committed: bool = False

    def summary(self) -> str:
        """One sentence of counts."""
        if self.problems:
            return _("Có %(n)d lỗi; chưa ghi gì.") % {"n": len(self.problems)}
        counts = _(
            "Đơn vị hành chính: %(units)s; kế thừa: %(successions)s; cơ quan: %(offices)s; tên khác: %(aliases)s; "
            "ô bản đồ: %(tiles)s."
        )
        sentence = counts % {
            "units": self.units.counts(),
            "successions": self.successions.counts(),
            "offices": self.offices.counts(),
            "aliases": self.aliases.counts(),
            "tiles": self.tiles.counts(),
        }
        return sentence if self.committed else sentence + " " + _("Chưa ghi gì: thêm --commit để ghi.")


def load_units(folder: Path = SHIPPED, *, commit: bool = False) -> UnitsReport:
    """Check a folder of unit files and, with `commit`, write it; nothing is written when there is a problem."""
    files = read_unit_files(folder)
    tiles = read_tiles(files, folder)
    if files.problems:
        return UnitsReport(problems=files.problems)
    with transaction.atomic():
        load = _Load(files, tiles)
        load.compare()
        if commit and not load.report.problems:
            load.write()
        return load.report


class _Load:
    """One run: the rows of the files beside the stored ones, by code and first day."""

    def __init__(self, files: UnitFiles, tiles: list[TileRow]) -> None:
        self.files, self.tiles = files, tiles
        self.report = UnitsReport(problems=[])
        self.stored: dict[Key, AdministrativeUnit] = {
            (unit.code, unit.valid_from): unit for unit in AdministrativeUnit.objects.select_related("parent")
        }
        self.new: dict[Key, AdministrativeUnit] = {}

    def compare(self) -> None:
        """Fill the report. Rows that hang on new units are made while writing, when these have their ids."""
        for row in sorted(self.files.units, key=_by_level):
            self._compare_unit(row)
        self._refuse_overlaps()
        self._compare_successions()
        self._compare_offices()
        self._compare_aliases()
        self._compare_tiles()

    def unit(self, row: UnitRow) -> AdministrativeUnit:
        return self.stored.get(row.key) or self.new[row.key]

    def _compare_unit(self, row: UnitRow) -> None:
        parent = self.unit(row.parent) if row.parent else None
        stored = self.stored.get(row.key)
        if stored is None:
            unit = AdministrativeUnit(
                code=row.code, name=row.name, level=row.level, parent=parent, valid_from=row.valid_from,
                valid_until=row.valid_until, legal_basis=row.legal_basis,
            )  # fmt: skip
            self.new[row.key] = unit
            self.report.units.create.append(unit)
            return
        before = str(stored)
        wanted = {"name": row.name, "level": row.level, "valid_until": row.valid_until, "legal_basis": row.legal_basis}
        differing = self.report.units.compare(stored, {**wanted, "parent": parent})
        if differing:
            self.report.details.append(f"{row.code} {before} ({row.valid_from:%d/%m/%Y}): {', '.join(differing)}")

    def _refuse_overlaps(self) -> None:
        rows = sorted([*self.stored.values(), *self.new.values()], key=lambda unit: (unit.code, unit.valid_from))
        for one, two in itertools.pairwise(rows):
            if one.code == two.code and two.valid_from <= (one.valid_until or END_OF_TIME):
                message = _("Mã %(code)s: dòng mới chồng lên đơn vị đã có, %(one)s và %(two)s.") % {
                    "code": one.code, "one": one.name, "two": two.name,
                }  # fmt: skip
                self.report.problems.append(UnitsProblem("", None, message))

    def _compare_successions(self) -> None:
        changes = self.report.successions
        loaded = {row.key for row in self.files.units}
        stored = {
            ((s.predecessor.code, s.predecessor.valid_from), (s.successor.code, s.successor.valid_from)): s
            for s in UnitSuccession.objects.select_related("predecessor", "successor")
        }
        wanted: dict[tuple[Key, Key], SuccessionRow] = {
            (row.old.key, row.new.key): row for row in self.files.successions
        }
        for pair, row in wanted.items():
            values = {"on": row.on, "extent": row.extent, "note": row.note, "legal_basis": row.legal_basis}
            if pair in stored:
                changes.compare(stored[pair], values)
            else:
                changes.create.append(
                    UnitSuccession(predecessor=self.unit(row.old), successor=self.unit(row.new), **values)
                )
        # A succession between units of these files that they no longer know would send things two ways at once.
        changes.remove += [
            row for pair, row in stored.items() if pair not in wanted and pair[0] in loaded and pair[1] in loaded
        ]

    def _compare_offices(self) -> None:
        stored = {
            office.unit_id: office for office in ReportingUnit.objects.filter(is_office=True).select_related("unit")
        }
        for row in self.files.units:
            if row.level == Level.COMMUNE and row.parent and row.parent.level != Level.PROVINCE:
                continue
            unit = self.unit(row)
            dates = {"code": row.code, "valid_from": row.valid_from, "valid_until": row.valid_until}
            if unit.pk in stored:
                # The name stays: a department may call its offices otherwise.
                self.report.offices.compare(stored[unit.pk], dates)
            else:
                self.report.offices.create.append(
                    ReportingUnit(name=office_name(row), unit=unit, is_office=True, **dates)
                )

    def _compare_aliases(self) -> None:
        stored = set(UnitAlias.objects.values_list("unit_id", "alias"))
        seen: set[tuple[Key, str]] = set()
        for row, alias, source in self.files.aliases:
            unit = self.unit(row)
            if (unit.pk, alias) in stored or (row.key, alias) in seen:
                self.report.aliases.unchanged += 1
            else:
                self.report.aliases.create.append(UnitAlias(unit=unit, alias=alias, source=source))
            seen.add((row.key, alias))

    def _compare_tiles(self) -> None:
        if not self.tiles:
            return  # a folder without a drawing leaves the stored one alone
        changes, loaded = self.report.tiles, {row.key for row in self.files.units}
        stored = {
            (tile.unit.code, tile.unit.valid_from): tile
            for tile in UnitTile.objects.select_related("unit")
            if (tile.unit.code, tile.unit.valid_from) in loaded
        }
        for row in self.tiles:
            wanted = {"layout": row.layout, "col": row.col, "row": row.row}
            if tile := stored.pop(row.unit.key, None):
                changes.compare(tile, wanted)
            else:
                changes.create.append(UnitTile(unit=self.unit(row.unit), **wanted))
        changes.remove = list(stored.values())

    def _write_tiles(self) -> None:
        changes = self.report.tiles
        # Two squares may change places: what moves is taken off the sheet first.
        UnitTile.objects.filter(unit__in=[tile.unit_id for tile in [*changes.remove, *changes.update]]).delete()
        moved = [
            UnitTile(unit_id=tile.unit_id, layout=tile.layout, col=tile.col, row=tile.row) for tile in changes.update
        ]
        UnitTile.objects.bulk_create([*moved, *_with_ids(changes.create, "unit")])

    def write(self) -> None:
        reason = "load_units"
        units = self.report.units
        for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE):
            # Level by level: a row's parent must have its id before the row is written.
            rows = [unit for unit in units.create if unit.level == level]
            Changes(create=_with_ids(rows, "parent")).write(AdministrativeUnit, reason)
        Changes(update=_with_ids(units.update, "parent"), fields=units.fields).write(AdministrativeUnit, reason)
        _with_ids(self.report.successions.create, "predecessor", "successor")
        self.report.successions.write(UnitSuccession, reason)
        _with_ids(self.report.offices.create, "unit")
        self.report.offices.write(ReportingUnit, reason)
        UnitAlias.objects.bulk_create(_with_ids(self.report.aliases.create, "unit"))
        self._write_tiles()
        self.report.committed = True


def _by_level(row: UnitRow) -> tuple[int, datetime.date, str]:
    return [Level.PROVINCE, Level.DISTRICT, Level.COMMUNE].index(Level(row.level)), row.valid_from, row.code


def _with_ids(rows: list[Any], *relations: str) -> list[Any]:
    """Take over the ids that related rows were given since they were assigned."""
    for row in rows:
        for relation in relations:
            setattr(row, relation, getattr(row, relation))
    return rows


def office_name(row: UnitRow) -> str:
    """What the office of a unit is called until somebody names it otherwise."""
    unit = row.name[:1].lower() + row.name[1:]
    if row.level == Level.PROVINCE:
        return f"Sở Văn hóa, Thể thao và Du lịch {unit}"
    return f"UBND {unit}"


def problems_as_text(problems: Sequence[UnitsProblem]) -> list[str]:
    """One line a problem: file, line, what is wrong."""
    lines = []
    for problem in problems:
        where = [problem.file] if problem.file else []
        if problem.line is not None:
            where.append(_("dòng %(line)s") % {"line": problem.line})
        lines.append(": ".join([", ".join(where), problem.message]) if where else problem.message)
    return lines
