"""Changing projects: each operation is one action, with its permission asked there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Schema, Status

from jiedui.web.platform.kit.api import (
    EDITS,
    WRITES,
    answers,
    tagged,
    version_if_given,
    version_of,
)
from jiedui.web.records.projects import access, actions
from jiedui.web.records.projects.api import shapes
from jiedui.web.records.projects.api.reading import whole
from jiedui.web.records.projects.api.routing import router
from jiedui.web.records.projects.models import Project

OTHERS = ("firm", "credit_code", "park")
CORRECTED = answers(shapes.ProjectOut, *EDITS)
ADDED = answers(shapes.ProjectOut, *WRITES, 412, status=201)


@router.post(
    "/projects",
    response=answers(shapes.ProjectOut, *WRITES, status=201),
    url_name="projects",
    summary="Put a project on record",
)
def create(request: HttpRequest, response: HttpResponse, sent: shapes.NewProject) -> Any:
    names = ("name", "pair", "code", "park", "firm", "credit_code", "is_lead", "found_on")
    told = _sent(sent)
    own = {name: told[name] for name in names if name in told}
    fields = {name: value for name, value in told.items() if name not in own}
    made = actions.create_project(by=request.user, fields=fields, **own)
    response.headers["Location"] = reverse("api:project", args=[made.code])
    return _added(request, response, made)


@router.patch(
    "/projects/{str:code}",
    response=answers(shapes.ProjectOut, *EDITS),
    url_name="project",
    summary="Change what a project is; If-Match names the version that was seen",
)
def edit(
    request: HttpRequest, response: HttpResponse, code: str, sent: shapes.ProjectChange
) -> Any:
    access.project_for(request.user, code, "edit_projects")
    told = _sent(sent)
    others = {name: told.pop(name) for name in OTHERS if name in told}
    version = version_of(request)
    found = actions.edit_project(by=request.user, code=code, version=version, fields=told, **others)
    tagged(response, found)
    return whole(request.user, found)


@router.post(
    "/projects/{str:code}/stages",
    response=ADDED,
    url_name="project_stages",
    summary="Record a stage that was reached",
)
def record_stage(
    request: HttpRequest, response: HttpResponse, code: str, sent: shapes.NewStage
) -> Any:
    return _done(request, response, actions.record_stage, code, sent)


@router.post(
    "/projects/{str:code}/money",
    response=ADDED,
    url_name="project_money",
    summary="Record a sum",
)
def record_money(
    request: HttpRequest, response: HttpResponse, code: str, sent: shapes.NewMoney
) -> Any:
    return _done(request, response, actions.record_money, code, sent)


@router.post(
    "/projects/{str:code}/stage-corrections",
    response=CORRECTED,
    url_name="project_stage_corrections",
    summary="Put another date in place of one on record; If-Match names the version that was seen",
)
def correct_stage(
    request: HttpRequest, response: HttpResponse, code: str, sent: shapes.StageCorrection
) -> Any:
    return _edited(request, response, actions.correct_stage, code, sent)


@router.post(
    "/projects/{str:code}/stage-checks",
    response=CORRECTED,
    url_name="project_stage_checks",
    summary="Accept or refuse, as the second person, a correction of what was frozen",
)
def check_correction(
    request: HttpRequest, response: HttpResponse, code: str, sent: shapes.StageCheck
) -> Any:
    return _edited(request, response, actions.check_correction, code, sent, "verify_stage")


@router.post(
    "/projects/{str:code}/money-corrections",
    response=CORRECTED,
    url_name="project_money_corrections",
    summary="Put another sum in place of one on record; If-Match names the version that was seen",
)
def correct_money(
    request: HttpRequest, response: HttpResponse, code: str, sent: shapes.MoneyCorrection
) -> Any:
    return _edited(request, response, actions.correct_money, code, sent)


@router.post(
    "/snapshots",
    response=answers(shapes.SnapshotOut, *WRITES, status=201),
    url_name="snapshots",
    summary="Freeze the projects of a programme for the day of an assessment",
)
def freeze(request: HttpRequest, sent: shapes.NewSnapshot) -> Any:
    return Status(201, actions.freeze(by=request.user, **_sent(sent)))


@router.post(
    "/projects/{str:code}/contacts",
    response=ADDED,
    url_name="project_contacts",
    summary="Record a contact, what stands in the way and whose move it is",
)
def record_contact(
    request: HttpRequest, response: HttpResponse, code: str, sent: shapes.NewContact
) -> Any:
    return _done(request, response, actions.record_contact, code, sent)


@router.post(
    "/projects/{str:code}/dues",
    response=ADDED,
    url_name="project_dues",
    summary="Set the day that the contract sets for a stage",
)
def set_due(request: HttpRequest, response: HttpResponse, code: str, sent: shapes.NewDue) -> Any:
    return _done(request, response, actions.set_due, code, sent)


@router.post(
    "/projects/{str:code}/readings",
    response=answers(shapes.ProjectOut, *WRITES, status=201),
    url_name="project_readings",
    summary="Record what a third party counted; a second figure of a period replaces the first",
)
def record_reading(
    request: HttpRequest, response: HttpResponse, code: str, sent: shapes.NewReading
) -> Any:
    made = actions.record_reading(by=request.user, code=code, **_sent(sent))
    return _added(request, response, made)


def _done(
    request: HttpRequest,
    response: HttpResponse,
    action: Callable[..., Project],
    code: str,
    sent: Schema,
) -> Any:
    version = version_if_given(request)
    made = action(by=request.user, code=code, version=version, **_sent(sent))
    return _added(request, response, made)


def _edited(
    request: HttpRequest,
    response: HttpResponse,
    action: Callable[..., Project],
    code: str,
    sent: Schema,
    capability: str = "edit_projects",
) -> Any:
    """What replaces something starts from a version that was seen."""
    access.project_for(request.user, code, capability)
    found = action(by=request.user, code=code, version=version_of(request), **_sent(sent))
    tagged(response, found)
    return whole(request.user, found)


def _added(request: HttpRequest, response: HttpResponse, made: Project) -> Any:
    tagged(response, made)
    return Status(201, whole(request.user, made))


def _sent(sent: Schema) -> dict[str, Any]:
    """What was sent, and only that, as plain values."""
    told = sent.dict(exclude_unset=True)
    return {name: getattr(value, "value", value) for name, value in told.items()}
