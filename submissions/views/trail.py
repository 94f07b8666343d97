"""Where pages of a reporting year and of a return stand: the links above them, from the list of years down."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import ReportingYear, Submission

Crumb = tuple[str, str]


def below_years(*below: Crumb) -> list[Crumb]:
    """The list of years, then what is below it. A page names itself with the address ""."""
    return [(_("Báo cáo"), reverse("submissions:years")), *below]


def below_year(year: ReportingYear, *below: Crumb) -> list[Crumb]:
    """The board of a year, then what is below it; the board itself where nothing is."""
    board = reverse("submissions:board", args=[year.number]) if below else ""
    return below_years((_("Năm %(year)s") % {"year": year}, board), *below)


def below_return(row: Submission, *below: Crumb) -> list[Crumb]:
    """A return, then the page below it; the return itself where nothing is."""
    url = reverse("submissions:submission", args=[row.pk]) if below else ""
    return below_year(row.year, (row.reporting_unit.name, url), *below)
