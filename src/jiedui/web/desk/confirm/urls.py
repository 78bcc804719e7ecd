"""Addresses of what two sides say to each other, and of the files that prove it."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.confirm import files, frozen, views, writing

app_name = "confirm"
urlpatterns = [
    path("", views.index, name="index"),
    path("batch", writing.batch, name="batch"),
    path("matters/", views.matters, name="matters"),
    path("disputes/", views.disputes, name="disputes"),
    path("disputes/<int:number>/decide", writing.decide, name="decide"),
    path("disputes/<int:number>/reassign", writing.reassign, name="reassign"),
    path("frozen/", frozen.index, name="frozen"),
    path("frozen/<int:number>/", frozen.snapshot, name="snapshot"),
    path("frozen/<int:number>/propose", frozen.propose, name="propose"),
    path("frozen/<int:number>/check", frozen.check, name="check"),
    path("<int:number>/", views.matter, name="matter"),
    path("<int:number>/confirm", writing.confirm_one, name="confirm_one"),
    path("<int:number>/say", writing.say, name="say"),
    path("<int:number>/contest", writing.contest, name="contest"),
    path("<int:number>/evidence", files.add_evidence, name="add_evidence"),
    path("documents/<slug:key>", files.download, name="download"),
]
