"""The app of the pairing pages."""

from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "jiedui.web.desk.pairing"
    label = "pairing_desk"

    def ready(self) -> None:
        from jiedui.web.desk.pairing import making
        from jiedui.web.records.runs import kinds

        kinds.register("pairing", making.make)
