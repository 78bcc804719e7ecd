"""The app of the pages of projects."""

from django.apps import AppConfig


class ProjectPagesConfig(AppConfig):
    name = "jiedui.web.desk.projects"
    label = "project_pages"
