"""Pages of the app `submissions`."""

from django.urls import URLPattern, URLResolver, path

from .views import (
    board,
    checks,
    deadlines,
    history,
    institution_form,
    return_checks,
    steps,
    submission,
    submitting,
    year_steps,
    years,
)
from .views.files import applying, conversation, downloads, explanations, outcome, progress, reading, rows, send

app_name = "submissions"

urlpatterns: list[URLPattern | URLResolver] = [
    path("years/", years.years, name="years"),
    path("years/add/", years.year_add, name="year_add"),
    path("years/<int:year>/", board.board, name="board"),
    path("years/<int:year>/edit/", years.year_edit, name="year_edit"),
    path("years/<int:year>/begin/", year_steps.year_open, name="year_open"),
    path("years/<int:year>/call/", year_steps.year_call, name="year_call"),
    path("years/<int:year>/close/", year_steps.year_close, name="year_close"),
    path("years/<int:year>/reopen/", year_steps.year_reopen, name="year_reopen"),
    path("years/<int:year>/open/", board.open_submission, name="open"),
    path("years/<int:year>/institutions/<str:code>/", institution_form.institution_form, name="institution_form"),
    path("years/<int:year>/extensions/", deadlines.extensions, name="extensions"),
    path("submissions/<int:pk>/due/", deadlines.extension, name="extension"),
    path("submissions/", board.mine, name="mine"),
    path("submissions/<int:pk>/", submission.submission, name="submission"),
    path("submissions/<int:pk>/checks/", return_checks.submission_checks, name="submission_checks"),
    path("submissions/<int:pk>/checks/withdraw/", return_checks.withdraw_stray, name="withdraw_stray"),
    path("submissions/<int:pk>/submit/", submitting.submit_submission, name="submit"),
    path("submissions/<int:pk>/approve/", steps.approve_submission, name="approve"),
    path("submissions/<int:pk>/return/", steps.return_submission, name="return"),
    path("submissions/<int:pk>/reopen/", steps.reopen_submission, name="reopen"),
    path("figures/<int:year>/import/", send.import_figures, name="import"),
    path("figures/<int:year>/import/template/", send.import_template, name="import_template"),
    path("figures/<int:pk>/", history.figure_history, name="figure_history"),
    path("files/<int:pk>/", conversation.file, name="file"),
    path("files/<int:pk>/reading/", reading.reading, name="file_reading"),
    path("files/<int:pk>/columns/", reading.columns, name="file_columns"),
    path("files/<int:pk>/numbers/", reading.numbers, name="file_numbers"),
    path("files/<int:pk>/institutions/", rows.institutions, name="file_institutions"),
    path("files/<int:pk>/institutions/propose/", rows.propose, name="file_propose"),
    path("files/<int:pk>/explanations/", explanations.explanations, name="file_explanations"),
    path("files/<int:pk>/apply/", applying.apply, name="file_apply"),
    path("files/<int:pk>/again/", applying.again, name="file_again"),
    path("files/<int:pk>/discard/", applying.throw_away, name="file_discard"),
    path("files/<int:pk>/undo/", outcome.undo, name="file_undo"),
    path("files/<int:pk>/original/", downloads.original, name="file_original"),
    path("files/<int:pk>/marked/", downloads.marked, name="file_marked"),
    path("files/<int:pk>/progress/", progress.progress, name="file_progress"),
    path("checks/", checks.checks, name="checks"),
]
