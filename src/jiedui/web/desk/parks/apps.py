"""The app of the pages of parks."""

from django.apps import AppConfig


class ParkPagesConfig(AppConfig):
    name = "jiedui.web.desk.parks"
    label = "park_pages"
