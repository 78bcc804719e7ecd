"""The app of the matching pages."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "jiedui.web.desk.matching"
    label = "matching_desk"

    def ready(self) -> None:
        from jiedui.web.desk.matching import making
        from jiedui.web.records.runs import kinds

        kinds.register("matching", making.make)
