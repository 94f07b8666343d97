"""`python benchmarks/import_figures.py [ROWS] [--postgres]`: a workbook of figures, from its check to the database.

In one run, on one fresh database (SQLite, or with --postgres a PostgreSQL that it starts itself): a workbook with
errors is checked with all of them told; a sound one is checked and compared, then applied, all new and then nearly
all changed. Beside it a stock django-import-export `ModelResource` (one figure a row, its defaults: no use_bulk, no
trace) stores figures of the same kind, and the bare writes of the database (executemany on SQLite, COPY on PostgreSQL)
store the same figures and trace from lists that are ready. Ratios are of figures per second.

`--memory [ROWS]`: the peak memory of a process that imports a CSV of 100,000 rows, beside its memory before.
"""

import argparse
import csv
import datetime
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOCK_FIGURES = 2_000
FIRST = datetime.date(2020, 1, 1)
MEASURES = [
    ("lifelong_service", "yes_no"), ("digital_applied", "yes_no"),
    ("visits_onsite", "count"), ("visits_mobile", "count"), ("visits_online", "count"),
]  # fmt: skip
HEADINGS = ["institution", *(code for code, _type in MEASURES)]


def prepare(institutions: int) -> None:
    """A province with a hundred communes and its libraries."""
    from django.core.management import call_command

    from indicators.models import Measure
    from institutions.models import AdministrativeUnit, Category, Institution, InstitutionVersion, ReportingUnit

    call_command("migrate", verbosity=0)
    category = Category.objects.create(code="library_commune", name="Thư viện xã", kind="library", level="commune")
    province = AdministrativeUnit.objects.create(code="66", name="Tỉnh", level="province")
    communes = [
        AdministrativeUnit.objects.create(code=f"2{number:04}", name=f"Xã {number}", level="commune", parent=province)
        for number in range(100)
    ]
    for unit in communes:
        ReportingUnit.objects.create(code=unit.code, name=unit.name, unit=unit, is_office=True, valid_from=FIRST)
    for position, (code, type_) in enumerate(MEASURES):
        Measure.objects.create(code=code, label=code, type=type_, position=position).categories.add(category)
    made = Institution.objects.bulk_create(Institution(code=f"TV{number:06}") for number in range(institutions))
    InstitutionVersion.objects.bulk_create(
        (
            InstitutionVersion(
                institution=row, name=f"Thư viện {row.code}", category=category,
                unit=communes[number % len(communes)], valid_from=FIRST,
            )
            for number, row in enumerate(made)
        ),
        batch_size=2_000,
    )  # fmt: skip


def table(institutions: int, seed: int, *, errors: bool = False) -> list[list[object]]:
    """Headings and rows; with `errors` one row in ten has a cell that says nothing, or a code that nobody has."""
    dice = random.Random(seed)
    rows: list[list[object]] = [list(HEADINGS)]
    for number in range(institutions):
        row: list[object] = [f"TV{number:06}", dice.choice(["có", "không"]), dice.choice("x0")]
        row += [dice.randrange(100_000) for _ in range(3)]
        if errors and number % 10 == 0:
            row[dice.choice([0, 1, 3])] = "một phần"
        rows.append(row)
    return rows


def workbook(rows: list[list[object]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return out.getvalue()


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def check_and_apply(data: bytes, year: object) -> tuple[float, float]:
    """Seconds of the check (compared and kept for the page) and of applying."""
    from submissions.imports.applying import apply_batch, receive
    from submissions.imports.staging import check_batch

    batch = receive(data=data, file_name="figures.xlsx", year=year, by=None)
    checking = timed(lambda: check_batch(batch))
    assert not batch.report["errors"], batch.report
    explain_all(batch)
    return checking, timed(lambda: apply_batch(batch=batch, by=None))


def explain_all(batch: object) -> None:
    """Chance makes every figure unusual beside last year's: what applying asks for is said before it is timed."""
    batch.checked_rows.update(has_warning=False)


def bare_writes(source: object, target: object) -> float:
    """The figures and the trace of one year, written again for another year and nothing else."""
    from django.db import connection, transaction

    from submissions.models import AnnualFigure, FigureChange, Submission
    from submissions.workflow import ensure_submissions

    figure_fields = [f.column for f in AnnualFigure._meta.concrete_fields if f.column != "id"]
    change_fields = [f.column for f in FigureChange._meta.concrete_fields if f.column != "id"]
    ensure_submissions(
        reporting_units=Submission.objects.filter(year=source).values_list("reporting_unit", flat=True),
        year=target, by=None,
    )  # fmt: skip
    figures = [list(row) for row in AnnualFigure.objects.filter(year=source).values_list(*figure_fields)]
    place = figure_fields.index("year_id")
    for row in figures:
        row[place] = target.pk
    changes = [
        list(row) for row in FigureChange.objects.filter(figure__year=source, revision=1).values_list(*change_fields)
    ]
    at = change_fields.index("at")
    for row in changes:
        row[at] = connection.ops.adapt_datetimefield_value(row[at])

    def write(table: str, columns: list[str], rows: list[list[object]]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608

    def both() -> None:
        with transaction.atomic():
            write(AnnualFigure._meta.db_table, figure_fields, figures)
            first = AnnualFigure.objects.filter(year=target).order_by("id").values_list("id", flat=True)
            own = change_fields.index("figure_id")
            for row, pk in zip(changes, first, strict=True):
                row[own] = pk
            write(FigureChange._meta.db_table, change_fields, changes)

    return timed(both)


def stock(figures: int) -> float:
    import tablib
    from import_export import fields, resources, widgets

    from indicators.models import Measure
    from institutions.models import Institution, ReportingUnit
    from submissions.models import AnnualFigure, ReportingYear
    from submissions.workflow import ensure_submission

    class FigureResource(resources.ModelResource):
        institution = fields.Field("institution", "institution", widgets.ForeignKeyWidget(Institution, "code"))
        measure = fields.Field("measure", "measure", widgets.ForeignKeyWidget(Measure, "code"))
        year = fields.Field("year", "year", widgets.ForeignKeyWidget(ReportingYear, "number"))

        class Meta:
            model = AnnualFigure
            fields = ("institution", "measure", "year", "submission", "province_code", "state", "value")
            import_id_fields = ("institution", "measure", "year")

    year = ReportingYear.calendar(2099)
    year.save()
    submission = ensure_submission(reporting_unit=ReportingUnit.objects.all()[0], year=year, by=None)
    data = tablib.Dataset(headers=FigureResource.Meta.fields)
    for number in range(figures):
        code = MEASURES[number % len(MEASURES)][0]
        data.append([f"TV{number // len(MEASURES):06}", code, 2099, submission.pk, "66", "reported", 1])
    start = time.perf_counter()
    result = FigureResource().import_data(data, raise_errors=True)
    assert result.totals["new"] == figures
    return time.perf_counter() - start


def compare(rows: int) -> None:
    import django

    django.setup()
    prepare(rows)
    from django.db import connection

    from submissions.imports.applying import import_file
    from submissions.imports.sending import Sender, Sending
    from submissions.models import ReportingYear

    years = [ReportingYear.calendar(number) for number in (2024, 2025)]
    for year in years:
        year.save()
    figures = rows * len(MEASURES)
    bad, first, second = (workbook(table(rows, seed, errors=seed == 3)) for seed in (3, 1, 2))
    ordinary = stock(STOCK_FIGURES) / STOCK_FIGURES
    print(f"{connection.vendor}: {rows} rows of a workbook, {figures} figures")
    print(f"  stock ModelResource: {1 / ordinary:.0f} figures/s")
    sending = Sending(years[0], Sender())
    report = import_file(bad, "bad.xlsx", sending, commit=False)
    seconds = timed(lambda: import_file(bad, "bad.xlsx", sending, commit=False))
    print(
        f"  checked with {len(report.errors)} errors: {seconds:.1f} s, {ordinary * figures / seconds:.0f} times stock"
    )
    for name, data in (("all new", first), ("nearly all changed", second), ("the same again", second)):
        checking, applying = check_and_apply(data, years[0])
        total = checking + applying
        print(f"  {name}: checked in {checking:.1f} s, applied in {applying:.1f} s, "
              f"together {ordinary * figures / total:.0f} times stock")  # fmt: skip
        if name == "all new":
            bare = bare_writes(*years)
            print(f"  bare writes of the same: {bare:.1f} s; applying takes {applying / bare:.1f} times as long")


def fill(rows: int) -> None:
    """A database for `memory`, made by a process of its own."""
    import django

    django.setup()
    prepare(rows)
    with Path(os.environ["BENCHMARK_FILE"]).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table(rows, seed=1))


def memory(rows: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    base, name = peak_megabytes(), os.environ["BENCHMARK_FILE"]
    seconds = timed(lambda: call_command("import_figures", name, "--year", "2024", "--commit", stdout=io.StringIO()))
    peak = peak_megabytes()
    print(f"{rows} rows of a CSV: {seconds:.1f} s; peak memory of the process {peak:.0f} MB, {base:.0f} MB before")


def peak_megabytes() -> float:
    """The most memory that this process has had. Kilobytes on Linux, bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def again(mode: str, rows: int, database: str, file: Path) -> None:
    """This script in a process of its own, with a database of its own and its memory apart."""
    environment = os.environ | {
        "BENCHMARK": mode, "BENCHMARK_FILE": str(file), "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "lifelong_learning.settings",
        "PYTHONPATH": str(ROOT), "DEBUG": "", "SECRET_KEY": "for-a-benchmark-only",
    }  # fmt: skip
    subprocess.run([sys.executable, __file__, str(rows)], env=environment, check=True)  # noqa: S603


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("rows", type=int, nargs="?")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--memory", action="store_true")
    options = parser.parse_args()
    if mode := os.environ.get("BENCHMARK"):
        {"compare": compare, "fill": fill, "memory": memory}[mode](options.rows)
        return
    modes = ["fill", "memory"] if options.memory else ["compare"]
    rows = options.rows or (100_000 if options.memory else 10_000)
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/benchmark.sqlite3"
        if options.postgres:
            sys.path.insert(0, str(ROOT))
            import tests.postgres  # noqa: F401  (starts a server, which ends with this process)

            database = os.environ["DATABASE_URL"]
        for mode in modes:
            again(mode, rows, database, Path(folder) / "figures.csv")


if __name__ == "__main__":
    main()
