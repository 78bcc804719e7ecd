"""Tables in and out over HTTP: checked, taken in as a whole or not at all, and taken away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from jiedui.web.platform.kit.api import WRITES, ProblemLine, answers, line
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.transfer.exporting import export_stream
from jiedui.web.platform.transfer.importing import Imported, import_file
from jiedui.web.platform.transfer.kinds import kind as kind_of
from jiedui.web.platform.transfer.kinds import kinds

Code = line(40, least=1)
router = Router(tags=["imports and exports"])
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class KindOut(Schema):
    """A table that can be sent or taken away."""

    code: str
    title: str


class KindList(Schema):
    items: list[KindOut]


class ImportedOut(Schema):
    """What became of a file, or would become of it."""

    kind: str
    file: str
    sha256: str
    rows: int
    new: int
    changed: int
    same: int
    changes: list[str]
    warnings: list[ProblemLine]
    is_written: bool


@router.get(
    "/imports",
    response=answers(KindList),
    url_name="import_kinds",
    summary="Kinds of tables",
)
def import_kinds(request: HttpRequest) -> Any:
    return {"items": [{"code": one.code, "title": str(one.title)} for one in kinds().values()]}


@router.post(
    "/imports/check",
    response=answers(ImportedOut, *WRITES),
    url_name="import_check",
    summary="Check a file; nothing is written",
)
def check(request: HttpRequest, kind: Code, file: File[UploadedFile]) -> Any:
    return _told(_imported(request, kind, file, check_only=True))


@router.post(
    "/imports/commit",
    response=answers(ImportedOut, *WRITES),
    url_name="import_commit",
    summary="Take a file in: all of it or nothing",
)
def commit(request: HttpRequest, kind: Code, file: File[UploadedFile]) -> Any:
    return _told(_imported(request, kind, file, check_only=False))


@router.post(
    "/exports",
    response=answers(None, *WRITES),
    url_name="export",
    summary="Every row within reach as a file; the export is noted in the trail",
)
def export(
    request: HttpRequest, kind: Code, format: Literal["csv", "xlsx"] = "csv"
) -> HttpResponse:
    name = f"jiedui-{kind_of(kind).code}.{format}"
    stream = export_stream(by=request.user, code=kind, ending=format, name=name, lang=language())
    return FileResponse(stream, as_attachment=True, filename=name, content_type=TYPES[format])


def _imported(
    request: HttpRequest, kind: Code, file: UploadedFile, *, check_only: bool
) -> Imported:
    kind_of(kind)
    name = Path(file.name or "table").name
    with tempfile.TemporaryDirectory(prefix="jiedui-import-") as folder:
        path = Path(folder) / f"table{Path(name).suffix[:8]}"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        return import_file(by=request.user, code=kind, path=path, name=name, check_only=check_only)


def _told(done: Imported) -> dict[str, Any]:
    names = ("kind", "file", "sha256", "rows", "warnings", "is_written")
    counts = {name: getattr(done.tally, name) for name in ("new", "changed", "same")}
    told = {name: getattr(done, name) for name in names}
    return {**told, **counts, "changes": [str(one) for one in done.tally.changes]}
