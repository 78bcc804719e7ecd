"""The app of programmes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "jiedui.web.records.programmes"
    label = "programmes"
    verbose_name = _("协作关系")

    def ready(self) -> None:
        from jiedui.web.platform.audit.reading import register_reach
        from jiedui.web.records.programmes import access, importing

        register_reach({"programme": access.reached_programmes, "pair": access.reached_pairs})
        importing.register_kinds()
