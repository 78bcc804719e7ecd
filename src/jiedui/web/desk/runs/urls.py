"""Addresses of the pages of runs."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.runs import views

app_name = "runs"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:fingerprint>/", views.run, name="run"),
    path("<slug:fingerprint>/again", views.again, name="again"),
    path("<slug:fingerprint>/result.json", views.result, name="result"),
]
