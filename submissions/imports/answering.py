"""What the sender of a waiting file says about it: each verb stores answers; the next look checks the file again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from institutions.aliases import remember_alias
from institutions.models import AdministrativeUnit, Category, Institution, InstitutionProposal
from institutions.names import fold, normal
from institutions.proposing import propose

from ..explaining import LONGEST
from ..keeping import throw_away_unused
from ..models import ImportBatch, RememberedColumn
from ..workflow import Refused
from .choices import PROPOSED, Choices
from .matching import Named

if TYPE_CHECKING:
    import datetime

    from accounts.models import User

Stage = ImportBatch.Stage
_LONGEST_HEADING = 200


def _waiting(batch: ImportBatch) -> ImportBatch:
    """The file as stored, held until the transaction ends; refuses when it does not wait for answers."""
    row = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if row is None or row.applied_at is not None:
        raise Refused(_("Tệp này không còn chờ trả lời: tệp đã được ghi hoặc đã bị bỏ."))
    if row.stage not in (Stage.WAITING, Stage.CHECKED):
        raise Refused(_("Tệp đang được xử lý. Hãy đợi xong rồi trả lời."))
    return row


def _store(batch: ImportBatch, **changed: object) -> None:
    row = _waiting(batch)
    row.choices = Choices.from_json({**row.choices, **changed}).as_json()
    row.save(update_fields=["choices"])
    batch.choices = row.choices  # whoever goes on with it sees that its check is no longer of these choices


def _answered(batch: ImportBatch, name: str, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers of one kind with these among them; an empty one takes an answer back."""
    merged = {**_waiting(batch).choices.get(name, {}), **answers}
    return {place: answer for place, answer in merged.items() if answer}


@transaction.atomic
def choose_reading(*, batch: ImportBatch, encoding: str, sheet: str, heading_line: int) -> None:
    """How the bytes are to be read; empty and 0 leave it to the portal."""
    _store(batch, encoding=encoding, sheet=sheet, heading_line=heading_line)


@transaction.atomic
def choose_columns(*, batch: ImportBatch, by: "User", meanings: Mapping[str, str], headings: Mapping[str, str]) -> None:
    """What columns mean, by their places; `headings` (text → meaning) are remembered for the next files."""
    _store(batch, columns=_answered(batch, "columns", meanings))
    for text, meaning in headings.items():
        heading = fold(text)[:_LONGEST_HEADING]
        if heading and meaning:
            RememberedColumn.objects.update_or_create(by=by, heading=heading, defaults={"meaning": meaning})


@transaction.atomic
def choose_separators(*, batch: ImportBatch, separators: Mapping[str, str]) -> None:
    """What "." and "," are in the numbers of columns, by their places."""
    _store(batch, separators=_answered(batch, "separators", separators))


@transaction.atomic
def choose_institutions(
    *, batch: ImportBatch, by: "User", chosen: Mapping[str, str], named: Mapping[str, tuple[Named, Institution]]
) -> None:
    """Which institutions rows mean, by their places. A row that `named` holds is remembered by the name it has."""
    _store(batch, institutions=_answered(batch, "institutions", chosen))
    for said, institution in named.values():
        remember_alias(institution=institution, name=said.name, places=said.alias_places, by=by)


@transaction.atomic
def propose_institution(
    *, batch: ImportBatch, by: "User", place: str, named: Named, category: Category, unit: AdministrativeUnit,
    ownership: str, opened_on: "datetime.date | None", note: str, source: str,
) -> InstitutionProposal:  # fmt: skip
    """Put what a row names to the reviewer as a new institution; until that is decided, the row waits."""
    proposal = propose(
        name=named.name, category=category, unit=unit, by=by, places=named.alias_places, ownership=ownership,
        opened_on=opened_on, note=note, source=source,
    )  # fmt: skip
    _store(batch, institutions=_answered(batch, "institutions", {place: f"{PROPOSED}{proposal.pk}"}))
    return proposal


@transaction.atomic
def explain_unusual(*, batch: ImportBatch, texts: Mapping[str, str]) -> None:
    """Words for what the checks found unusual, by the code of the check, or by `CODE@PLACE` for one row."""
    given = {about: normal(text) for about, text in texts.items()}
    if any(len(text) > LONGEST for text in given.values()):
        raise Refused(_("Lời giải thích dài quá %(longest)d ký tự. Hãy viết ngắn lại.") % {"longest": LONGEST})
    _store(batch, explanations=_answered(batch, "explanations", given))


@transaction.atomic
def choose_rows(*, batch: ImportBatch, only_good: bool) -> None:
    """Whether rows with errors or open questions are left out."""
    _store(batch, only_good=only_good)


@transaction.atomic
def try_again(*, batch: ImportBatch) -> None:
    """Check the file anew, whatever came in the way before."""
    row = _waiting(batch)
    row.stage, row.report = Stage.WAITING, {}
    row.save(update_fields=["stage", "report"])


@transaction.atomic
def discard(*, batch: ImportBatch) -> None:
    """Throw a waiting file away, with its bytes unless they were sent once more."""
    row = _waiting(batch)
    kept = row.file_id
    row.checked_rows.all().delete()
    row.delete()
    if kept is not None:
        throw_away_unused(kept)
