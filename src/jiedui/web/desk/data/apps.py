"""The app of the data pages."""

from django.apps import AppConfig


class DataConfig(AppConfig):
    name = "jiedui.web.desk.data"
    label = "data"
