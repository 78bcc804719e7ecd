"""The app of the gaps pages."""

from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "jiedui.web.desk.gaps"
    label = "gaps_desk"
