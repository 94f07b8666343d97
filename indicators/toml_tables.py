"""Reading tables of a TOML file with every fault found in one pass. Knows no model.

A `Table` ticks off each key that is asked for: what nobody asked for is a typing error and is reported, never ignored.
A value that is wrong is reported too, and an empty one stands in for it, so that reading goes on to the next fault.
"""

import datetime
import re
import tomllib
from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from institutions.names import normal

_CODE = re.compile(r"[A-Za-z0-9_-]+")


class Problems(list[str]):
    """Sentences that each name the file, the table and the key."""

    def __init__(self, file_name: str) -> None:
        super().__init__()
        self.file_name = file_name

    def note(self, where: str, key: str, message: str) -> None:
        place = ", ".join(part for part in (self.file_name, where, key) if part)
        self.append(f"{place}: {message}")


def read_toml(data: bytes, problems: Problems) -> dict[str, Any] | None:
    """The file's top table; None, with a problem noted, where the bytes are no TOML. Decimals stay exact."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=_decimal)
    except UnicodeDecodeError:
        problems.note("", "", _("tệp không phải UTF-8; hãy lưu lại bằng mã UTF-8."))
    except tomllib.TOMLDecodeError as error:
        problems.note("", "", _("không đọc được TOML (%(reason)s).") % {"reason": error})
    return None


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


class Table:
    """One table: typed keys, each with its own complaint."""

    def __init__(self, data: dict[str, Any], where: str, problems: Problems) -> None:
        self._data = data
        self._unread = set(data)
        self.where = where
        self.problems = problems

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def fail(self, key: str, message: str) -> None:
        self.problems.note(self.where, key, message)

    def _take(self, key: str, *, required: bool) -> Any:
        self._unread.discard(key)
        if key not in self._data and required:
            self.fail(key, _("thiếu khóa này."))
        return self._data.get(key)

    def text(self, key: str, *, most: int | None = None, required: bool = True) -> str:
        """One line in NFC with single spaces, however the file breaks it; "" where an optional key is absent."""
        value = self._take(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fail(key, _("phải là một đoạn chữ trong ngoặc kép."))
            return ""
        line = normal(value)
        if required and not line:
            self.fail(key, _("không được để trống."))
        if most is not None and len(line) > most:
            self.fail(key, _("dài %(length)s ký tự, tối đa %(most)s.") % {"length": len(line), "most": most})
        return line

    def code(self, key: str, *, most: int) -> str:
        """A code as it stands in addresses: letters a-z, digits, hyphen, underscore."""
        value = self.text(key, most=most)
        if value and not _CODE.fullmatch(value):
            self.fail(key, _("mã “%(value)s” chỉ gồm chữ không dấu, số, “-” và “_”.") % {"value": value})
        return value

    def choice(self, key: str, choices: Collection[str], *, default: str | None = None) -> str:
        """One of the choices; `default` where the key may be left out."""
        value = self._take(key, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or value not in choices:
            known = ", ".join(f"“{choice}”" for choice in choices)
            self.fail(key, _("“%(value)s” không phải một trong %(known)s.") % {"value": value, "known": known})
            return default or ""
        return value

    def whole(self, key: str, *, least: int, most: int, required: bool = True) -> int | None:
        """A whole number between the two, both included."""
        value = self._take(key, required=required)
        if value is None:
            return None
        if type(value) is not int or not least <= value <= most:
            message = _("“%(value)s” phải là số nguyên từ %(least)s đến %(most)s.")
            self.fail(key, message % {"value": value, "least": least, "most": most})
            return None
        return value

    def percent(self, key: str, *, required: bool = True) -> Decimal | None:
        """A percentage ≥ 0 with at most two decimals."""
        value = self._take(key, required=required)
        if value is None:
            return None
        if type(value) is int:
            value = Decimal(value)
        if not isinstance(value, Decimal) or not value.is_finite():
            self.fail(key, _("“%(value)s” phải là một số phần trăm.") % {"value": value})
            return None
        if not 0 <= value < 10**5 or value != value.quantize(Decimal("0.01")):
            message = _("%(value)s phải từ 0 trở lên, nhiều nhất hai chữ số thập phân.")
            self.fail(key, message % {"value": value})
            return None
        return value

    def date(self, key: str, *, required: bool = True) -> datetime.date | None:
        """A local date: 2025-06-30, without quotes."""
        value = self._take(key, required=required)
        if value is None:
            return None
        if type(value) is not datetime.date:
            self.fail(key, _("“%(value)s” phải là một ngày viết như 2025-06-30, không ngoặc kép.") % {"value": value})
            return None
        return value

    def codes(self, key: str, known: Collection[str], *, required: bool = True) -> tuple[str, ...]:
        """A list of different codes, each a known one; those that are not are reported and left out."""
        value = self._take(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(key, _("phải là một danh sách mã trong ngoặc vuông."))
            return ()
        if required and not value:
            self.fail(key, _("cần ít nhất một mã."))
        for code in sorted({code for code in value if value.count(code) > 1}):
            self.fail(key, _("mã “%(code)s” ghi hai lần.") % {"code": code})
        for code in value:
            if code not in known:
                self.fail(key, _("mã “%(code)s” không có trong danh mục.") % {"code": code})
        return tuple(dict.fromkeys(code for code in value if code in known))

    def tables(self, key: str, *, name: str = "", required: bool = False) -> Iterator["Table"]:
        """The tables of an array `[[key]]`, each called by its value of `name`, else by its place in the file."""
        value = self._take(key, required=required)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail(key, _("phải là một dãy bảng [[%(key)s]].") % {"key": key})
            return
        for number, data in enumerate(value, start=1):
            called = data.get(name, number) if name else number
            yield Table(data, f"{self.where} › {key} {called}" if self.where else f"{key} {called}", self.problems)

    def finish(self) -> None:
        """Report the keys that nobody asked for."""
        for key in sorted(self._unread):
            self.fail(key, _("khóa này không có trong mẫu; có thể gõ nhầm."))
