"""Which institution a row of figures means: by its code, by what a person said, or by name, category and unit.

Two that fit alike are asked about, never guessed. About an institution that does not exist, and about somebody else's,
the sender hears the same sentence.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from django.utils.translation import gettext as _

from institutions.aliases import alias_keys, aliased
from institutions.models import Category, Institution, InstitutionVersion, UnitAlias
from institutions.names import fold, key, levels_written, unit_key
from institutions.responsibility import current_responsibility

from ..asked import Standing, batches, standing_in
from ..models import ReportingYear
from .sending import Sender

Place = tuple[str, str]
"""What a row says about where the institution lies: a name or code, and the level that its column means, if any."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a row says about its institution. `chosen` is the code that its sender picked for this row.

    `sections` are the texts above the row (“I. Xã Ea Kly”): where no column says the place, an answer is remembered
    together with them. `above` are the places of a row above, where this one leaves them blank. Neither finds an
    institution, but one that lies elsewhere is asked about.
    """

    code: str
    name: str = ""
    places: tuple[Place, ...] = ()
    category: str = ""
    chosen: str = ""
    sections: tuple[str, ...] = ()
    above: tuple[Place, ...] = ()

    @property
    def alias_places(self) -> list[str]:
        """Beside what places an answer about this row is remembered."""
        return [text for text, _level in self.places if text] or list(self.sections)

    @property
    def alias(self) -> tuple[str, str]:
        """By what an answer about this row is remembered."""
        return alias_keys(self.name, self.alias_places)


class NotMatched(Exception):
    """The row means no institution that the sender may report for: the sentence, and the codes that it could mean."""

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class Matcher:
    """The institutions that the rows of a file name, read in a fixed number of queries."""

    def __init__(self, year: ReportingYear, sender: Sender, rows: Collection[Named]) -> None:
        self.year = year
        self.sender = sender
        self.enterable = sender.enterable(year)
        named = {row.alias for row in rows if row.name and not row.code and not row.chosen}
        codes = {row.chosen or row.code for row in rows}
        self.known = _ids(codes)
        self.aliased = aliased(named) if named else {}
        standing = standing_in(year, None if named else self.known.values())
        self.by_id = standing
        self.by_code = {row.code: row for row in standing.values()}
        self.others = self._otherwise_named(rows)
        self.by_name: Mapping[str, list[Standing]] = _by_name(standing.values()) if named else {}
        self.unit_keys = _UnitKeys(year) if named else None
        self.categories = _categories() if named else {}
        self.ended = self._enterable_ended(set(self.known.values()) - standing.keys())

    @property
    def searches_own(self) -> bool:
        """Whether a name alone can do: the sender answers for few, so that the place need not be said."""
        return self.enterable is not None or self.sender.reporting_unit is not None

    def find(self, row: Named) -> Standing:
        """The institution of a row. Raises NotMatched."""
        code = row.chosen or row.code
        if code:
            found = self.by_code.get(code)
            if found is None and self.known.get(code) in self.ended:
                raise NotMatched(
                    _("Cơ sở không hoạt động ngày nào trong năm %(year)s. Hãy bỏ dòng này, hoặc sửa danh sách cơ sở.")
                    % {"year": self.year}
                )
        else:
            found = self._named(row)
        if found is None or not self._may_enter(found.reporting_unit_id):
            raise NotMatched(not_yours())
        if row.code and row.name and not row.chosen:
            self._refuse_slipped(row, found)
        if found.reporting_unit_id is None:
            raise NotMatched(_("Cơ sở chưa có đơn vị báo cáo. Hãy bổ sung trong danh sách cơ sở."))
        named = self.sender.reporting_unit
        if named is not None and named.pk != found.reporting_unit_id:
            raise NotMatched(_("Cơ sở không do đơn vị báo cáo %(code)s báo cáo.") % {"code": named.code})
        return found

    def _otherwise_named(self, rows: Iterable[Named]) -> dict[str, list[Standing]]:
        """The institutions whose names stand beside the codes of others, by the key of the name."""
        names = {
            row.name for row in rows
            if row.code and row.name and (found := self.by_code.get(row.code)) and key(row.name) != key(found.name)
        }  # fmt: skip
        ids: set[int] = set()
        for some in batches(sorted({f" {fold(name)}" for name in names})):
            versions = InstitutionVersion.objects.standing_between(self.year.start, self.year.end)
            ids.update(versions.filter(search_key__in=some).order_by().values_list("institution", flat=True))
        return _by_name(standing_in(self.year, ids).values()) if ids else {}

    def _refuse_slipped(self, row: Named, found: Standing) -> None:
        """A code beside the name of another institution of the sender: the rows of one column may have slipped."""
        if own := [one for one in self.others.get(key(row.name), []) if one != found and self._is_own(one)]:
            message = _("Mã %(code)s là của “%(name)s”, còn tên là của cơ sở %(other)s. Hãy chọn một.") % {
                "code": found.code, "name": found.name, "other": own[0].code,
            }  # fmt: skip
            raise NotMatched(message, [found.code, *(one.code for one in own)])

    def _may_enter(self, reporting_unit_id: int | None) -> bool:
        return self.enterable is None or reporting_unit_id in self.enterable

    def _is_own(self, row: Standing) -> bool:
        unit = self.sender.reporting_unit
        return self._may_enter(row.reporting_unit_id) and (unit is None or row.reporting_unit_id == unit.pk)

    def _named(self, row: Named) -> Standing | None:
        places = [(text, level) for text, level in row.places if text]
        if not row.name or self.unit_keys is None or not (places or self.searches_own):
            raise NotMatched(_("Dòng này chưa ghi mã cơ sở (hoặc tên và xã/phường)."))
        remembered = [self.by_id[pk] for pk in self.aliased.get(row.alias, ()) if pk in self.by_id]
        candidates = [one for one in remembered if self._is_own(one)]
        if candidates and not row.alias_places and len(self.enterable or ()) != 1:
            # Remembered from a file that named no place: another village may bear the name in this one.
            raise NotMatched(not_yours(), [one.code for one in candidates])
        named = self.by_name.get(key(row.name), [])
        if not candidates:
            candidates = self._fitting(named, places, row.category)
            self._refuse_elsewhere(row, [] if places else candidates)
        elif not any(one in named for one in candidates):
            # Somebody said it of their own files. Where it is the very name of another, they may have been wrong.
            candidates += self._fitting(named, places, "")
        if len(candidates) > 1:
            codes = sorted(one.code for one in candidates)
            message = _("Có nhiều cơ sở cùng tên ở đó (%(codes)s). Hãy ghi mã cơ sở.") % {"codes": ", ".join(codes)}
            raise NotMatched(message, codes)
        return candidates[0] if candidates else None

    def _fitting(self, named: Iterable[Standing], places: Sequence[Place], category: str) -> list[Standing]:
        """Of those with the name, the sender's own that lie there and are of the kind that the row says."""
        assert self.unit_keys is not None  # noqa: S101  (a file with names has them)
        wanted = self.categories.get(fold(category), frozenset())
        if category and not wanted:
            raise NotMatched(_("Không có loại hình “%(category)s”. Hãy ghi mã cơ sở.") % {"category": category})
        return [
            one for one in named
            if (self._is_own(one) if not places else self._may_enter(one.reporting_unit_id))
            and self.unit_keys.lies_in_all(one, places) and (not wanted or one.category_id in wanted)
        ]  # fmt: skip

    def _refuse_elsewhere(self, row: Named, candidates: Sequence[Standing]) -> None:
        """The one institution of the name does not lie where the section, or the row above, says."""
        said = [*((text, "") for text in row.sections if levels_written(text)), *row.above]
        if len(candidates) == 1 and self.unit_keys and not self.unit_keys.lies_in_all(candidates[0], said):
            message = _("Cơ sở tên này của bạn (%(code)s) không ở nơi ghi phía trên. Hãy ghi mã cơ sở hoặc xã/phường.")
            raise NotMatched(message % {"code": candidates[0].code}, [candidates[0].code])

    def _enterable_ended(self, ids: set[int]) -> set[int]:
        """Of institutions that stood on no day of the year, those about which the sender may hear it."""
        if not ids or self.enterable is None:
            return ids
        rule = current_responsibility()
        versions = InstitutionVersion.objects.last_versions().filter(institution__in=ids)
        return {
            version.institution_id
            for version in versions
            if rule.of(version.reporting_unit_id, version.unit_id, version.valid_until or version.valid_from)
            in self.enterable
        }


def not_yours() -> str:
    """The one sentence about what is not there and what is not the sender's."""
    return _("Không có trong danh sách cơ sở của bạn. Hãy kiểm tra lại mã, hoặc tên và xã/phường.")


def _ids(codes: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in batches(sorted({code for code in codes if code})):
        found.update(Institution.objects.filter(code__in=some).values_list("code", "pk"))
    return found


def _by_name(standing: Iterable[Standing]) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = defaultdict(list)
    for row in standing:
        found[key(row.name)].append(row)
    return found


def _categories() -> dict[str, frozenset[int]]:
    """Categories by folded code, name and kind (a kind means each of its categories)."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in Category.objects.all():
        for text in {fold(row.code), fold(row.name), fold(str(row.get_kind_display()))}:
            found[text].add(row.pk)
    return {text: frozenset(ids) for text, ids in found.items()}


class _UnitKeys:
    """What the units around a place are called, at the year's start and on the institution's own day.

    A commune may bear the name of the district that was abolished, so a name counts with its level: that of the word
    before it (Xã, Huyện), else that of the column, else any.
    """

    def __init__(self, year: ReportingYear) -> None:
        self.year = year
        self.tree = current_responsibility().tree
        self.aliases: dict[int, set[str]] = defaultdict(set)
        for unit_id, alias in UnitAlias.objects.values_list("unit_id", "alias"):
            self.aliases[unit_id].add(alias)
        self._around: dict[tuple[int, datetime.date], set[str]] = {}

    def lies_in_all(self, row: Standing, units: Sequence[Place]) -> bool:
        around = self._keys_around(row)
        return all(_lies(text, level, around) for text, level in units)

    def _keys_around(self, row: Standing) -> set[str]:
        cached = (row.unit_id, row.day)
        if cached not in self._around:
            first = max(self.year.start, self.tree.units[row.unit_id].valid_from)
            lines = {*self.tree.line(row.unit_id, row.day), *self.tree.line(row.unit_id, min(first, row.day))}
            keys: set[str] = set()
            for unit_id in lines:
                unit = self.tree.units[unit_id]
                keys.add(unit.code)
                for name in {unit.name, *self.aliases[unit_id]}:
                    keys |= {f"{unit.level}:{unit_key(name)}", f":{unit_key(name)}"}
            self._around[cached] = keys
        return self._around[cached]


def _lies(text: str, level: str, around: Set[str]) -> bool:
    """Whether a written place is one of those around: itself, or each part of `Xã Ea Kly, huyện Krông Pắc`."""
    if text in around or not around.isdisjoint(_level_keys(text, level)):
        return True
    first, *more = (part.strip() for part in text.split(","))
    return bool(more) and _lies(first, level, around) and all(_lies(part, "", around) for part in more if part)


def _level_keys(text: str, level: str) -> set[str]:
    return {f"{each}:{unit_key(text)}" for each in levels_written(text) or (level,)}
