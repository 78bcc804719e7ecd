"""Addresses of the gaps pages."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.gaps import views

app_name = "gaps"
urlpatterns = [
    path("", views.index, name="index"),
    path("report", views.report, name="report"),
    path("convergence", views.convergence, name="convergence"),
    path("mobility", views.mobility, name="mobility"),
    path("density", views.density, name="density"),
    path("maps/<slug:name>.json", views.boundaries, name="map"),
]
