from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "indicators"
    verbose_name = _("Kế hoạch và chỉ tiêu")

    def ready(self) -> None:
        from institutions import revision

        from . import models

        revision.watch(
            self,
            "plan",
            [
                models.Measure,
                models.Plan,
                models.Criterion,
                models.Requirement,
                models.TargetGroup,
                models.Target,
                models.TerritoryRuling,
            ],
        )
