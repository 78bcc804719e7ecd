"""The app of regions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "jiedui.web.records.regions"
    label = "regions"
    verbose_name = _("地区与数据")

    def ready(self) -> None:
        from jiedui.web.platform.audit.reading import everything, register_reach
        from jiedui.web.records.regions import importing

        register_reach({"places": everything})

        importing.register_kinds()
