"""The app of the home pages."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "jiedui.web.desk.home"
    label = "home"
