"""One institution and one year on a form: every question with its definition and last year's answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from institutions.models import Institution, ReportingUnit
from institutions.requests import SignedInRequest

from ..asked import Standing, asked_measures, standing_in
from ..contents import Contents
from ..entry import Cell, obstacle, sections
from ..explaining import explain
from ..findings import findings_of_institution
from ..forms.explanations import COMMON, REASONS, WordsForm
from ..forms.figure import FigureForm
from ..models import FigureChange, ReportingYear, State, Submission
from ..permissions import may_judge, may_read, may_write
from ..workflow import (
    Answer,
    Conflict,
    Refused,
    Saved,
    confirm_answers,
    ensure_submission,
    save_figures,
    stable_answers,
    withdraw,
)
from .loading import reporting_year
from .return_checks import stale_words
from .trail import below_return, below_year


def institution_form(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """All questions to one institution for one year: read within one's scope, answered by those who may."""
    row = reporting_year(year)
    institution = get_object_or_404(Institution, code=code)
    standing = standing_in(row, [institution.pk]).get(institution.pk)
    if not _may_read(request, row, institution, standing):
        raise Http404
    if standing is None:
        return _page(request, row, institution, None, [])
    submission = _submission(row, standing)
    problem = obstacle(submission, request.user) if submission else _("Chưa đơn vị nào báo cáo cho cơ sở này.")
    if request.method != "POST":
        forms = [FigureForm(cell) for cell in _cells(request, row, standing)]
        return _page(request, row, institution, standing, forms, submission=submission, obstacle=problem)
    if submission is None or not may_write(submission, request.user):
        raise PermissionDenied
    return _save(request, row, institution, standing, submission, problem)


def _may_read(
    request: SignedInRequest, year: ReportingYear, institution: Institution, standing: Standing | None
) -> bool:
    """Whoever answers for the institution now reads it, and whoever reads the return that it belongs to."""
    if Institution.objects.visible_to(request.user).filter(pk=institution.pk).exists():
        return True
    if standing is None or standing.reporting_unit_id is None:
        return False
    visible = ReportingUnit.objects.visible_to(request.user)
    returns = Submission.objects.visible_to(request.user).filter(year=year)  # one that was handed over among them
    return (
        visible.filter(pk=standing.reporting_unit_id).exists()
        or returns.filter(reporting_unit=standing.reporting_unit_id).exists()
    )


def _submission(year: ReportingYear, standing: Standing) -> Submission | None:
    """The return that the institution belongs to, not yet stored where it was never opened; None: nobody answers."""
    if standing.reporting_unit_id is None:
        return None
    found = Submission.objects.filter(year=year, reporting_unit=standing.reporting_unit_id)
    return found.select_related("reporting_unit", "year").first() or Submission(
        year=year, reporting_unit=ReportingUnit.objects.get(pk=standing.reporting_unit_id)
    )


def _cells(request: SignedInRequest, year: ReportingYear, standing: Standing) -> list[Cell]:
    found = sections([standing], year, asked_measures(), request.user.scope().tree)
    return [cell for section in found for line in section.lines for cell in line.cells]


def _save(
    request: SignedInRequest, year: ReportingYear, institution: Institution, standing: Standing,
    submission: Submission, problem: str,
) -> HttpResponse:  # fmt: skip
    """Store the answers and words, all or nothing; what cannot be stored comes back as it was typed."""
    forms, answers = _read(request, year, standing)
    words = _words(request, submission, standing)
    if not problem and all(form.is_valid() and not form.is_disputed for form in forms) and words.is_valid():
        try:
            saved = _store(submission, answers, words, _confirmed(forms, request), request)
        except Conflict as conflict:  # somebody was quicker in this very moment: look again, the questions will say so
            forms, answers = _read(request, year, standing)
            problem = "" if any(form.is_disputed for form in forms) else str(conflict)
        except Refused as refusal:
            problem = str(refusal)
        else:
            told = _("Đã lưu phiếu.") if saved else _("Không có số liệu nào thay đổi.")
            messages.success(request, told)
            if words.is_stale:
                messages.warning(request, stale_words())
            following = _neighbours(request, submission, standing)[1] if "next" in request.POST else None
            return redirect("submissions:institution_form", year.number, (following or standing).code)
    status = 409 if problem or any(form.is_disputed for form in forms) else 422
    return _page(
        request, year, institution, standing, forms, submission=submission, refusal=problem, was_typed=True,
        status=status, words=words,
    )  # fmt: skip


def _read(request: SignedInRequest, year: ReportingYear, standing: Standing) -> tuple[list[FigureForm], list[Answer]]:
    forms = [FigureForm(cell, request.POST) for cell in _cells(request, year, standing)]
    figures = [form.cell.figure.pk for form in forms if form.cell.figure]
    found = FigureChange.objects.filter(figure__in=figures).select_related("by")
    changes = {(change.figure_id, change.revision): change for change in found}
    answers = [form.to_store(changes) for form in forms if form.is_valid()]
    return forms, [answer for answer in answers if answer]


def _confirmed(forms: list[FigureForm], request: SignedInRequest) -> list[tuple[tuple[int, int], int]]:
    """Answers taken over from last year that somebody says hold, with the revisions that they saw."""
    said = set(request.POST.getlist("confirm"))
    return [
        ((form.cell.standing.institution_id, form.cell.measure.pk), form.seen_revision)
        for form in forms
        if form.cell.is_taken_over and form.cell.key in said
    ]


def _neighbours(
    request: SignedInRequest, submission: Submission, standing: Standing
) -> tuple[Standing | None, Standing | None]:
    """The institutions before and after this one in its return."""
    return Contents.of(submission, request.user.scope().responsibility).neighbours(standing.institution_id)


@transaction.atomic
def _store(
    submission: Submission, answers: list[Answer], words: WordsForm, confirmed: list[tuple[tuple[int, int], int]],
    request: SignedInRequest,
) -> bool:  # fmt: skip
    """Whether anything was written. The return is opened with the first answer."""
    written = bool(answers or confirmed) and _write(submission, answers, confirmed, request)
    said = words.words()  # about the figures as they were shown; new values are another finding
    return (
        bool(said and explain(year=submission.year, explained=said, by=request.user, submission=submission)) or written
    )


def _write(
    submission: Submission, answers: list[Answer], confirmed: list[tuple[tuple[int, int], int]],
    request: SignedInRequest,
) -> bool:  # fmt: skip
    """Whether answers were new, changed, withdrawn or confirmed."""
    stored = ensure_submission(reporting_unit=submission.reporting_unit, year=submission.year, by=request.user)
    given = [answer for answer in answers if answer.state != State.NOT_REPORTED]
    saved = Saved()
    if given:
        saved = save_figures(submission=stored, answers=given, by=request.user, through=FigureChange.Through.FORM)
    withdrawn = [answer for answer in answers if answer.state == State.NOT_REPORTED]
    for answer in withdrawn:
        withdraw(
            submission=stored,
            institution_id=answer.institution_id,
            measure_id=answer.measure_id,
            by=request.user,
            through=FigureChange.Through.FORM,
            seen_revision=answer.seen_revision,
        )
    through = FigureChange.Through.FORM
    number = confirm_answers(submission=stored, seen=confirmed, by=request.user, through=through) if confirmed else 0
    return bool(saved.new or saved.changed or withdrawn or number)


def _to_take_over(submission: Submission | None, standing: Standing | None) -> int:
    """How many of last year's stable answers one click would write here."""
    if standing is None or submission is None or submission.pk is None:
        return 0
    return len(stable_answers(submission.year, [standing], asked_measures()))


def _words(request: SignedInRequest, submission: Submission | None, standing: Standing | None) -> WordsForm:
    """What the checks find in the stored figures of the institution, with fields for words; nothing for who does not
    read its return."""
    data = request.POST.dict() if request.method == "POST" else None
    if standing is None or submission is None or submission.pk is None or not may_read(submission, request.user):
        return WordsForm(data, shown=[], owed={})
    findings = findings_of_institution(submission, standing, request.user.scope().responsibility)
    return WordsForm(data, shown=findings.rows, owed={})


def _page(
    request: SignedInRequest, year: ReportingYear, institution: Institution, standing: Standing | None,
    forms: list[FigureForm], *, submission: Submission | None = None, words: WordsForm | None = None,
    status: int = 200, **context: Any,
) -> HttpResponse:  # fmt: skip
    words = words or _words(request, submission, standing)
    name = standing.name if standing else institution.code
    reads = submission is not None and submission.pk is not None and may_read(submission, request.user)
    if not reads:  # what is asked is between those who read the return
        for form in forms:
            form.cell.questions = ()
    previous, following = (
        _neighbours(request, submission, standing) if submission and standing and reads else (None, None)
    )
    context |= {
        "previous": previous,
        "following": following,
        "to_take_over": _to_take_over(submission, standing) if not context.get("obstacle") else 0,
        "may_ask": reads and submission and not year.is_closed and may_judge(submission, request.user),
        "year": year,
        "last_number": year.number - 1,
        "institution": institution,
        "standing": standing,
        "name": name,
        "forms": forms,
        "about_all": words.about(None),
        "questions": [(form, words.about(form.cell.measure.pk)) for form in forms],
        "reasons": COMMON, "reasons_id": REASONS,
        "submission": submission,
        "breadcrumbs": (
            below_return(submission, (name, "")) if submission and reads else below_year(year, (name, ""))
        ),
    }  # fmt: skip
    return render(request, "submissions/institution_form.html", context, status=status)
