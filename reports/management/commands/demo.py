"""demo [--port N] [--no-serve]: database, units, plans, sample data and users; then serves on this machine."""

import os
import socket
import subprocess
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import Membership
from institutions.models import SampleData
from reports.demo.loading import holds_other_data, load_sample
from reports.demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Prepares a portal with sample data and serves it on this machine."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=_port, default=8000, help=_("cổng, mặc định 8000"))
        parser.add_argument("--no-serve", action="store_true", help=_("chỉ nạp dữ liệu, không chạy máy chủ"))

    def handle(self, *args: Any, port: int, no_serve: bool, **options: Any) -> None:
        if not no_serve and not _is_free(port):
            message = _("Cổng %(port)s đang có chương trình khác dùng. Hãy chọn cổng khác, ví dụ --port %(other)s.")
            raise CommandError(message % {"port": port, "other": port + 1})
        self.stdout.write(_("Đang chuẩn bị cơ sở dữ liệu và dữ liệu mẫu, xin chờ ít giây…"))
        self.stdout.flush()
        call_command("migrate", verbosity=0, interactive=False)
        if holds_other_data():
            raise CommandError(
                _("Cơ sở dữ liệu này đã có cơ sở hoặc người dùng không phải của dữ liệu mẫu, nên không nạp gì thêm. "
                  "Hãy đặt DATABASE_URL trỏ tới một cơ sở dữ liệu khác, ví dụ sqlite:///demo.sqlite3.")
            )  # fmt: skip
        if SampleData.objects.exists():
            self.stdout.write(_("Dữ liệu mẫu đã có sẵn; không thay đổi gì."))
        else:
            load_sample()
            self.stdout.write(_("Đã nạp dữ liệu mẫu."))
        self._print_people()
        if not no_serve:
            self._serve(port)

    def _print_people(self) -> None:
        width = max(len(person.username) for person in PEOPLE)
        self.stdout.write("")
        self.stdout.write(_("Người dùng mẫu, mật khẩu chung: %(password)s") % {"password": PASSWORD})
        for person in PEOPLE:
            role = Membership.Role(person.role).label
            self.stdout.write(f"  {person.username:<{width}}  {role}: {person.full_name}")
        self.stdout.write("")

    def _serve(self, port: int) -> None:
        address = f"127.0.0.1:{port}"
        self.stdout.write(_("Mở http://%(address)s/ trong trình duyệt; Ctrl+C để dừng.") % {"address": address})
        self.stdout.flush()
        if settings.DEBUG:
            call_command("runserver", address, use_reloader=False)
            return
        # Without DEBUG everyone is sent to HTTPS, which this small server does not speak.
        command = [sys.executable, str(Path(sys.argv[0]).resolve()), "runserver", "--noreload", address]
        try:
            subprocess.run(command, env={**os.environ, "DEBUG": "1"}, check=False)  # noqa: S603 (our own command)
        except KeyboardInterrupt:
            self.stdout.write("")


def _port(text: str) -> int:
    if not (text.isdigit() and 0 < int(text) < 65_536):
        raise ArgumentTypeError(_("cổng là một số từ 1 đến 65535."))
    return int(text)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
