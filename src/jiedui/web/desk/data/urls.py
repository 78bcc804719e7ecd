"""Addresses of the data pages."""

from __future__ import annotations

app_name = "data"
urlpatterns = []
