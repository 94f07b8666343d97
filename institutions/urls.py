"""Pages of the app `institutions`."""

from django.urls import URLPattern, URLResolver, path

from .views import (
    aliases,
    boundaries,
    contacts,
    detail,
    files,
    listing,
    placing,
    proposals,
    reorganising,
    reporting_units,
    units,
    versions,
)

app_name = "institutions"

urlpatterns: list[URLPattern | URLResolver] = [
    path("units/", units.units, name="units"),
    path("units/boundaries/", boundaries.boundary_sets, name="boundaries"),
    path("units/boundaries/<int:pk>/", boundaries.boundary_set, name="boundary_set"),
    path("units/boundaries/<int:pk>/file/", boundaries.boundaries_file, name="boundaries_file"),
    path("reporting-units/", reporting_units.reporting_unit_list, name="reporting_units"),
    path("reporting-units/add/", reporting_units.reporting_unit_add, name="reporting_unit_add"),
    path("reporting-units/<int:pk>/", reporting_units.reporting_unit, name="reporting_unit"),
    path("reporting-units/<int:pk>/correct/", reporting_units.reporting_unit_correct, name="reporting_unit_correct"),
    path("reporting-units/<int:pk>/end/", reporting_units.reporting_unit_end, name="reporting_unit_end"),
    path("reporting-units/<int:pk>/contacts/add/", contacts.contact_add, name="contact_add"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/remove/", contacts.contact_remove, name="contact_remove"),
    path("institution-aliases/<int:pk>/remove/", aliases.alias_remove, name="alias_remove"),
    path("institutions/", listing.institution_list, name="list"),
    path("institutions/add/", versions.add, name="add"),
    path("institutions/export/", files.export, name="export"),
    path("institutions/import/", files.import_registry, name="import"),
    path("institutions/import/<int:pk>/", files.import_file, name="import_file"),
    path("institutions/proposals/", proposals.proposal_list, name="proposals"),
    path("institutions/proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("institutions/to-place/", placing.to_place, name="to_place"),
    path("institutions/<str:code>/", detail.detail, name="detail"),
    path("institutions/<str:code>/change/", versions.change, name="change"),
    path("institutions/<str:code>/correct/", versions.correct, name="correct"),
    path("institutions/<str:code>/close/", reorganising.close, name="close"),
    path("institutions/<str:code>/merge/", reorganising.merge, name="merge"),
    path("institutions/<str:code>/split/", reorganising.split, name="split"),
    path("institutions/<str:code>/satellite/", reorganising.satellite, name="satellite"),
]
