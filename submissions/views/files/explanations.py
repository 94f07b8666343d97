"""What is unusual about the figures of a file: its sender explains each, or all findings of a check at once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest
from institutions.short_lists import NumberedPage

from ...asked import Standing, standing_in
from ...checks import BY_CODE, title_of
from ...forms.file_explanations import ExplanationsForm, Group, ToExplain
from ...imports.answering import explain_unusual
from ...imports.choices import Choices, place
from ...imports.findings import Finding, Severity
from ...imports.kept_rows import GOOD
from ...imports.staging import findings_of
from ...models import CheckedRow, ImportBatch
from ...workflow import Refused
from .access import breadcrumbs, file_to_answer, posted
from .comparison import file_findings

ROWS_A_PAGE = 50
_MOST_EXPLAINED = 500


def explanations(request: SignedInRequest, pk: int) -> HttpResponse:
    """A word of explanation for what is unusual: one for all findings of a check, or one for each row."""
    batch = file_to_answer(request, pk)
    if batch is None:
        return redirect("submissions:file", pk)
    choices = Choices.from_json(batch.choices)
    page = NumberedPage.of(_rows(batch, choices), request, ROWS_A_PAGE)
    form = ExplanationsForm(posted(request), groups=_groups(batch, choices, page.rows))
    if request.method == "POST" and form.is_valid():
        try:
            explain_unusual(batch=batch, texts=form.answers())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("submissions:file", pk)
    context = {
        "batch": batch,
        "form": form,
        "page": page,
        "breadcrumbs": breadcrumbs(batch, _("Giải thích")),
    }
    return render(request, "submissions/files/explanations.html", context)


def _rows(batch: ImportBatch, choices: Choices) -> "QuerySet[CheckedRow]":
    """The rows that lack an explanation, and those that were given one of their own."""
    said = [about.rpartition("!")[2] for about in choices.explanations if "@" in about][:_MOST_EXPLAINED]
    rows = batch.checked_rows.filter(outcome__in=GOOD).exclude(institution=None)
    return rows.filter(Q(has_warning=True) | Q(line__in=[int(line) for line in said])).order_by("position")


def _groups(batch: ImportBatch, choices: Choices, rows: Iterable[CheckedRow]) -> list[Group]:
    """What is to be explained, by check."""
    by_code: dict[str, list[ToExplain]] = {}
    for one in file_findings(batch):
        if one.finding.severity == Severity.WARNING:
            by_code.setdefault(one.finding.code, [])
    rows = list(rows)
    names = standing_in(batch.year, [row.institution_id for row in rows if row.institution_id])
    for row in rows:
        for finding in findings_of(row):
            if finding.severity == Severity.WARNING:
                found = by_code.setdefault(finding.code, [])
                one_more = _to_explain(row, finding, names, choices)
                if found and found[-1].about == one_more.about:  # several figures of one row have one explanation
                    one_more = replace(one_more, message=f"{found.pop().message} {one_more.message}")
                found.append(one_more)
    for about in choices.explanations:
        by_code.setdefault(about.partition("@")[0], [])
    unexplained = batch.report.get("unexplained", {})
    return [
        Group(code, _title(batch, code), unexplained.get(code, 0), choices.explanations.get(code, ""), found)
        for code, found in by_code.items()
    ]


def _to_explain(row: CheckedRow, finding: Finding, names: Mapping[int, Standing], choices: Choices) -> ToExplain:
    about = f"{finding.code}@{place(row.sheet, row.line)}"
    standing = names.get(row.institution_id or 0)
    return ToExplain(
        about, str(row.line), standing.name if standing else row.text, finding.message,
        choices.explanations.get(about, ""),
    )  # fmt: skip


def _title(batch: ImportBatch, code: str) -> str:
    """What the check is called; a finding about the file is its own title."""
    if code in BY_CODE:
        return title_of(code)
    return next((one.finding.message for one in file_findings(batch) if one.finding.code == code), code)
