"""The app of the search page."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "jiedui.web.desk.search"
    label = "search_pages"
