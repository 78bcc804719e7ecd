"""The app of projects."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "jiedui.web.records.projects"
    label = "projects"
    verbose_name = _("产业项目")
