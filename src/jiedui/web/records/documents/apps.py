"""The app of documents."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "jiedui.web.records.documents"
    label = "documents"
    verbose_name = _("文件")

    def ready(self) -> None:
        from jiedui.web.platform.audit.reading import register_reach
        from jiedui.web.platform.audit.sentences import register_words
        from jiedui.web.records.documents import access, trail

        register_reach({"document": access.reached})
        register_words(actions=trail.ACTIONS)
