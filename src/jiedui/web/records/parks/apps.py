"""The app of parks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParksConfig(AppConfig):
    name = "jiedui.web.records.parks"
    label = "parks"
    verbose_name = _("园区")

    def ready(self) -> None:
        from jiedui.web.platform.audit.reading import register_reach
        from jiedui.web.platform.audit.sentences import register_words
        from jiedui.web.records.parks import importing, reading, trail

        importing.register_kinds()
        register_reach({"park": reading.reached})
        register_words(actions=trail.ACTIONS)
