"""What a person said about a file: the answers of the conversation. A command says only how it is to be read.

Meanings of a column are `measure:CODE`, `key:KEY` (a key of `headings.py`), `total` (a sum of the row, used to check
only), and `ignore`. Separators are `thousands` (signs in groups of three are thousands) and `none` (they are not).
Institutions are the code of one, `skip` (leave the row out), or `proposed:ID` (put to the reviewer as a new one).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MEASURE, KEY = "measure:", "key:"
TOTAL, IGNORE = "total", "ignore"
THOUSANDS, NO_SEPARATOR = "thousands", "none"
SKIP, PROPOSED = "skip", "proposed:"


@dataclass(frozen=True, slots=True)
class Choices:
    """Answers about one file. Places in it are written `SHEET!COLUMN` and `SHEET!LINE`, columns and lines from 1.

    `sheet` is the name of the one sheet to read (empty: the portal finds the table), `heading_line` where its heading
    stands (0: found). `explanations` are by check code, one for all findings of that check in the file, or by
    `CODE@SHEET!LINE` for one row. With `only_good` rows with errors or open questions are left out.
    """

    encoding: str = ""
    sheet: str = ""
    heading_line: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    separators: Mapping[str, str] = field(default_factory=dict)
    institutions: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    only_good: bool = False

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Choices":
        return cls(**stored)

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}


def place(sheet: str, number: int) -> str:
    """A column or line of a sheet, as choices name it."""
    return f"{sheet}!{number}"
