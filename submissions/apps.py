from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "submissions"
    verbose_name = _("Báo cáo năm")

    def ready(self) -> None:
        from institutions import revision

        from . import models

        revision.watch(self, "figures", [models.ReportingYear, models.Submission, models.AnnualFigure])
