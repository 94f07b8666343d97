"""What the commands that read one file have in common: arguments, output, exit codes.

Nothing is written without `--commit`. With `--format json` standard output is one JSON document and nothing else.
Exit codes: 0 fine, 1 the data has errors (all of them listed, nothing written), 2 wrong use.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from submissions.tables import ImportReport, Problem, UnreadableFile, too_large

WRONG_USE = 2


class FileCommand(BaseCommand):
    """A command over one file. Subclasses implement `run`."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help=_("tệp CSV, XLSX hoặc XLS"))
        parser.add_argument("--commit", action="store_true", help=_("ghi vào cơ sở dữ liệu; không có thì chỉ kiểm tra"))
        parser.add_argument("--format", choices=["text", "json"], default="text", help=_("dạng kết quả"))

    def run(self, data: bytes, file_name: str, options: dict[str, Any]) -> ImportReport:
        """Check the file and, where `options["commit"]` says so and all is well, write it."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            data = self._read(path)
            report = self.run(data, path.name, options)
        except UnreadableFile as error:
            report = ImportReport(file=path.name, errors=[Problem(None, "", "", str(error))])
        self._print(report, options["format"])
        if report.errors:
            raise SystemExit(1)

    def _read(self, path: Path) -> bytes:
        try:
            if path.stat().st_size > settings.MAX_UPLOAD_BYTES:
                raise UnreadableFile(too_large(path.name))
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise CommandError(_unreadable(path, _("không có tệp này")), returncode=WRONG_USE) from error
        except OSError as error:
            raise UnreadableFile(_unreadable(path, error.strerror or str(error))) from error

    def _print(self, report: ImportReport, style: str) -> None:
        if style == "json":
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            self.stderr.write(report.summary())
            return
        for title, problems in ((_("Lỗi"), report.errors), (_("Lưu ý"), report.notices)):
            for problem in problems:
                self.stdout.write(f"{title}: {_where(problem)}{problem.message}")
        self.stdout.write(report.summary())


def _unreadable(path: Path, reason: str) -> str:
    return _("Không đọc được tệp %(file)s: %(reason)s.") % {"file": path, "reason": reason}


def _where(problem: Problem) -> str:
    """`trang Xã A, dòng 3, cột unit, "24999": ` as far as it is known."""
    parts = [_("trang %(sheet)s") % {"sheet": problem.sheet}] if problem.sheet else []
    if problem.line is not None:
        parts.append(_("dòng %(line)s") % {"line": problem.line})
    if problem.column:
        parts.append(_("cột %(column)s") % {"column": problem.column})
    if problem.value:
        parts.append(f"“{problem.value}”")
    return ", ".join(parts) + ": " if parts else ""
