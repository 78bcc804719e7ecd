"""The app of what every page shares."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "jiedui.web.platform.kit"
    label = "kit"
