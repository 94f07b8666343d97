"""A kept file with what its last check found: what `marking.py` is given."""

from collections.abc import Iterator

from ..models import ImportBatch
from ..tables import read_book
from .choices import Choices
from .marking import Mark, mark_of, marked
from .staging import finding_from, findings_of


def handed_back(batch: ImportBatch) -> tuple[str, bytes]:
    """The name and bytes of the sender's file with every problem in its cell. Raises UnreadableFile."""
    content = bytes(batch.file.content) if batch.file else b""
    book = read_book(content, batch.file_name, encoding=Choices.from_json(batch.choices).encoding)
    return marked(file_name=batch.file_name, data=content, book=book, marks=_marks(batch))


def _marks(batch: ImportBatch) -> Iterator[Mark]:
    for one in batch.report.get("found", ()):
        yield mark_of(finding_from(one["finding"]), one["sheet"], one["line"])
    for row in batch.checked_rows.exclude(detail={}).order_by("position").iterator(chunk_size=2_000):
        for finding in findings_of(row):
            yield mark_of(finding, row.sheet, row.line)
