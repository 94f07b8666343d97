"""Counts and answers as people write them: separators, estimates, percentages, dates, ticks."""

import datetime

from .tables import ONLINE, ONSITE, SERVICE, crlf
from .writing import rows, workbook

CODES = [
    "TX490",
    "TX493",
    "TX496",
    "TX541",
    "TX346",
    "TH1",
    "TH2",
    "TH3",
    "TV654",
    "TV655",
    "TV643",
    "TV644",
    "TV645",
    "TV652",
]


def files() -> dict[str, bytes]:
    return {**_separators(), **_refused(), **_answers(), **_workbooks()}


def column(values: list[str], heading: str = ONSITE) -> bytes:
    """One column of answers, for as many libraries as there are values; semicolons, so that commas need no quotes."""
    lines = [f"Mã;{heading}"] + [f"{code};{value}" for code, value in zip(CODES, values, strict=False)]
    return crlf("\n".join(lines) + "\n").encode("utf-8-sig")


def _separators() -> dict[str, bytes]:
    mixed_columns = [f"Mã;{ONSITE};{ONLINE}", "TX490;1.234;2,500", "TX493;12.500;700", "TX496;950;1,234,567"]
    return {
        "numbers-points-as-thousands.csv": column(["1.234", "12.500", "950", "1.234.567", "-"]),
        "numbers-commas-as-thousands.csv": column(["1,234", "12,500", "950", "0"]),
        "numbers-spaces-as-thousands.csv": column(["1 234", "12 500", "1\u00a0250", "2\u202f300", "950"]),
        "numbers-one-sign-a-column.csv": "\n".join(mixed_columns).encode(),
        "numbers-two-signs-in-a-column.csv": column(["1.234", "1,234", "950"]),
        "numbers-point-beside-a-decimal.csv": column(["1.234", "1.5", "950"]),
        "numbers-comma-beside-a-decimal.csv": column(["1,234", "2,75", "950"]),
        "numbers-separator-chosen-by-a-person.csv": column(["1.234", "1,234", "950"]),
        "numbers-estimates.csv": column(["ước 500", "ước đạt 1200", "trên 8400", "Ước tính 950", "40"]),
        "numbers-estimates-with-points.csv": column(["trên 8.400", "ước đạt 31.200", "12.050"]),
        "numbers-leading-zeros.csv": column(["01", "007", "00", "0120"]),
        "numbers-point-zero.csv": column(["1234.0", "0.0", "56.0", "12"]),
    }


def _refused() -> dict[str, bytes]:
    return {
        "numbers-percentages.csv": column(["48,78%", "100%", "50 %", "60"]),
        "numbers-decimals-and-negatives.csv": column(["1.5", "-5", "\u221212", "1234,5", "(12)", "7"]),
        "numbers-with-words.csv": column(["1200 lượt", "gần 700", "vài chục", "500-600", "nhiều", "+500", "80"]),
        "numbers-too-large-or-scientific.csv": column(
            ["99999999999999999999", "1E+05", "1,25E+03", "=1200+50", "100000"]
        ),
        "dates-as-counts.csv": column(["03/04/2025", "2025-04-03", "3/4", "31-12-2024", "04-Mar", "2024"]),
    }


def _answers() -> dict[str, bytes]:
    stated = ["1", "x", "X", "có", "CÓ", "đạt", "yes", "True", "✓", "không", "Không ", "chưa", "-", "No"]
    odd = ["v", "ok", "một phần", "2", "+", "✔", "√", "rồi", "Y", "có?", "x?", "0.5", "Đang làm", "có"]
    states = [
        f"Mã;{SERVICE};{ONSITE};{ONLINE}", "TX490;?;không rõ;KAD", "TX493;không áp dụng;Không rõ;?", "TX496;;;",
        "TX541;kad;0;-",
    ]  # fmt: skip
    return {
        "yes-no-stated-spellings.csv": column(stated, SERVICE),
        "yes-no-odd-spellings.csv": column(odd, SERVICE),
        "states-of-figures.csv": "\n".join(states).encode("utf-8-sig"),
    }


def _workbooks() -> dict[str, bytes]:
    return {
        "numbers-no-break-spaces.xlsx": _no_break_spaces(),
        "numbers-as-texts.xlsx": _texts(),
        "numbers-odd.xlsx": _odd(),
        "numbers-percent-format.xlsx": _percent_format(),
        "dates-as-counts.xlsx": _dates(),
        "yes-no-in-a-workbook.xlsx": _ticks(),
        "yes-no-ticks-of-wingdings.xlsx": _wingdings(),
    }


def _no_break_spaces() -> bytes:
    def fill(book) -> None:
        table = [
            ["Mã", ONSITE],
            ["TX490", "1\u00a0234"],
            ["TX493", "12\u00a0500"],
            ["TX496", 950],
            ["TX541", "\u00a0640\u00a0"],
        ]
        rows(book.add_worksheet("Số liệu"), table)

    return workbook(fill)


def _texts() -> bytes:
    """Numbers that Excel marks with a green corner, and whole numbers with a fraction of nothing."""

    def fill(book) -> None:
        table = [["Mã", ONSITE, ONLINE], ["TX490", "1250", 300.0], ["TX493", " 840 ", "25"], ["TX496", "1.234", 1234]]
        rows(book.add_worksheet("Số liệu"), [*table, ["TX541", 70, 1.234]])

    return workbook(fill)


def _odd() -> bytes:
    """Numbers as numbers and as texts: what a CSV spoils, in a workbook."""

    def fill(book) -> None:
        table = [
            ["Mã", ONSITE, ONLINE], ["TX490", 1250.0, "01"], ["TX493", 1.5, -5], ["TX496", "48,78%", "ước 1200"],
            ["TX541", "trên 8.400", 7], ["TX346", 1e5, "1234.0"], ["TH1", 1e20, 2**40], ["TH2", True, 3],
        ]  # fmt: skip
        rows(book.add_worksheet("Số liệu"), table)

    return workbook(fill)


def _percent_format() -> bytes:
    """48,78 % and 100 % as Excel holds them: 0.4878 and 1. The second looks like a count of one."""

    def fill(book) -> None:
        sheet = book.add_worksheet("Số liệu")
        rows(sheet, [["Mã", ONSITE], ["TX490"], ["TX493"], ["TX496", 60]])
        sheet.write_number("B2", 0.4878, book.add_format({"num_format": "0.00%"}))
        sheet.write_number("B3", 1, book.add_format({"num_format": "0%"}))

    return workbook(fill)


def _dates() -> bytes:
    """3/4 became a date as it was typed; 1250 stands in a cell that was formatted as a date."""

    def fill(book) -> None:
        sheet = book.add_worksheet("Số liệu")
        rows(sheet, [["Mã", ONSITE], ["TX490"], ["TX493"], ["TX496", 60]])
        sheet.write_datetime("B2", datetime.datetime(2025, 4, 3), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_number("B3", 1250, book.add_format({"num_format": "d-mmm"}))

    return workbook(fill)


def _ticks() -> bytes:
    def fill(book) -> None:
        table = [
            ["Mã", SERVICE, "Có ứng dụng CNTT, chuyển đổi số"],
            ["TX490", True, 1], ["TX493", False, 0.0], ["TX496", "✓", "Có"], ["TX541", "CÓ", "KHÔNG"],
            ["TX346", "co\u0301", "kho\u0302ng"], ["TH1", "\u00a0x", "x "], ["TH2", 2, -1],
        ]  # fmt: skip
        rows(book.add_worksheet("Số liệu"), table)

    return workbook(fill)


def _wingdings() -> bytes:
    """A tick and a cross of the font Wingdings are the letters ü and û; a box that is ticked is þ."""

    def fill(book) -> None:
        sheet = book.add_worksheet("Số liệu")
        rows(sheet, [["Mã", SERVICE], ["TX490"], ["TX493"], ["TX496"], ["TX541", "x"]])
        for row, sign in enumerate("üûþ", start=1):
            sheet.write_string(row, 1, sign, book.add_format({"font_name": "Wingdings"}))

    return workbook(fill)
