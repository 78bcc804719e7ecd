"""Addresses of the pairing pages."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.pairing import views

app_name = "pairing"
urlpatterns = [
    path("", views.index, name="index"),
    path("propose", views.propose, name="propose"),
    path("compare/", views.compare, name="compare"),
    path("<slug:fingerprint>/", views.run, name="run"),
    path("<slug:fingerprint>/report", views.report, name="report"),
]
