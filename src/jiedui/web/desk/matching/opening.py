"""A match as a visitor asks for it by its address."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiedui.web.desk.matching import queries
from jiedui.web.platform.accounts.gate import note_files
from jiedui.web.records.runs.models import Run


def opened(request: HttpRequest, fingerprint: str) -> Run:
    """The run, if it is within the visitor's reach; else `Run.DoesNotExist`, which is a 404.

    Files that are taken out of a run that is not open to all go into the trail.
    """
    kept = queries.run(fingerprint, user=request.user)
    if not kept.is_open:
        note_files(request)
    return kept


def titled(title: str, *runs: Run) -> str:
    """The title of a file taken out of these runs; it says so where one is not open to all."""
    return title if all(one.is_open for one in runs) else f"{_('不公开')} · {title}"
