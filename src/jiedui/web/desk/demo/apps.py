"""The app that fills a store with made-up records."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "jiedui.web.desk.demo"
    label = "demo"
