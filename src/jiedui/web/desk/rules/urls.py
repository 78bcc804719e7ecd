"""Addresses of the rules pages."""

from __future__ import annotations

app_name = "rules"
urlpatterns = []
