"""The app of the structure pages."""

from django.apps import AppConfig


class StructureConfig(AppConfig):
    name = "jiedui.web.desk.structure"
    label = "structure_desk"
