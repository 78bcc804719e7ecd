"""The app of the page for imports and exports."""

from django.apps import AppConfig


class TransferDeskConfig(AppConfig):
    name = "jiedui.web.desk.transfer"
    label = "transfer_desk"
