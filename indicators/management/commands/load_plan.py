"""`manage.py load_plan FILE [--commit]`: a plan file, after its catalogue."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.plan_comparison import Kind, Loading
from indicators.plan_loading import FaultyFile, load, read_files

WRONG_USE = 2
TITLES: dict[Kind, Any] = {
    "new": gettext_lazy("Mới"),
    "changed": gettext_lazy("Đổi"),
    "removed": gettext_lazy("Bỏ"),
    "kept": gettext_lazy("Giữ bản sửa trên cổng"),
    "left": gettext_lazy("Để nguyên"),
}


class Command(BaseCommand):
    help = _("Nạp một tệp kế hoạch (TOML) cùng danh mục của nó; không có --commit thì chỉ cho biết sẽ đổi gì.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help=_("tệp kế hoạch, ví dụ indicators/plans/MÃ.toml"))
        parser.add_argument("--commit", action="store_true", help=_("ghi vào cơ sở dữ liệu"))
        parser.add_argument("--overwrite", action="store_true", help=_("ghi đè cả những gì đã sửa trên cổng"))

    def handle(self, *args: Any, file: Path, commit: bool, overwrite: bool, **options: Any) -> None:
        file = Path(file)
        try:
            loading = load(read_files(file), reason=f"load_plan {file.name}", commit=commit, overwrite=overwrite)
        except OSError as error:
            message = _("Không đọc được tệp %(file)s: %(reason)s.")
            raise CommandError(
                message % {"file": file, "reason": error.strerror or error}, returncode=WRONG_USE
            ) from error
        except FaultyFile as faulty:
            for problem in faulty.problems:
                self.stdout.write(_("Lỗi: %(problem)s") % {"problem": problem})
            self.stdout.write(
                _("%(file)s: %(count)s lỗi, chưa ghi gì.") % {"file": file.name, "count": len(faulty.problems)}
            )
            raise SystemExit(1) from faulty
        for change in loading.changes:
            detail = f": {change.detail}" if change.detail else ""
            self.stdout.write(f"{TITLES[change.kind]}: {change.what}{detail}")
        self.stdout.write(_summary(file.name, loading, commit=commit))


def _summary(name: str, loading: Loading, *, commit: bool) -> str:
    counts = _(
        "%(new)s mới, %(changed)s thay đổi, %(removed)s bỏ, %(kept)s giữ bản sửa trên cổng, %(unchanged)s như cũ"
    ) % {
        "new": loading.count("new"),
        "changed": loading.count("changed"),
        "removed": loading.count("removed"),
        "kept": loading.count("kept"),
        "unchanged": loading.unchanged,
    }
    outcome = _("đã ghi") if commit else _("chưa ghi gì (thêm --commit để ghi)")
    return f"{name}: {counts}; {outcome}."
