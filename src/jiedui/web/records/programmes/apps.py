"""The app of programmes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "jiedui.web.records.programmes"
    label = "programmes"
    verbose_name = _("协作关系")

    def ready(self) -> None:
        from jiedui.web.records.programmes import importing

        importing.register_kinds()
