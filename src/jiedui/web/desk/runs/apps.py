"""The app of the pages of runs."""

from django.apps import AppConfig


class RunsDeskConfig(AppConfig):
    name = "jiedui.web.desk.runs"
    label = "runs_desk"
