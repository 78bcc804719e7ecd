"""The app of the pages on which two sides answer each other."""

from django.apps import AppConfig


class ConfirmDeskConfig(AppConfig):
    name = "jiedui.web.desk.confirm"
    label = "confirm_desk"
