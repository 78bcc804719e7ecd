"""The app of the pages of pairs."""

from django.apps import AppConfig


class PairsConfig(AppConfig):
    name = "jiedui.web.desk.pairs"
    label = "pair_pages"
