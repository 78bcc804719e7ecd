"""What is wrong with a file, as a table."""

from __future__ import annotations

from jiedui.web.desk.upload.tables import problems

__all__ = ["problems"]
