"""Addresses of the upload pages."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.upload import views

app_name = "upload"
urlpatterns = [
    path("", views.index, name="index"),
    path("check", views.check, name="check"),
    path("commented", views.commented, name="commented"),
    path("measure", views.measure, name="measure"),
    path("commit", views.commit, name="commit"),
    path("templates/<str:name>", views.template, name="template"),
    path("<str:key>/", views.batch, name="batch"),
    path("<str:key>/run", views.keep_run, name="keep_run"),
    path("<str:key>/delete", views.delete, name="delete"),
]
