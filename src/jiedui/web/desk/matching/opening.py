"""A match as a visitor asks for it by its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from jiedui.web.desk.matching import making, queries, words
from jiedui.web.platform.accounts.gate import note_files
from jiedui.web.platform.kit.numbers import minute
from jiedui.web.platform.kit.tables import Table, export
from jiedui.web.records.runs.models import Run


def opened(request: HttpRequest, fingerprint: str) -> Run:
    """The run, if it is within the visitor's reach; else `Run.DoesNotExist`, which is a 404.

    Files that are taken out of a run that is not open to all go into the trail.
    """
    kept = queries.run(fingerprint, user=request.user)
    if not kept.is_open:
        note_files(request)
    return kept


def taken(
    request: HttpRequest, tables: Iterable[Table], *runs: Run, name: str, title: str
) -> HttpResponse | None:
    """The file of a page that `?format=` asks for, None where it asks for none.

    It says of which programme and runs it is, when they were made and from which data.
    """
    if not request.GET.get("format"):
        return None
    results = [making.revived(one.result) for one in runs]
    source = _("、").join(dict.fromkeys(text for one in results for text in words.made_from(one)))
    made = [f"{words.programme(one.scheme)} {minute(one.created_at)}" for one in runs]
    return export(
        request,
        [replace(table, source=table.source or source) for table in tables],
        name=name,
        title=titled(" · ".join([title, *made]), *runs),
        fingerprint=runs[0].fingerprint if len(runs) == 1 else "",
    )


def titled(title: str, *runs: Run) -> str:
    """The title of a file taken out of these runs; it says so where one is not open to all."""
    return title if all(one.is_open for one in runs) else f"{_('不公开')} · {title}"
