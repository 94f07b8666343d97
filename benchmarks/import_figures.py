"""`python benchmarks/import_figures.py [ROWS]`: import_figures beside a stock django-import-export ModelResource.

Both write to a fresh SQLite file in the same run. Ours reads a CSV of institutions with five measures each, checks,
compares, and keeps the trace of every change; the stock resource gets one figure a row, with its defaults (no
use_bulk, no trace). What is compared is figures per second; the memory is that of our import alone.
"""

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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOCK_FIGURES = 2_000
FIRST = datetime.date(2020, 1, 1)
MEASURES = [
    ("lifelong_service", "yes_no"), ("digital_applied", "yes_no"),
    ("visits_onsite", "count"), ("visits_mobile", "count"), ("visits_online", "count"),
]  # fmt: skip


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
    made = Institution.objects.bulk_create(Institution(code=f"TV{number:05}") for number in range(institutions))
    InstitutionVersion.objects.bulk_create(
        InstitutionVersion(
            institution=row, name=f"Thư viện {row.code}", category=category,
            unit=communes[number % len(communes)], valid_from=FIRST,
        )
        for number, row in enumerate(made)
    )  # fmt: skip


def write_file(path: Path, institutions: int, seed: int) -> None:
    dice = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["institution", *(code for code, _type in MEASURES)])
        for number in range(institutions):
            counts = [dice.randrange(100_000) for _ in range(3)]
            writer.writerow([f"TV{number:05}", dice.choice(["có", "không"]), dice.choice("x0"), *counts])


def ours(path: Path, year: int) -> float:
    from django.core.management import call_command

    start = time.perf_counter()
    call_command("import_figures", str(path), "--year", str(year), "--commit", stdout=io.StringIO())
    return time.perf_counter() - start


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
        data.append([f"TV{number // len(MEASURES):05}", code, 2099, submission.pk, "66", "reported", 1])
    start = time.perf_counter()
    result = FigureResource().import_data(data, raise_errors=True)
    assert result.totals["new"] == figures
    return time.perf_counter() - start


def peak_megabytes() -> float:
    """The most memory that this process has had. Kilobytes on Linux, bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def measure(rows: int, folder: Path) -> None:
    import django

    django.setup()
    prepare(rows)
    first, second = folder / "first.csv", folder / "second.csv"
    write_file(first, rows, seed=1)
    write_file(second, rows, seed=2)
    figures = rows * len(MEASURES)
    base = peak_megabytes()
    new, changed, same = ours(first, 2024), ours(second, 2024), ours(second, 2024)
    peak = peak_megabytes()
    ordinary = stock(STOCK_FIGURES) / STOCK_FIGURES
    print(f"{rows} rows, {figures} figures; stock ModelResource: {1 / ordinary:.0f} figures/s")
    for name, seconds in (("all new", new), ("nearly all changed", changed), ("the same again", same)):
        print(f"import_figures, {name}: {seconds:.1f} s, {figures / seconds:.0f} figures/s, "
              f"{ordinary * figures / seconds:.1f} times stock")  # fmt: skip
    print(f"peak memory of the process: {peak:.0f} MB ({base:.0f} MB before the import)")


def main() -> None:
    if os.environ.get("BENCHMARK_FOLDER"):
        measure(int(sys.argv[1]), Path(os.environ["BENCHMARK_FOLDER"]))
        return
    rows = sys.argv[1] if len(sys.argv) > 1 else "10000"
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "BENCHMARK_FOLDER": folder, "DATABASE_URL": f"sqlite:///{folder}/benchmark.sqlite3",
            "DJANGO_SETTINGS_MODULE": "lifelong_learning.settings", "PYTHONPATH": str(ROOT), "DEBUG": "",
        }  # fmt: skip
        # Itself again in a process of its own, with a database of its own and its memory apart.
        subprocess.run([sys.executable, __file__, rows], env=environment, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
