"""Addresses of the pages of parks."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.parks import growing, views, writing

app_name = "parks"
urlpatterns = [
    path("", views.index, name="index"),
    path("enclaves/", views.enclaves, name="enclaves"),
    path("new/", writing.register, name="register"),
    path("ladder/", growing.ladder, name="ladder"),
    path("ladder/new/", growing.require, name="require"),
    path("<str:code>/", views.park, name="park"),
    path("<str:code>/edit/", writing.edit, name="edit"),
    path("<str:code>/approve/", writing.approve, name="approve"),
    path("<str:code>/tell/<slug:kind>/", writing.tell, name="tell"),
    path("<str:code>/tell/<slug:kind>/<int:number>/", writing.change, name="change"),
    path("<str:code>/maturity/", growing.maturity, name="maturity"),
    path("<str:code>/group/", growing.group, name="group"),
]
