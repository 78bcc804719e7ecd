"""The app of people who sign in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "jiedui.web.platform.accounts"
    label = "accounts"
    verbose_name = _("账号")
