"""Addresses of imports and exports."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.transfer import views

app_name = "transfer"
urlpatterns = [
    path("", views.index, name="index"),
    path("check", views.check, name="check"),
    path("commented", views.commented, name="commented"),
    path("commit", views.commit, name="commit"),
    path("export", views.export, name="export"),
    path("templates/<str:kind>.<str:ending>", views.template, name="template"),
]
