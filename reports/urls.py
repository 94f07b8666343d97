"""Pages of the app `reports`: plan and year in the path, choices in the query string."""

from django.urls import path

from .views import (
    criterion,
    dashboard,
    history,
    institution,
    known,
    map,
    matrix,
    publications,
    publishing,
    responsibility,
    unit,
)

app_name = "reports"

urlpatterns = [
    path("history/", history.history, name="history"),
    path("responsibility/<int:pk>/", responsibility.responsibility, name="responsibility"),
    path("known/<slug:plan>/<int:year>/", known.known_on, name="known"),
    path("publish/<slug:plan>/<int:year>/", publishing.publish_results, name="publish"),
    path("publications/", publications.publications, name="publications"),
    path("publications/<int:pk>/", publications.publication, name="publication"),
    path("publications/<int:pk>/institutions/", publications.institutions, name="publication_institutions"),
    path("publications/<int:pk>/<slug:kind>/", publications.publication_file, name="publication_file"),
    # Before the plans: a code of digits would read as a year.
    path("results/units/<str:code>/", unit.unit, name="unit"),
    path("results/institutions/<str:code>/", institution.institution, name="institution"),
    path("results/<slug:plan>/<int:year>/", dashboard.dashboard, name="dashboard"),
    path("results/<slug:plan>/<int:year>/map/", map.units_map, name="map"),
    path("results/<slug:plan>/<int:year>/matrix/", matrix.matrix, name="matrix"),
    path("results/<slug:plan>/<int:year>/<str:code>/", criterion.criterion, name="criterion"),
]
