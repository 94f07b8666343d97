"""Pages of the app `submissions`."""

from django.urls import URLPattern, URLResolver, path

from .views import board, checks, history, files, institution_form, steps, submission, years

app_name = "submissions"

urlpatterns: list[URLPattern | URLResolver] = [
    path("years/", years.years, name="years"),
    path("years/add/", years.year_add, name="year_add"),
    path("years/<int:year>/", board.board, name="board"),
    path("years/<int:year>/edit/", years.year_edit, name="year_edit"),
    path("years/<int:year>/close/", years.year_close, name="year_close"),
    path("years/<int:year>/reopen/", years.year_reopen, name="year_reopen"),
    path("years/<int:year>/open/", board.open_submission, name="open"),
    path("years/<int:year>/institutions/<str:code>/", institution_form.institution_form, name="institution_form"),
    path("submissions/", board.mine, name="mine"),
    path("submissions/<int:pk>/", submission.submission, name="submission"),
    path("submissions/<int:pk>/submit/", steps.submit_submission, name="submit"),
    path("submissions/<int:pk>/approve/", steps.approve_submission, name="approve"),
    path("submissions/<int:pk>/return/", steps.return_submission, name="return"),
    path("submissions/<int:pk>/reopen/", steps.reopen_submission, name="reopen"),
    path("figures/<int:year>/import/", files.import_figures, name="import"),
    path("figures/<int:year>/import/template/", files.import_template, name="import_template"),
    path("figures/<int:pk>/", history.figure_history, name="figure_history"),
    path("checks/", checks.checks, name="checks"),
]
