"""What the pages of runs ask."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from jiedui import __version__, data
from jiedui.core.errors import Refusal
from jiedui.schemes import load
from jiedui.web.desk.matching import queries as matches
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.regions.models import Batch
from jiedui.web.records.runs import kinds
from jiedui.web.records.runs.models import Run


@dataclass(frozen=True)
class Again:
    """A run made once more: whether the bytes are those that were kept."""

    is_same: bool
    sha256: str
    version: str


def title_of(run: Run) -> str:
    """The title in the visitor's language: that of a programme's run is its name and year."""
    if run.scheme in load.ids():
        name = getattr(load.programme(run.scheme), f"name_{language()}")
        return f"{name} {run.request.get('year', '')}".strip()
    return run.title


def made_again(run: Run) -> Again:
    """Make the run from its request. Nothing is written.

    Raises
    ------
    Refusal
        The analysis cannot be done any more: its batch is gone, the data changed.
    """
    made = kinds.make(run.kind, run.request)
    return Again(made.result == run.result, _digest(made.result), made.version)


def sha256(run: Run) -> str:
    return _digest(run.result)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def page_of(run: Run) -> str:
    """The page that shows the run with words and pictures, or "" where there is none."""
    batch = batch_of(run)
    try:
        if run.kind == "pairing":
            return reverse("pairing:run", args=[run.fingerprint])
        if run.kind == "matching":
            is_of_here = matches.is_of_here(run)
            return reverse("matching:run", args=[run.fingerprint]) if is_of_here else ""
        if batch:
            return reverse("upload:batch", args=[batch]) if not what_is_gone(run) else ""
    except NoReverseMatch:
        return ""
    return ""


def batch_of(run: Run) -> str:
    """The key of the uploaded batch that the run was made from, if it was."""
    return str(run.request.get("batch", "")) if isinstance(run.request, dict) else ""


def what_is_gone(run: Run) -> str:
    """The key of the run's batch where somebody deleted it since; the run itself stays."""
    key = batch_of(run)
    return key if key and not Batch.objects.filter(key=key).exists() else ""


def changed_inputs(run: Run) -> list[str]:
    """Why the run may come out otherwise now: another version, files that are not the same."""
    changed = [] if run.version == __version__ else [f"{run.version} → {__version__}"]
    for name, digest in sorted(run.inputs.items()):
        folder, _slash, file = name.partition("/")
        if folder in data.names() and _now(folder, file) != digest:
            changed.append(name)
    return changed


def _now(name: str, file: str) -> str:
    try:
        return data.sha256(name, file)
    except Refusal:
        return ""
