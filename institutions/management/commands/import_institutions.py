"""import_institutions FILE [--commit] [--format json]: the registry, from a CSV or XLSX file."""

from typing import Any

from institutions.file_command import FileCommand
from institutions.registry_import import apply_file, check_file
from submissions.tables import ImportReport


class Command(FileCommand):
    help = "Imports institutions from a CSV or XLSX file: code,name,category,unit,… one row per version."

    def run(self, data: bytes, file_name: str, options: dict[str, Any]) -> ImportReport:
        return apply_file(data, file_name, by=None) if options["commit"] else check_file(data, file_name)
