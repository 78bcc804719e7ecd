"""Addresses of the pages of pairs. A side without a code of its own stands by its name."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.pairs import views

app_name = "pairs"
urlpatterns = [
    path("<slug:programme>/<str:supporter>-<str:recipient>/", views.show, name="pair"),
]
