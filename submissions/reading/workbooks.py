"""XLSX files to sheets: which sheets there are, what they share, and each of them within the limits."""

import posixpath
from xml.parsers import expat

from .archives import TORN, Archive
from .grids import Allowance, Contradiction, Grid, hidden_sheets, no_workbook, too_many_sheets, without_controls
from .number_formats import BUILT_IN, is_plain
from .sheets import Book, UnreadableFile
from .worksheets import YES, Conventions, SharedTexts, Worksheet
from .xml_parts import Attributes, UnsoundXml, elements, parse

_MOST_SHEETS = 500
_LONGEST_NAME = 100
_ROOT = "_rels/.rels"
_WORKBOOK = "xl/workbook.xml"
_FACTS = {"sheet", "workbookPr", "calcPr"}


def read_workbook(data: bytes, file_name: str) -> Book:
    """The visible sheets with their rows as Excel numbers them, leading empty ones included. Raises UnreadableFile."""
    try:
        return _Reading(Archive(data, file_name), Allowance(file_name)).book()
    except (*TORN, expat.ExpatError, UnsoundXml, Contradiction) as error:
        raise UnreadableFile(no_workbook(file_name)) from error


class _Reading:
    """One file being read."""

    def __init__(self, archive: Archive, allowance: Allowance) -> None:
        self._archive = archive
        self._allowance = allowance
        self._path = self._workbook_path()
        self._related = self._relations(self._path)

    def book(self) -> Book:
        found = elements(self._archive, self._path, _FACTS, self._allowance)
        sheets = [attributes for _around, name, attributes in found if name == "sheet"]
        if len(sheets) > _MOST_SHEETS:
            raise UnreadableFile(too_many_sheets(self._allowance.file_name, _MOST_SHEETS))
        whole = {
            key: value for _around, name, attributes in found if name != "sheet" for key, value in attributes.items()
        }
        conventions = Conventions(
            texts=self._texts(),
            formats=self._formats(),
            from_1904=whole.get("date1904") in YES,
            leaves_computing=whole.get("fullCalcOnLoad") in YES,
        )
        book = Book("xlsx", [])
        hidden, seen = [], set()
        for sheet in sheets:
            kind, path = self._related[_relation(sheet)]
            if path in seen:
                raise UnsoundXml  # one sheet under several names
            seen.add(path)
            if kind != "worksheet":
                continue  # a chart on a sheet of its own
            name = without_controls(sheet["name"][:_LONGEST_NAME])
            if sheet.get("state", "visible") != "visible":
                hidden.append(name)
                continue
            grid = Grid(name, self._allowance)
            parse(self._archive, path, Worksheet(grid, conventions, self._allowance), self._allowance)
            book.sheets.append(grid.sheet())
            book.remarks.extend(grid.remarks())
        book.remarks.extend(hidden_sheets(hidden))
        return book

    def _workbook_path(self) -> str:
        if _ROOT in self._archive:
            for kind, path in self._relations("").values():
                if kind == "officeDocument":
                    return path
        return _WORKBOOK

    def _relations(self, path: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: by mark, the kind (the end of a long address) and the path."""
        folder, name = posixpath.split(path)
        found = elements(self._archive, f"{folder}/_rels/{name}.rels", {"Relationship"}, self._allowance)
        return {
            relation["Id"]: (
                relation["Type"].rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, relation["Target"])),
            )
            for _around, _name, relation in found
            if relation.get("TargetMode") != "External"
        }

    def _path_of(self, wanted: str) -> str | None:
        return next((path for kind, path in self._related.values() if kind == wanted), None)

    def _texts(self) -> list[object]:
        path = self._path_of("sharedStrings")
        texts = SharedTexts(self._allowance)
        if path is not None and path in self._archive:
            parse(self._archive, path, texts, self._allowance)
        return texts.found

    def _formats(self) -> dict[str, str]:
        """By style, the codes of formats under which a number is not plainly that number."""
        path = self._path_of("styles")
        if path is None or path not in self._archive:
            return {}
        found = elements(self._archive, path, {"numFmt", "xf"}, self._allowance)
        own = {
            each["numFmtId"]: each["formatCode"]
            for around, name, each in found
            if (around, name) == ("numFmts", "numFmt")
        }
        styles = [each.get("numFmtId", "0") for around, name, each in found if (around, name) == ("cellXfs", "xf")]
        codes = [own.get(format_id) or BUILT_IN.get(int(format_id), "General") for format_id in styles]
        return {str(style): code for style, code in enumerate(codes) if not is_plain(code)}


def _relation(sheet: Attributes) -> str:
    for name, value in sheet.items():
        if name.endswith(":id"):
            return value
    raise UnsoundXml
