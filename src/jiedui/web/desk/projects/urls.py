"""Addresses of the pages of projects."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.projects import landing, views, writing

app_name = "projects"
urlpatterns = [
    path("", views.index, name="index"),
    path("export", views.export, name="export"),
    path("funnel/", views.funnel, name="funnel"),
    path("landing/", landing.landing, name="landing"),
    path("stuck/", views.stuck, name="stuck"),
    path("saved", writing.save_filter, name="save_filter"),
    path("saved/forget", writing.forget_filter, name="forget_filter"),
    path("doubts", writing.doubts, name="doubts"),
    path("freeze", writing.freeze, name="freeze"),
    path("new/", writing.create, name="create"),
    path("<str:code>/", views.project, name="project"),
    path("<str:code>/edit", writing.edit, name="edit"),
    path("<str:code>/stage", writing.stage, name="stage"),
    path("<str:code>/money", writing.money, name="money"),
    path("<str:code>/correct-money", writing.correct_money, name="correct_money"),
    path("<str:code>/contact", writing.contact, name="contact"),
    path("<str:code>/reading", writing.reading, name="reading"),
    path("<str:code>/due", writing.due, name="due"),
    path("<str:code>/correct", writing.correct, name="correct"),
    path("<str:code>/second", writing.second, name="second"),
    path("<str:code>/flags/<int:flag>", writing.flag, name="flag"),
]
