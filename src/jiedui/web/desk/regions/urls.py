"""Addresses of the pages of regions."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.regions import views

app_name = "regions"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:code>/", views.show, name="show"),
]
