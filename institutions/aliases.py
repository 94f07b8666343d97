"""Names by which institutions are called in files: remembered once a person has said which one is meant."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from .models import Institution, InstitutionAlias
from .models.aliases import LONGEST_KEY
from .names import key, normal
from .refusals import Refused

if TYPE_CHECKING:
    from accounts.models import User

Keys = tuple[str, str]
"""Of a name, and of the places written beside it ("" when none): equal keys are the same words, spelled differently."""

_AT_ONCE = 500
"""How many names one query asks for: every database takes that many parameters."""


def alias_keys(name: str, places: Sequence[str]) -> Keys:
    """The keys under which a row of a file is remembered: its name, and its places in the order of the columns.

    A place keeps the word for its level: Xã Ea Kar and Huyện Ea Kar are two places.
    """
    return key(name), "|".join(folded for folded in map(key, places) if folded)


class Written(TypedDict):
    """Of an alias: what stood in the file, and the keys of it."""

    name_key: str
    place_key: str
    written: str
    written_place: str


def as_written(name: str, places: Sequence[str]) -> Written:
    """What is stored of a row's name and places. Refuses what could not be told from other names."""
    name_key, place_key = alias_keys(name, places)
    written, written_place = normal(name), ", ".join(text for text in map(normal, places) if text)
    if not name_key:
        raise Refused(_("Tên “%(name)s” không có chữ hay số nào. Hãy ghi tên của cơ sở.") % {"name": written[:50]})
    if len(written) > 250 or len(written_place) > 300 or max(len(name_key), len(place_key)) > LONGEST_KEY:
        raise Refused(_("Tên hoặc địa bàn “%(name)s…” quá dài. Hãy rút ngắn trong tệp.") % {"name": written[:50]})
    return Written(name_key=name_key, place_key=place_key, written=written, written_place=written_place)


@transaction.atomic
def remember_alias(*, institution: Institution, name: str, places: Sequence[str], by: "User") -> InstitutionAlias:
    """Remember that this name, with these places beside it, means this institution. Twice is as good as once."""
    said = as_written(name, places)
    # Whoever else says the same waits here, and then finds it said.
    Institution.objects.select_for_update().get(pk=institution.pk)
    same = {"name_key": said["name_key"], "place_key": said["place_key"]}
    alias = InstitutionAlias.objects.filter(institution=institution, **same).first()
    if alias is None:
        alias = InstitutionAlias(institution=institution, by=by, **said)
        alias._history_user = by  # type: ignore[attr-defined]  # read by simple_history
        alias.save()
    return alias


@transaction.atomic
def forget_alias(*, alias: InstitutionAlias, by: "User") -> None:
    """The name does not mean this institution after all: files ask again. What was applied stays as it is."""
    alias._history_user = by  # type: ignore[attr-defined]
    alias.delete()


def aliased(keys: Iterable[Keys]) -> dict[Keys, set[int]]:
    """The institutions (their ids) that these keys mean; keys that nobody has explained are left out."""
    wanted = set(keys)
    names = sorted({name_key for name_key, _place_key in wanted})
    found: dict[Keys, set[int]] = defaultdict(set)
    for start in range(0, len(names), _AT_ONCE):
        rows = InstitutionAlias.objects.filter(name_key__in=names[start : start + _AT_ONCE])
        for name_key, place_key, institution_id in rows.order_by().values_list(
            "name_key", "place_key", "institution_id"
        ):
            if (name_key, place_key) in wanted:
                found[name_key, place_key].add(institution_id)
    return dict(found)
