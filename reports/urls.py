"""Pages of the app `reports`: plan and year in the path, choices in the query string."""

from django.urls import path

from .views import criterion, dashboard, history, institution, unit

app_name = "reports"

urlpatterns = [
    path("history/", history.history, name="history"),
    # Before the plans: a code of digits would read as a year.
    path("results/units/<str:code>/", unit.unit, name="unit"),
    path("results/institutions/<str:code>/", institution.institution, name="institution"),
    path("results/<slug:plan>/<int:year>/", dashboard.dashboard, name="dashboard"),
    path("results/<slug:plan>/<int:year>/<str:code>/", criterion.criterion, name="criterion"),
]
