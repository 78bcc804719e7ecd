"""The app of the upload pages."""

from django.apps import AppConfig


class UploadConfig(AppConfig):
    name = "jiedui.web.desk.upload"
    label = "upload_desk"

    def ready(self) -> None:
        from jiedui.web.desk.upload import measuring
        from jiedui.web.records.runs import kinds

        kinds.register("gaps", measuring.make)
