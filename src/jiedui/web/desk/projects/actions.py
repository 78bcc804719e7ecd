"""A record and the file that shows it: both are kept, or neither."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.documents import actions as documents
from jiedui.web.records.documents import storing
from jiedui.web.records.projects import access
from jiedui.web.records.projects.models import Project


def with_file(
    action: Callable[..., Project], *, by: User, code: str, file: UploadedFile | None, **fields: Any
) -> Project:
    """Do an action of projects with an uploaded file as its evidence."""
    if file is None:
        return action(by=by, code=code, **fields)
    kept = ""
    try:
        with transaction.atomic():
            project = access.project_for(by, code, EDIT_PROJECTS)
            document = documents.add(
                by=by,
                source=file,
                name=file.name or "",
                title=_title(file),
                number=fields.get("number", ""),
                secrecy=project.secrecy,
                whose=_whose(project),
            )
            kept = document.file
            return action(by=by, code=code, evidence=(document.key,), **fields)
    except BaseException:
        if kept:
            storing.take_away(kept)
        raise


def _title(file: UploadedFile) -> str:
    return (file.name or "").rpartition(".")[0] or (file.name or "")


def _whose(project: Project) -> documents.Whose:
    return documents.Whose(
        programme=project.programme,
        pair=project.pair.key,
        region=project.host_region,
        home_region=project.home_region,
        park=project.park.code if project.park else "",
        organisation=(project.firm.credit_code or "") if project.firm else "",
    )
