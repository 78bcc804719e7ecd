"""Reading projects: the list, the funnel, what is stuck, one project with its history."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query

from jiedui.web.platform.kit.api import READS, Part, With, answers, cut, tagged
from jiedui.web.records.projects import access, queries
from jiedui.web.records.projects.api import shapes
from jiedui.web.records.projects.api.routing import router
from jiedui.web.records.projects.enums import LADDER, Light
from jiedui.web.records.projects.models import Project


@router.get(
    "/projects",
    response=answers(shapes.ProjectPage, *READS),
    url_name="projects",
    summary="Projects within reach, in the order of their codes",
)
def projects(request: HttpRequest, part: Query[Part], wanted: Query[shapes.Wanted]) -> Any:
    return _page(_narrowed(request, wanted), part)


@router.get(
    "/projects/{str:code}",
    response=answers(shapes.ProjectOut, *READS),
    url_name="project",
    summary="One project with its stages, money, dues, readings, contacts and open flags",
)
def project(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    found = access.project_for(request.user, code)
    tagged(response, found)
    return whole(request.user, found)


@router.get(
    "/funnel",
    response=answers(shapes.Funnel, *READS),
    url_name="funnel",
    summary="Signed projects by group and furthest stage: counts and sums",
)
def funnel(
    request: HttpRequest,
    wanted: Query[shapes.Wanted],
    by: Literal["pair", "park", "year", "industry"] = "pair",
) -> Any:
    found = _narrowed(request, wanted)
    cells = queries.cells(found, by=by, confirmed_only=wanted.confirmed_only)
    return {"by": by, "cells": [_cell(one) for one in cells]}


@router.get(
    "/stuck",
    response=answers(shapes.ProjectPage, *READS),
    url_name="stuck",
    summary="Projects whose light is red or yellow today",
)
def stuck(request: HttpRequest, part: Query[Part], wanted: Query[shapes.Wanted]) -> Any:
    today = timezone.localdate()
    late: Q = queries.light_is(Light.RED, today) | queries.light_is(Light.YELLOW, today)
    return _page(_narrowed(request, wanted).filter(late), part)


def whole(user: Any, found: Project) -> With:
    """A project with everything that happened to it, as far as the person may see it."""
    flags = queries.open_flags(found)
    against = [one.against.code for one in flags if one.against]
    seen = access.may_see(user, against) if against else frozenset()
    lines = {
        "stages": queries.events(found),
        "money": queries.money(found),
        "dues": found.dues.all(),
        "readings": found.readings.all(),
        "contacts": found.contacts.all(),
        "flags": [one for one in flags if one.against is None or one.against.code in seen],
    }
    return With(found, lines)


def _narrowed(request: HttpRequest, wanted: shapes.Wanted) -> QuerySet[Project]:
    choice = queries.Choice(
        pair=wanted.pair,
        park=wanted.park,
        stage=str(wanted.stage),
        light=wanted.light,
        industry=wanted.industry,
        year=wanted.year,
        text=wanted.q,
        confirmed_only=wanted.confirmed_only,
    )
    every = access.visible_projects(request.user)
    return queries.narrowed(every, choice, on=timezone.localdate())


def _page(found: QuerySet[Project], part: Part) -> dict[str, Any]:
    rows, after = cut(found.select_related("pair", "park", "firm"), part, by="code")
    return {
        "items": rows,
        "next": after,
        "count": queries.count(found),
    }


def _cell(one: queries.Cell) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("group", "ended", "count", "without_amount")}
    sums = {"promised_fen": one.promised_fen, "paid_in_fen": one.paid_in_fen}
    return {**told, **sums, "furthest": LADDER[one.reached].value}
