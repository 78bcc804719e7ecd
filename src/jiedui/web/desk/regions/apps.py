"""The app of the pages of regions."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "jiedui.web.desk.regions"
    label = "region_pages"
