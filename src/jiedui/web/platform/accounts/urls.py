"""Addresses of people, grants, sign-ins, hand-over lists, the trail, the permissions."""

from __future__ import annotations

from django.urls import include, path

from jiedui.web.platform.accounts import handing_views, own, trail, views

_pages = [
    path("", own.own, name="own"),
    path("sign-ins/end", own.end_others, name="end_others"),
    path("sign-ins/<int:number>/end", own.end_sign_in, name="end_sign_in"),
    path("link/<str:word>/", own.link, name="link"),
    path("permissions/", own.table, name="permissions"),
    path("people/", views.people, name="people"),
    path("people/add", views.add, name="add"),
    path("people/<str:username>/", views.person, name="person"),
    path("people/<str:username>/link", views.link, name="make_link"),
    path("people/<str:username>/state", views.state, name="state"),
    path("people/<str:username>/grant", views.grant, name="grant"),
    path("grants/<int:number>/end", views.end_grant, name="end_grant"),
    path("hand-overs/", handing_views.index, name="hand_overs"),
    path("hand-overs/draw-up", handing_views.draw_up, name="draw_up"),
    path("hand-overs/<int:number>/", handing_views.show, name="hand_over"),
    path("hand-overs/<int:number>/sign", handing_views.sign, name="sign"),
    path("trail/", trail.index, name="trail"),
]
urlpatterns = [
    # In place of allauth's own, which does not tell the browser to forget.
    path("logout/", own.sign_out, name="account_logout"),
    path("", include((_pages, "accounts"))),
]
