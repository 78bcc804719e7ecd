"""Addresses of tokens, under the account."""

from __future__ import annotations

from django.urls import path

from jiedui.web.platform.tokens import views

app_name = "tokens"
urlpatterns = [
    path("", views.index, name="index"),
    path("make", views.make, name="make"),
    path("<int:number>/end", views.end, name="end"),
]
