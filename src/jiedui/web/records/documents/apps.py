"""The app of documents."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "jiedui.web.records.documents"
    label = "documents"
    verbose_name = _("文件")
