"""Projects over HTTP: `router` has every operation."""

from __future__ import annotations

from jiedui.web.platform.kit.api import shown_as
from jiedui.web.records.projects.api import reading, shapes, writing
from jiedui.web.records.projects.api.routing import router
from jiedui.web.records.projects.models import Project

shown_as(Project, shapes.plain)
__all__ = ["reading", "router", "writing"]
