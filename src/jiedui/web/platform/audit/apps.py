"""The app of the audit trail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "jiedui.web.platform.audit"
    label = "audit"
    verbose_name = _("留痕")
