"""`manage.py send_reminders`: the day's reminders, for cron. Without `--commit` it prints what would be sent."""

import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.letters import Letter, written
from submissions.models import Submission
from submissions.reminding import Owed, Round, reminded_on
from submissions.workflow import Refused, send_reminders
from submissions.workflow.reminders import Sent

WRONG_USE = 2


class Command(BaseCommand):
    help = "Nhắc các đơn vị chưa nộp báo cáo qua thư điện tử, mỗi địa chỉ nhiều nhất một thư một ngày."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=_day, metavar="DATE", help=_("ngày, như 2026-01-12; không ghi là hôm nay"))
        parser.add_argument("--year", type=int, help=_("chỉ năm báo cáo này"))
        parser.add_argument("--retry", action="store_true", help=_("gửi lại cả thư của hôm nay đã gửi lỗi"))
        parser.add_argument("--commit", action="store_true", help=_("gửi; không có thì chỉ in ra"))
        parser.add_argument("--format", choices=["text", "json"], default="text", help=_("dạng kết quả"))

    def handle(self, *args: Any, **options: Any) -> None:
        returns = Submission.objects.all()
        if options["year"] is not None:
            returns = returns.filter(year__number=options["year"])
        day_round = reminded_on(options["on"] or timezone.localdate(), returns)
        letters = [written(recipient, day_round.on) for recipient in day_round.recipients]
        done = self._send(day_round, options) if options["commit"] else None
        sentence = _sentence(letters, day_round, done)
        if options["format"] == "json":
            self.stdout.write(json.dumps(_as_json(letters, day_round, done), ensure_ascii=False))
            self.stderr.write(sentence)
        else:
            self._print(letters, day_round, done)
            self.stdout.write(sentence)
        if done and done.failed:
            raise SystemExit(1)

    def _send(self, day_round: Round, options: dict[str, Any]) -> Sent:
        try:
            return send_reminders(day_round=day_round, by=None, retry=options["retry"])
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=WRONG_USE) from refusal

    def _print(self, letters: list[Letter], day_round: Round, done: Sent | None) -> None:
        if done is None:
            for letter in letters:
                self.stdout.write(f"{letter.recipient.address}\n{letter.subject}\n\n{letter.body}\n{'-' * 72}")
        for reminder in done.failed if done else []:
            self.stdout.write(_("Lỗi: %(address)s: %(error)s") % vars(reminder))
        for one in day_round.unreachable:
            words = {"unit": one.answering.name, "year": one.submission.year}
            self.stdout.write(_("Không có địa chỉ thư: %(unit)s (năm %(year)s). Hãy gọi điện.") % words)


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _sentence(letters: list[Letter], day_round: Round, done: Sent | None) -> str:
    words = {"letters": len(letters), "silent": len(day_round.unreachable), "day": f"{day_round.on:%d/%m/%Y}"}
    if done is None:
        return _("%(day)s: sẽ gửi %(letters)d thư; %(silent)d báo cáo không có địa chỉ để nhắc. Chưa gửi gì.") % words
    words |= {"sent": len(done.sent), "failed": len(done.failed), "rest": len(done.already) + len(done.left)}
    return (
        _(
            "%(day)s: đã gửi %(sent)d thư, lỗi %(failed)d, không gửi %(rest)d; %(silent)d báo cáo không có địa chỉ "
            "để nhắc."
        )
        % words
    )


def _as_json(letters: list[Letter], day_round: Round, done: Sent | None) -> dict[str, Any]:
    results = {row.address: row for row in (*done.sent, *done.failed)} if done else {}
    return {
        "on": day_round.on.isoformat(),
        "letters": [
            {
                "address": letter.recipient.address,
                "subject": letter.subject,
                "body": letter.body,
                "returns": [_return_as_json(one) for one in letter.recipient.owed],
                "result": row.result if (row := results.get(letter.recipient.address)) else None,
                "error": row.error if row else "",
            }
            for letter in letters
        ],
        "unreachable": [_return_as_json(one) for one in day_round.unreachable],
        "committed": done is not None,
    }


def _return_as_json(one: Owed) -> dict[str, Any]:
    return {
        "reporting_unit": one.submission.reporting_unit.code,
        "answering": one.answering.code,
        "year": one.submission.year.number,
        "status": one.submission.status,
        "due_date": one.due_date.isoformat(),
        "stage": one.stage,
        "institutions": one.institutions,
        "complete": one.complete,
    }
