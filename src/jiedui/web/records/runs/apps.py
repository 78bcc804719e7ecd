"""The app of runs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RunsConfig(AppConfig):
    name = "jiedui.web.records.runs"
    label = "runs"
    verbose_name = _("测算")

    def ready(self) -> None:
        from jiedui.web.platform.audit.reading import register_reach
        from jiedui.web.records.runs import access

        register_reach({"run": access.reached})
