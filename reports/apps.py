from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Kết quả")

    def ready(self) -> None:
        from . import frozen

        post_migrate.connect(frozen.install_triggers, sender=self, dispatch_uid="freeze_publications")
