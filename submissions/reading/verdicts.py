"""What one text of a cell says: as it stands, by an older table of letters, or damaged.

A text is converted only when it cannot be read otherwise. Where it reads in two ways, or letters of it were lost, it is
unsound, and the sentence names what it may have been: a person decides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import damage
from .encodings import label_of
from .legacy import CONVERSIONS, TCVN3, VNI, WINDOWS_1252, WINDOWS_1258, is_western, with_capitals
from .syllables import unreadable_words, with_words, words_in

TYPED = (TCVN3, VNI)
"""The tables that are met inside Unicode files: fonts, typed into a cell."""

_SHOWN_CHARACTERS = 80
# Words that stand in every file. Read by the wrong table, or typed in an older one, they are words that hardly anybody
# writes: có and cú, không and khụng, xã and xó; cã for có, chó for chú, sè for số.
_EVERYDAY = frozenset({
    "có", "không", "công", "xã", "thôn", "tên", "mã", "tháng", "phòng", "hòa", "nhóm", "phú", "hùng", "tân", "sông",
    "krông", "chú", "phục", "vụ", "số", "bộ", "hộ", "tế", "dục", "mục", "cụ", "lớp", "lớn", "trú",
})  # fmt: skip
_NEVER_IN_WORDS = frozenset(map(chr, range(0xA1, 0xC0))) | set("×÷ØøÞþßåÅÆæ")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a text: converted by `table`, or unsound with a sentence."""

    text: str
    table: str = ""
    unsound: str = ""


def judge(text: str) -> Verdict | None:
    """A cell of a Unicode file of which nobody said anything; None when it is as it should be."""
    if damage.is_sound(text):
        return None
    unreadable = list(unreadable_words(text))
    has_only_footnotes = all(word[:-1].isascii() and word.endswith("¹") for word in unreadable)
    if has_only_footnotes or damage.LOST in text:
        return judge_as_it_stands(text)
    if damage.unmangled(text) is None:
        verdict = _older_letters(text)
        if verdict:
            return verdict
    whole = text.replace("\xad", "")  # a soft hyphen, unless it was the ư of TCVN3
    return judge_as_it_stands(whole) or (Verdict(whole) if whole != text else None)


def _older_letters(text: str) -> Verdict | None:
    """A text with words that cannot be read: converted when just one table makes all of them readable."""
    if not is_western(text):
        return _mixed_letters(text)
    readings = {table: meant for table in (*TYPED, WINDOWS_1258) if (meant := _readable_by(text, table))}
    if not any(len(word) > 1 for word in words_in(text)):
        return None  # a sole letter is no evidence of anything
    if not readings:
        return _mixed_letters(text)
    if len(set(readings.values())) > 1:
        return Verdict(text, unsound=_two_ways(None, readings))
    [table, *_same] = readings
    if table in TYPED:
        return Verdict(readings[table], table=table)
    return Verdict(text, unsound=_damaged(text, readings[table]))


def _mixed_letters(text: str) -> Verdict | None:
    """A text of which only some words are of an older table: said, with what it probably is, but not converted."""
    unreadable = [word for word in unreadable_words(text) if len(word) > 1 and is_western(word)]
    for table in TYPED:
        readings = {word: meant for word in unreadable if (meant := _readable_by(word, table))}
        # One foreign word may happen to have a reading: without the signs of an older table it is left in peace.
        is_likely = len(readings) > 1 or any(_NEVER_IN_WORDS & set(word) for word in unreadable)
        if readings and is_likely and len(readings) * 2 >= len(unreadable):
            return Verdict(text, unsound=_damaged(text, with_words(text, readings)))
    return None


def among_mangled(text: str) -> Verdict | None:
    """The verdict on a text that reads as it stands, in a file in which others were mangled."""
    meant = damage.unmangled(text, among_others=True)
    return Verdict(text, unsound=_damaged(text, meant)) if meant else None


def otherwise(text: str, tables: Sequence[str], *, is_whole: bool) -> Verdict | None:
    """The verdict on a text that reads as it stands, in a file in which others were of these tables.

    `is_whole`: all the others were of one; then a text that becomes everyday words (cã, có) was of it too.
    """
    readings = {table: meant for table in tables if (meant := _other_reading(text, table))}
    if is_whole and readings and all(CONVERSIONS[tables[0]](word).lower() in _EVERYDAY for word in words_in(text)):
        return Verdict(readings[tables[0]], table=tables[0])
    return Verdict(text, unsound=_two_ways(text, readings)) if readings else None


def _readable_by(text: str, table: str) -> str:
    """The text as the table has it when every word can be read then, else nothing."""
    meant = _converted(text, table)
    return "" if meant == text or any(unreadable_words(meant)) else meant


def _other_reading(text: str, table: str) -> str:
    """What a text that can be read as it stands would be by a table that other cells of the file are in."""
    if not words_in(text) or not is_western(text):
        return ""
    meant = _readable_by(text, table)
    return "" if _loses_everyday_words(text, table) else meant


def _converted(text: str, table: str) -> str:
    meant = CONVERSIONS[table](text)
    return with_capitals(meant) if table == TCVN3 else meant


def _loses_everyday_words(text: str, table: str) -> bool:
    """Whether a word that stands in every file would become one that stands in none."""
    everyday = [word for word in words_in(text) if word.lower() in _EVERYDAY]
    return any(CONVERSIONS[table](word).lower() not in _EVERYDAY for word in everyday)


def judge_as_it_stands(text: str) -> Verdict | None:
    """A cell whose table of letters is settled: only damage is looked for."""
    if damage.is_sound(text):
        return None
    if damage.LOST in text:
        return Verdict(text, unsound=_damaged(text, None))
    meant = damage.unmangled(text)
    if meant:
        return Verdict(text, unsound=_damaged(text, meant))
    if not text.isascii():
        is_damaged, meant = damage.marks_mended(text)
        if is_damaged:
            return Verdict(text, unsound=_damaged(text, meant))
    if "?" in text and damage.is_questioned(text):
        return Verdict(text, unsound=_questioned(text))
    return None


def judge_as_chosen(table: str) -> Callable[[str], Verdict | None]:
    """A Unicode file of which a person says that its cells were typed in a font of this table."""

    def judged(text: str) -> Verdict | None:
        meant = _converted(text, table) if is_western(text) else text
        if meant == text or (not any(unreadable_words(text)) and not _other_reading(text, table)):
            return judge_as_it_stands(text)
        return Verdict(meant, table=table)

    return judged


def judge_of_file(table: str, *, is_settled: bool) -> Callable[[str], Verdict | None]:
    """A text file of an older table: every cell is converted; one that only another table can read is unsound.

    `is_settled`: a person chose the table, or will be asked for it: cells are not asked for one by one.
    """

    def judged(text: str) -> Verdict | None:
        meant = _converted(text, table)
        others = {} if is_settled else _others_of_file(text, meant, table)
        if others:
            return Verdict(meant, unsound=_two_ways(None, {table: meant, **others}))
        damaged = judge_as_it_stands(meant)
        return damaged or (Verdict(meant, table=table) if meant != text else None)

    return judged


def _others_of_file(text: str, meant: str, table: str) -> dict[str, str]:
    """The readings that a cell of a file of this table may have instead: it cannot be read, or loses everyday words."""
    if any(unreadable_words(meant)):
        others = {other: _readable_by(text, other) for other in (WINDOWS_1258, *TYPED) if other != table}
        others[WINDOWS_1252] = _with_foreign_words(text, table)
    elif _loses_everyday_words(text, table) and not any(unreadable_words(text)):
        others = {WINDOWS_1252: text}
    else:
        others = {}
    return {other: reading for other, reading in others.items() if reading not in {"", meant}}


def _with_foreign_words(text: str, table: str) -> str:
    """The text by its table, but words that are unreadable then as Western ones (Café), where they look like such."""
    readings = {word: _converted(word, table) for word in words_in(text)}
    for word, reading in readings.items():
        if any(unreadable_words(reading)) and not _NEVER_IN_WORDS & set(word):
            readings[word] = word
    return with_words(text, readings)


def shown(text: str) -> str:
    """A text as a sentence quotes it."""
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _damaged(text: str, meant: str | None) -> str:
    if meant is None:
        return _("Chữ trong ô này đã hỏng: “%(text)s”. Hãy gõ lại ô này.") % {"text": shown(text)}
    return _("Chữ trong ô này đã hỏng: “%(text)s”, có lẽ là “%(meant)s”. Hãy gõ lại ô này.") % {
        "text": shown(text), "meant": shown(meant),
    }  # fmt: skip


def _questioned(text: str) -> str:
    return _("Dấu ? đứng thay chữ đã mất: “%(text)s”. Hãy gõ lại ô này.") % {"text": shown(text)}


def _two_ways(text: str | None, readings: dict[str, str]) -> str:
    """The sentence on a cell with several readings: as it stands (where it reads so), and by each table."""
    ways = [_("“%(text)s” nếu giữ nguyên") % {"text": shown(text)}] if text is not None else []
    ways += [
        _("“%(text)s” theo bảng chữ %(table)s") % {"text": shown(meant), "table": label_of(table)}
        for table, meant in readings.items()
    ]
    return _(
        "Ô này đọc được nhiều cách: %(ways)s. Hãy gõ lại ô này bằng phông Unicode, hoặc chọn bảng mã cho cả tệp."
    ) % {"ways": "; ".join(ways)}
