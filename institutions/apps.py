from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class InstitutionsConfig(AppConfig):
    name = "institutions"
    verbose_name = _("Cơ sở và đơn vị")

    def ready(self) -> None:
        from . import models, revision

        revision.watch(self, "units", [models.AdministrativeUnit, models.UnitSuccession, models.ReportingUnit])
        revision.watch(self, "registry", [models.Institution, models.InstitutionVersion])
        revision.watch(self, "plan", [models.Category])
        post_migrate.connect(revision.install_triggers, dispatch_uid="install_triggers")
