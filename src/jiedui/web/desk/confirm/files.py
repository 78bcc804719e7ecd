"""Files that prove what is said: added on the page of a matter, handed out again on request."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.confirm import views
from jiedui.web.platform.accounts.capabilities import ADD_DOCUMENTS
from jiedui.web.records.confirmations import access
from jiedui.web.records.confirmations.models import Matter
from jiedui.web.records.documents import storing
from jiedui.web.records.documents.access import document_for
from jiedui.web.records.documents.actions import Whose, add_evidence_file


@require_safe
def download(request: HttpRequest, key: str) -> HttpResponse:
    """The file, if the person may see it now: asked anew at every request, kept by nobody between.

    Its own name travels as RFC 6266 has it; its type is never guessed by the browser.
    """
    document = document_for(request.user, key)
    file = storing.opened(document.file, document.sha256)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=document.original_name,
        content_type=document.media_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Checksum-SHA256"] = document.sha256
    return response


@require_POST
def add_evidence(request: HttpRequest, number: int) -> HttpResponse:
    """Add a file that proves something of a matter; it concerns whom the matter concerns."""
    matter = access.matter_for(request.user, number, ADD_DOCUMENTS)
    try:
        _add(request, matter)
    except Refusal as refusal:
        return views.matter_page(request, number, problems=refusal.problems, status=422)
    return HttpResponseRedirect(reverse("confirm:matter", args=[number]))


def _add(request: HttpRequest, matter: Matter) -> None:
    source = request.FILES.get("file")
    if source is None:
        raise Refusal(Problem(_("没有选文件"), column="file"))
    name = str(source.name or "")
    add_evidence_file(
        by=request.user,
        source=source,
        name=name,
        title=request.POST.get("title", "").strip()[:200] or storing.plain_name(name),
        number=request.POST.get("number", "")[:120],
        secrecy=request.POST.get("secrecy", matter.secrecy),
        whose=Whose(
            programme=matter.pair.key.partition(":")[0],
            pair=matter.pair.key,
            region=matter.host_region or matter.pair.recipient,
            home_region=matter.home_region,
            park=matter.park,
            organisation=matter.organisation,
        ),
        kind=matter.object_kind,
        key=matter.object_key,
        aspect=matter.aspect,
    )
