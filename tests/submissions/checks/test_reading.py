"""Cells that say nothing: each is a check with a code, whoever reads the cell."""

import datetime

import pytest

from indicators.models import Measure
from submissions.cells import AmbiguousNumber, CellProblem, Reading, read_cell
from submissions.checks import BY_CODE
from submissions.checks.reading import CELL_NOT_ASKED, DAMAGED, READING
from submissions.entry import Cell
from submissions.forms.figure import FigureForm
from submissions.imports.applying import import_file
from submissions.imports.sending import Sender, Sending

from .ask import MEASURES, one

VISITS = MEASURES[one({}).standing.institution_id]

FINDS = {
    "formula_error": ["#DIV/0!", "#REF!"],
    "formula_not_calculated": ["=SUM(A1:A3)"],
    "several_numbers": ["120\n350", "5   300"],
    "not_a_count": ["12abc", "x", True, datetime.date(2025, 1, 2)],
    "too_large": ["10000000000001", 1e20],
    "fraction": ["1,5", 1.5],
    "ambiguous_thousands": ["1.234"],
    "negative": ["-3", -3],
    "about": ["trên 8400", "khoảng 50"],
}
PASSES = {
    "formula_error": ["12"],
    "formula_not_calculated": ["12"],
    "several_numbers": ["120"],
    "not_a_count": ["12", 12.0, "-"],
    "too_large": ["10000000000000"],
    "fraction": ["15", "15.0"],
    "ambiguous_thousands": ["1234"],
    "negative": ["0"],
    "about": ["ước 8400"],
}
BY_OTHERS = {"not_yes_no", "damaged_cell", "cell_not_asked", "no_reason", "no_value", "two_answers"}
"""Tested below: yes/no cells, forms and files read what a count's cell does not."""


def both(code: str) -> bool:
    """Whether a check of cells has a test in which it finds something, and one in which it does not."""
    return code in BY_OTHERS or (bool(FINDS.get(code)) and bool(PASSES.get(code)))


@pytest.mark.parametrize(("code", "cell"), [(code, cell) for code, cells in FINDS.items() for cell in cells])
def test_cell_is_refused_by_its_check(code, cell):
    with pytest.raises(CellProblem) as caught:
        read_cell(cell, yes_no=False, thousands=())
    assert caught.value.check is BY_CODE[code]
    assert isinstance(caught.value, AmbiguousNumber) is (code == "ambiguous_thousands")


@pytest.mark.parametrize("cell", [cell for cells in PASSES.values() for cell in cells])
def test_cell_is_read(cell):
    assert read_cell(cell, yes_no=False, thousands=()).state == "reported"


def test_yes_no_is_read_by_its_spellings_alone():
    with pytest.raises(CellProblem) as caught:
        read_cell("có lẽ", yes_no=True, thousands=())
    assert caught.value.check.code == "not_yes_no"
    assert read_cell("có", yes_no=True, thousands=()) == Reading("reported", 1)


def form(**typed: str) -> FigureForm:
    filled = FigureForm(Cell(one({}).standing, VISITS), {f"m{VISITS.pk}-{key}": text for key, text in typed.items()})
    filled.is_valid()
    return filled


@pytest.mark.parametrize(
    ("code", "field", "typed", "mended"),
    [
        ("no_reason", "note", {"answer": "not_applicable"}, {"answer": "not_applicable", "note": "mới mở"}),
        ("no_value", "value", {"answer": "reported"}, {"answer": "reported", "value": "12"}),
        ("two_answers", "value", {"answer": "unknown", "value": "12"}, {"answer": "unknown"}),
        ("fraction", "value", {"value": "1,5"}, {"value": "15"}),
    ],
)
def test_form_says_what_the_check_says(code, field, typed, mended):
    assert form(seen="0", **typed).errors[field] == [str(BY_CODE[code].sentence)]
    assert form(seen="0", **mended).errors == {}


def errors_of(data: str, returns) -> list[str]:
    report = import_file(data.encode(), "tep.csv", Sending(returns.this_year, Sender()), commit=False)
    return [problem.message for problem in report.errors]


def test_file_refuses_what_is_not_asked(returns, province):
    study = Measure.objects.create(code="study_visits", label="Lượt khách", type="count", position=3)
    study.categories.set([province.categories["museum"]])
    assert errors_of("institution,visits_onsite,study_visits\nTV1,12,5\n", returns) == [str(CELL_NOT_ASKED.sentence)]
    assert errors_of("institution,visits_onsite,study_visits\nTV1,12,\n", returns) == []


def test_file_refuses_damaged_text(returns):
    sentence = "Chữ trong ô này đã hỏng: “không rơ”, có lẽ là “không rõ”. Hãy gõ lại ô này."
    assert errors_of("institution,visits_onsite\nTV1,không rơ\n", returns) == [sentence]
    assert errors_of("institution,visits_onsite\nTV1,không rõ\n", returns) == []
    assert str(CellProblem(DAMAGED, damage=sentence)) == sentence


def test_every_sentence_stands_once():
    sentences = [str(check.sentence) for check in (*READING, CELL_NOT_ASKED)]
    assert len(set(sentences)) == len(sentences)
