"""Addresses of the matching pages."""

from __future__ import annotations

from django.urls import path, register_converter

from jiedui.web.desk.matching import effect_views, own_views, sending, views
from jiedui.web.desk.matching.ids import IdConverter

register_converter(IdConverter, "id")
app_name = "matching"
urlpatterns = [
    path("", views.index, name="index"),
    path("match", views.match, name="match"),
    path("own", own_views.match, name="own"),
    path("own/commented", own_views.commented, name="commented"),
    path("templates/<str:name>", own_views.template, name="template"),
    path("compare/", effect_views.compare, name="compare"),
    path("<slug:fingerprint>/", views.run, name="run"),
    path("<slug:fingerprint>/what-if", effect_views.what_if, name="what_if"),
    path("<slug:fingerprint>/costs", effect_views.costs, name="costs"),
    path("<slug:fingerprint>/chain", effect_views.chain, name="chain"),
    path("<slug:fingerprint>/tables/<str:which>", own_views.table, name="table"),
    path("send", sending.send, name="send"),
    path("register", sending.register, name="register"),
    path("<slug:fingerprint>/firms/<id:firm>/", views.firm, name="firm"),
    path("<slug:fingerprint>/parks/<id:park>/", views.park, name="park"),
]
