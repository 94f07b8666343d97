"""Where each room's pages are."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("submissions.urls")),
    path("", include("indicators.urls")),
    path("", include("accounts.urls")),
    path("", include("institutions.urls")),
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
]
