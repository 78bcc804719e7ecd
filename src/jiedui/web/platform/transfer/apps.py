"""The app of files in and out."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransferConfig(AppConfig):
    name = "jiedui.web.platform.transfer"
    label = "transfer"
    verbose_name = _("导入导出")

    def ready(self) -> None:
        from jiedui.web.platform.audit.reading import everything, register_reach
        from jiedui.web.platform.audit.sentences import register_words
        from jiedui.web.platform.transfer import people, words

        people.register_kinds()
        register_reach({"file": everything})
        register_words(actions=words.ACTIONS, kinds=words.KINDS)
