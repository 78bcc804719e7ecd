"""Tables in: step one checks and keeps nothing, step two checks again and writes. Tables out."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiedui.core.errors import Problem, Refusal
from jiedui.files import templates
from jiedui.files.comments import commented_copy
from jiedui.files.sources import Source
from jiedui.web.desk.transfer import tables
from jiedui.web.desk.upload import carrying
from jiedui.web.desk.upload.views import takes_files
from jiedui.web.platform.kit.pages import language, render_page
from jiedui.web.platform.kit.tables import XLSX
from jiedui.web.platform.transfer.exporting import FORMATS, export_stream
from jiedui.web.platform.transfer.importing import Imported, import_file
from jiedui.web.platform.transfer.kinds import Kind, kind, kinds

FIELD = "table"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render_page(request, "transfer/index.html", _start(request))


@require_safe
def template(request: HttpRequest, kind: str, ending: str) -> HttpResponse:
    """An empty table of a kind, in the visitor's language."""
    if kind not in kinds():
        raise Refusal(Problem("no such kind of table", value=kind, hint=", ".join(kinds())))
    made = templates.template(kind, ending, lang=language())
    response = HttpResponse(made, content_type=TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="jiedui-{kind}.{ending}"'
    return response


@takes_files
def check(request: HttpRequest) -> HttpResponse:
    """Step one. Nothing is written; the page carries the file on to step two."""
    try:
        chosen, source = _chosen(request)
        done = _taken(request, chosen, source, check_only=True)
    except Refusal as refusal:
        return _refused(request, refusal)
    context = {
        "step": 2,
        "kind": chosen,
        "done": done,
        "file": source.name,
        "carried": carrying.packed({FIELD: source}),
        "warnings": tables.problems(done.warnings, "warnings", _("提醒"))
        if done.warnings
        else None,
    }
    return render_page(request, "transfer/checked.html", context)


@takes_files
def commented(request: HttpRequest) -> HttpResponse:
    """The file as a workbook with its bad cells commented."""
    chosen, source = _chosen(request)
    try:
        _taken(request, chosen, source, check_only=True)
        problems: Sequence[Problem] = ()
    except Refusal as refusal:
        problems = getattr(refusal, "every", refusal.problems)
    target = io.BytesIO()
    commented_copy(source, problems, target, limits=carrying.LIMITS)
    response = HttpResponse(target.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="jiedui-{chosen.code}-commented.xlsx"'
    return response


@takes_files
def commit(request: HttpRequest) -> HttpResponse:
    """Step two: checked once more, then all of it or nothing."""
    try:
        chosen, source = _chosen(request)
        done = _taken(request, chosen, source, check_only=False)
    except Refusal as refusal:
        return _refused(request, refusal)
    context = {"kind": chosen, "done": done, "file": source.name}
    return render_page(request, "transfer/done.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """Every row within the person's reach, all columns; the trail notes it."""
    chosen, ending = kind(request.POST.get("kind", "")), request.POST.get("format", "xlsx")
    if ending not in FORMATS:
        raise Refusal(Problem("no such format", value=ending[:20], hint=", ".join(FORMATS)))
    name = f"jiedui-{chosen.code}-{timezone.localdate():%Y%m%d}.{ending}"
    user = _user(request)
    stream = export_stream(by=user, code=chosen.code, ending=ending, name=name, lang=language())
    return FileResponse(stream, as_attachment=True, filename=name, content_type=TYPES[ending])


def _start(request: HttpRequest) -> dict[str, Any]:
    user = _user(request)
    listed = [one for one in kinds().values() if one.may_import(user) or one.may_export(user)]
    return {
        "step": 1,
        "listed": [(one, one.may_export(user)) for one in listed],
        "importable": [one for one in listed if one.may_import(user)],
        "chosen": request.POST.get("kind") or request.GET.get("kind", ""),
        "limit": carrying.LARGEST_FILE_BYTES,
    }


def _chosen(request: HttpRequest) -> tuple[Kind, Source]:
    sources = carrying.received(request, (FIELD,))
    chosen = kind(request.POST.get("kind", ""))
    if FIELD not in sources:
        raise Refusal(Problem(_("没有收到文件"), column=FIELD, hint=_("选一个 CSV 或 Excel 文件")))
    return chosen, sources[FIELD]


def _taken(request: HttpRequest, chosen: Kind, source: Source, *, check_only: bool) -> Imported:
    with _on_disk(source) as path:
        return import_file(
            by=_user(request),
            code=chosen.code,
            path=path,
            name=source.name,
            check_only=check_only,
        )


@contextmanager
def _on_disk(source: Source) -> Iterator[Path]:
    """Where the child process that parses it finds it, for as long as that takes."""
    with tempfile.TemporaryDirectory(prefix="jiedui-upload-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(source.data)
        yield path


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Every problem with its place, and the file back with its bad cells commented."""
    problems = getattr(refusal, "every", refusal.problems)
    try:
        chosen, source = _chosen(request)
        carried, code = carrying.packed({FIELD: source}), chosen.code
    except Refusal:
        carried = code = ""
    context = _start(request) | {
        "count": len(problems),
        "table": tables.problems(problems, "problems", _("逐条问题")),
        "carried": carried,
        "code": code,
    }
    return render_page(request, "transfer/problems.html", context, status=422)


def _user(request: HttpRequest) -> Any:
    return request.user
