"""Addresses of the front door."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.home import views

app_name = "home"
urlpatterns = [
    path("", views.index, name="index"),
    path("health", views.health, name="health"),
]
