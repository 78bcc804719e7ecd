"""Addresses of the matching pages."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.matching import effect_views, sending, views

app_name = "matching"
urlpatterns = [
    path("", views.index, name="index"),
    path("match", views.match, name="match"),
    path("compare/", effect_views.compare, name="compare"),
    path("<slug:fingerprint>/", views.run, name="run"),
    path("<slug:fingerprint>/what-if", effect_views.what_if, name="what_if"),
    path("<slug:fingerprint>/costs", effect_views.costs, name="costs"),
    path("<slug:fingerprint>/chain", effect_views.chain, name="chain"),
    path("send", sending.send, name="send"),
    path("register", sending.register, name="register"),
    path("<slug:fingerprint>/firms/<str:firm>/", views.firm, name="firm"),
    path("<slug:fingerprint>/parks/<str:park>/", views.park, name="park"),
]
