"""Addresses of the rules pages."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.rules import views

app_name = "rules"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:code>/", views.programme, name="programme"),
]
