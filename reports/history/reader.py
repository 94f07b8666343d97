"""For whom the journal is read: what of each thing they may see, and the names that its lines need."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from institutions.models import Institution, InstitutionVersion, ReportingUnit
from submissions.models import AnnualFigure, Submission


class Reader:
    """The conditions under which somebody sees a trace. Outside the scope there is nothing."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.scope = user.scope()

    def of_figure(self, path: str) -> Q:
        """Traces of figures that the user may read."""
        return self._among(path, AnnualFigure.objects.visible_to(self.user))

    def of_return(self, path: str) -> Q:
        """Traces of returns that the user may read."""
        return self._among(path, Submission.objects.visible_to(self.user))

    def of_institution(self, path: str) -> Q:
        """Traces of institutions whose figures the user may read."""
        return self._among(path, Institution.objects.visible_to(self.user))

    def of_reporting_unit(self, path: str) -> Q:
        """Traces of reporting units whose returns and contacts the user may read."""
        return self._among(path, ReportingUnit.objects.visible_to(self.user))

    def _among(self, path: str, visible: "QuerySet[Any]") -> Q:
        """Of a wide scope the newest traces are nearly all visible, and each is asked about; of a narrow one hardly
        any is, and what is visible is asked for its traces."""
        if self.scope.everything:
            return Q()
        if self.scope.read_units:
            return Q(Exists(visible.order_by().filter(pk=OuterRef(path))))
        return Q(**{f"{path}__in": visible.order_by().values("pk")})

    def of_person(self, path: str) -> Q:
        """What was changed about people: the administrator's, and everybody's own."""
        return Q() if self.scope.is_administrator else Q(**{path: self.user.pk})

    @property
    def keeps_registry(self) -> bool:
        return self.scope.is_reviewer or self.scope.is_administrator

    def names(self, institutions: Iterable[int]) -> dict[int, str]:
        """What institutions are called now, or were when they closed, by id. One query."""
        last = InstitutionVersion.objects.last_versions().filter(institution__in=set(institutions))
        return dict(last.order_by().values_list("institution", "name"))
