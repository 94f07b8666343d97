"""Pages by which people find their way: the search, the words of the portal, and how accessible it is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from .glossary import GLOSSARY
from .search import search


def search_page(request: SignedInRequest) -> HttpResponse:
    """What `?q=` finds for this reader, grouped by kind."""
    found = search(request.user, request.GET.get("q", ""))
    return render(request, "search.html", {"found": found, "breadcrumbs": [(_("Tìm kiếm"), "")]})


def glossary(request: HttpRequest) -> HttpResponse:
    """Every word of the portal that is not everyday Vietnamese, explained with an example."""
    return render(request, "glossary.html", {"chapters": GLOSSARY, "breadcrumbs": [(_("Giải thích từ ngữ"), "")]})


def accessibility(request: HttpRequest) -> HttpResponse:
    """To which standard the portal is built, how that is tested, what is known to be missing, whom to tell."""
    context = {"contact": settings.SUPPORT_CONTACT, "breadcrumbs": [(_("Khả năng tiếp cận"), "")]}
    return render(request, "accessibility.html", context)
