"""Addresses of the data pages."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.data import views

app_name = "data"
urlpatterns = [
    path("", views.index, name="index"),
    path("maps/dash-line.json", views.dash_line, name="dash_line"),
    path("maps/<slug:level>/<slug:within>.json", views.boundaries, name="map"),
    path("<slug:name>/", views.data_set, name="set"),
    path("<slug:name>/export", views.export, name="export"),
    path("<slug:name>/files/<str:file>", views.original, name="original"),
]
