"""What was done with returns: their steps, other days on which they are due, questions, explanations."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from submissions.checks import title_of
from submissions.models import Explanation, Extension, FigureQuestion, FigureReply, Submission, SubmissionEvent

from .entries import Change, Kind, Said, quoted, shown
from .filters import Filters
from .reader import Reader
from .sources import Source, path

_RETURN = ("submission__reporting_unit", "submission__year")
_STEPS = {
    Submission.Status.SUBMITTED: lambda: _("nộp báo cáo"),
    Submission.Status.APPROVED: lambda: _("duyệt báo cáo"),
    Submission.Status.DRAFT: lambda: _("báo cáo về lại đang nhập"),
}


def return_said(row: Submission) -> tuple[str, str]:
    """What a return is called in a line, and where it is."""
    about = _("báo cáo năm %(year)s của %(unit)s") % {"year": row.year, "unit": row.reporting_unit}
    return about, reverse("submissions:submission", args=[row.pk])


def _about_return(prefix: str = "submission") -> dict[str, Any]:
    return {
        "submission": path(prefix),
        "reporting_unit": path(f"{prefix}__reporting_unit"),
        "year": path(f"{prefix}__year"),
    }


def _events(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    return SubmissionEvent.objects.filter(reader.of_return("submission")).select_related(*_RETURN, "handed_to")


def _tell_events(rows: Sequence[Any], reader: Reader) -> list[Said]:
    return [Said(_step(row), *return_said(row.submission), _turned(row), reason=row.reason) for row in rows]


def _step(row: SubmissionEvent) -> str:
    if row.handed_to is not None:
        return _("bàn giao báo cáo cho %(unit)s") % {"unit": row.handed_to}
    if not row.old_status:
        return _("mở báo cáo")
    if row.new_status == Submission.Status.RETURNED:
        was_approved = row.old_status == Submission.Status.APPROVED
        return _("mở lại báo cáo đã duyệt") if was_approved else _("trả lại báo cáo để sửa")
    return _STEPS[Submission.Status(row.new_status)]()


def _turned(row: SubmissionEvent) -> tuple[Change, ...]:
    if not row.old_status or row.old_status == row.new_status:
        return ()
    return (Change(_("tình trạng"), str(row.get_old_status_display()), str(row.get_new_status_display())),)


def _extensions(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    return Extension.objects.filter(reader.of_return("submission")).select_related(*_RETURN)


def _tell_extensions(rows: Sequence[Any], reader: Reader) -> list[Said]:
    return [
        Said(
            _("gia hạn nộp đến %(day)s") % {"day": shown(row.due_date)}, *return_said(row.submission),
            reason=row.reason,
        )
        for row in rows
    ]  # fmt: skip


_QUESTION = ("institution", "measure")


def _questions(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    rows = FigureQuestion.objects.filter(reader.of_return("submission"))
    return rows.select_related(*_RETURN, *_QUESTION)


def _settled(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    return _questions(reader, filters).filter(settled_at__isnull=False).select_related("settled_by")


def _replies(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    relations = [f"question__{name}" for name in (*_RETURN, *_QUESTION)]
    return FigureReply.objects.filter(reader.of_return("question__submission")).select_related(*relations)


def _tell_questions(what: str) -> Callable[[Sequence[Any], Reader], list[Said]]:
    def tell(rows: Sequence[Any], reader: Reader) -> list[Said]:
        word = {"asked": _("hỏi: %(text)s"), "settled": _("xong câu hỏi: %(text)s"), "replied": _("trả lời: %(text)s")}
        questions = [row.question if what == "replied" else row for row in rows]
        names = reader.names(question.institution_id for question in questions)
        return [
            Said(word[what] % {"text": quoted(row.text)}, *_question_said(question, names))
            for row, question in zip(rows, questions, strict=True)
        ]

    return tell


def _question_said(question: FigureQuestion, names: dict[int, str]) -> tuple[str, str]:
    name = names.get(question.institution_id, question.institution.code)
    about = _("%(measure)s, %(institution)s (%(code)s), năm %(year)s") % {
        "measure": question.measure, "institution": name, "code": question.institution.code,
        "year": question.submission.year,
    }  # fmt: skip
    return about, reverse("submissions:submission", args=[question.submission_id])


def _explanations(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    visible = Q(institution__isnull=True) & reader.of_return("submission")
    visible |= Q(institution__isnull=False) & reader.of_institution("institution")
    relations = (*_RETURN, "institution", "measure", "year")
    return Explanation.objects.filter(visible).select_related(*relations)


def _tell_explanations(rows: Sequence[Any], reader: Reader) -> list[Said]:
    names = reader.names(row.institution_id for row in rows if row.institution_id)
    return [_explanation_said(row, names) for row in rows]


def _explanation_said(row: Explanation, names: dict[int, str]) -> Said:
    what = _("giải thích: %(text)s") % {"text": quoted(row.text)}
    through = title_of(row.check_code)
    if row.institution is None or row.institution_id is None:
        about, url = return_said(row.submission) if row.submission else ("", "")
        return Said(what, about, url, through=through)
    name = names.get(row.institution_id, row.institution.code)
    about = _("%(institution)s (%(code)s), năm %(year)s") % {
        "institution": name, "code": row.institution.code, "year": row.year,
    }  # fmt: skip
    url = reverse("submissions:institution_form", args=[row.year.number, row.institution.code])
    return Said(what, f"{row.measure}, {about}" if row.measure else about, url, through=through)


_OF_QUESTION = {**_about_return(), "institution": path("institution")}

SOURCES = [
    Source(
        Kind.RETURN, _events, _tell_events,
        {**_about_return(), "reporting_unit": path("submission__reporting_unit", "handed_to")},
    ),
    Source(Kind.DEADLINE, _extensions, _tell_extensions, _about_return()),
    Source(Kind.QUESTION, _questions, _tell_questions("asked"), _OF_QUESTION),
    Source(Kind.QUESTION, _settled, _tell_questions("settled"), _OF_QUESTION, at="settled_at", by="settled_by"),
    Source(
        Kind.QUESTION, _replies, _tell_questions("replied"),
        {**_about_return("question__submission"), "institution": path("question__institution")},
    ),
    Source(
        Kind.EXPLANATION, _explanations, _tell_explanations,
        {**_about_return(), "institution": path("institution"), "year": path("year")},
    ),
]  # fmt: skip
