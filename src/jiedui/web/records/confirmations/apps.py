"""The app of confirmations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfirmationsConfig(AppConfig):
    name = "jiedui.web.records.confirmations"
    label = "confirmations"
    verbose_name = _("双方确认")

    def ready(self) -> None:
        from jiedui.web.platform.audit.reading import register_reach
        from jiedui.web.platform.audit.sentences import register_words
        from jiedui.web.records.confirmations import access, trail

        register_reach({"batch": access.reached_batches})
        register_words(actions=trail.ACTIONS, kinds=trail.KINDS)
