"""import_reporting_units FILE [--commit] [--format json]: who answers for institutions, from a CSV or XLSX file."""

from typing import Any

from institutions.file_command import FileCommand
from institutions.reporting_units_import import import_reporting_units
from submissions.tables import ImportReport


class Command(FileCommand):
    help = "Imports reporting units from a CSV or XLSX file: code,name,unit,valid_from,valid_until."

    def run(self, data: bytes, file_name: str, options: dict[str, Any]) -> ImportReport:
        return import_reporting_units(data, file_name, commit=options["commit"])
