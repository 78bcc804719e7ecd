"""The app of the rules pages."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "jiedui.web.desk.rules"
    label = "rules"
