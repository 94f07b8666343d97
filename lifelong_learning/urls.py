"""Where each room's pages are."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from .guide import accessibility, glossary, search_page
from .health import healthz
from .look import set_look
from .views import design, home, sample_data

urlpatterns = [
    path("", home, name="home"),
    path("", include("reports.urls")),
    path("", include("submissions.urls")),
    path("", include("indicators.urls")),
    path("", include("accounts.urls")),
    path("", include("institutions.urls")),
    path("admin/", admin.site.urls),
    path("language/", login_not_required(set_language), name="set_language"),
    path("look/", login_not_required(set_look), name="set_look"),
    path("design/", design, name="design"),
    path("search/", search_page, name="search"),
    path("glossary/", login_not_required(glossary), name="glossary"),
    path("accessibility/", login_not_required(accessibility), name="accessibility"),
    path("sample-data/", sample_data, name="sample_data"),
    path("healthz", healthz, name="healthz"),
]
