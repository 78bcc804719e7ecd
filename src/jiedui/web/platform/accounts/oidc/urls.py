"""Addresses of signing on, mounted only where a service is set."""

from __future__ import annotations

from django.urls import path

from jiedui.web.platform.accounts.oidc import views

app_name = "oidc"
urlpatterns = [
    path("start", views.start, name="start"),
    path("back", views.back, name="back"),
]
