"""Addresses of the structure pages."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.structure import views

app_name = "structure"
urlpatterns = [
    path("", views.index, name="index"),
    path("own", views.own, name="own"),
    path("template.csv", views.template, name="template"),
]
