"""`manage.py check_publications`: whether every publication is byte by byte what was published."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from reports.frozen import missing_triggers
from reports.models import Publication


class Command(BaseCommand):
    help = "Tính lại mã SHA-256 của mọi bản công bố; thoát với mã 1 khi có bản bị hỏng."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, damaged = 0, 0
        for publication in Publication.objects.select_related("plan", "year").order_by("pk").iterator(chunk_size=10):
            checked += 1
            if not publication.is_intact():
                damaged += 1
                self.stderr.write(_("Bản công bố %s không còn như khi công bố.") % publication)
        unguarded = missing_triggers()
        if unguarded:
            self.stderr.write(_("Cơ sở dữ liệu không còn chặn việc sửa các bản công bố; hãy chạy lại lệnh migrate."))
        sentence = _("Đã kiểm tra %(checked)d bản công bố: %(damaged)d bản hỏng.")
        if damaged or unguarded:
            raise CommandError(sentence % {"checked": checked, "damaged": damaged}, returncode=1)
        self.stdout.write(sentence % {"checked": checked, "damaged": damaged})
