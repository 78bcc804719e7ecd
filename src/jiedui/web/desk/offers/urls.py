"""Addresses of offers and of the list of who does what."""

from __future__ import annotations

from django.urls import path

from jiedui.web.desk.offers import drafting, views, writing

app_name = "offers"
urlpatterns = [
    path("", views.index, name="index"),
    path("lists/", views.lists, name="lists"),
    path("lists/draft", drafting.draft, name="draft"),
    path("lists/<str:code>/", views.development_list, name="list"),
    path("lists/<str:code>/claim", drafting.claim, name="claim"),
    path("lists/<str:code>/confirm", drafting.confirm, name="confirm"),
    path("lists/<str:code>/condition", drafting.condition, name="condition"),
    path("lists/<str:code>/check", drafting.check, name="check"),
    path("lists/<str:code>/drop", drafting.drop, name="drop"),
    path("lists/<str:code>/sign", drafting.sign, name="sign"),
    path("<str:code>/", views.offer, name="offer"),
    path("<str:code>/reply", writing.reply, name="reply"),
    path("<str:code>/ask", writing.ask, name="ask"),
    path("<str:code>/answer", writing.answer, name="answer"),
    path("<str:code>/withdraw", writing.withdraw, name="withdraw"),
]
