"""Documents over HTTP: what there is, its bytes, a further one."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, ModelSchema, Query, Router, Schema, Status
from ninja.files import UploadedFile

from jiedui.web.platform.kit.api import READS, WRITES, Part, answers, cut, line
from jiedui.web.records.documents import access, actions, storing
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.documents.models import Document

router = Router(tags=["documents"])


class DocumentOut(ModelSchema):
    """What a file is, and whom it concerns."""

    class Meta:
        model = Document
        fields = (
            *("key", "number", "title", "original_name", "media_type", "sha256", "size_bytes"),
            *(
                "secrecy",
                "programme",
                "pair",
                "region",
                "home_region",
                "park",
                "organisation",
                "added_at",
            ),
        )


class DocumentPage(Schema):
    items: list[DocumentOut]
    next: str


class NewDocument(Schema):
    """What a file is and whom it concerns, in natural keys."""

    title: line(200, least=1)  # type: ignore[valid-type]
    number: line(120) = ""  # type: ignore[valid-type]
    secrecy: Secrecy = Secrecy.INTERNAL
    programme: line(60) = ""  # type: ignore[valid-type]
    pair: line(200) = ""  # type: ignore[valid-type]
    region: line(20) = ""  # type: ignore[valid-type]
    home_region: line(20) = ""  # type: ignore[valid-type]
    park: line(60) = ""  # type: ignore[valid-type]
    organisation: line(18) = ""  # type: ignore[valid-type]


@router.get(
    "/documents",
    response=answers(DocumentPage, *READS),
    url_name="documents",
    summary="Documents within reach",
)
def documents(
    request: HttpRequest,
    part: Query[Part],
    pair: line(200) = "",  # type: ignore[valid-type]
    secrecy: Secrecy | Literal[""] = "",
) -> Any:
    found = access.visible_documents(request.user)
    found = found.filter(pair=pair) if pair else found
    found = found.filter(secrecy=secrecy) if secrecy else found
    rows, after = cut(found, part, by="key")
    return {"items": rows, "next": after}


@router.get(
    "/documents/{str:key}",
    response=answers(DocumentOut, *READS),
    url_name="document",
    summary="What a document is",
)
def document(request: HttpRequest, key: str) -> Any:
    return access.document_for(request.user, key)


@router.get(
    "/documents/{str:key}/file",
    response=answers(None, *READS),
    url_name="document_file",
    summary="The bytes of a document",
)
def download(request: HttpRequest, key: str) -> HttpResponse:
    found = access.document_for(request.user, key)
    answer = FileResponse(
        storing.opened(found.file, found.sha256),
        as_attachment=True,
        filename=found.original_name,
        content_type=found.media_type,
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Checksum-SHA256"] = found.sha256
    return answer


@router.post(
    "/documents",
    response=answers(DocumentOut, *WRITES, status=201),
    url_name="documents",
    summary="Keep a file",
)
def add(request: HttpRequest, sent: Form[NewDocument], file: File[UploadedFile]) -> Any:
    told = sent.dict()
    whose = actions.Whose(**{one.name: told[one.name] for one in fields(actions.Whose)})
    return Status(
        201,
        actions.add(
            by=request.user,
            source=file,
            name=file.name or "",
            title=sent.title,
            number=sent.number,
            secrecy=sent.secrecy.value,
            whose=whose,
        ),
    )
