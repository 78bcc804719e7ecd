"""The app of confirmations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfirmationsConfig(AppConfig):
    name = "jiedui.web.records.confirmations"
    label = "confirmations"
    verbose_name = _("双方确认")
