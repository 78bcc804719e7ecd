"""Whether a store holds the demonstration, and what keeps it from being filled."""

from __future__ import annotations

from collections.abc import Iterator

from jiedui.core.errors import Problem
from jiedui.web.judgement.offers.models import Offer
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.confirmations.models import Matter, Snapshot
from jiedui.web.records.documents.models import Document
from jiedui.web.records.parks.models import Park
from jiedui.web.records.projects.models import Firm, Project
from jiedui.web.records.regions.bundled import BUNDLES
from jiedui.web.records.regions.models import Batch

KIND = "demo"


def is_demo() -> bool:
    """Whether the store was filled with made-up records: the trail says so, and keeps saying it."""
    return Entry.objects.filter(object_kind=KIND).exists()


def why_not() -> Iterator[Problem]:
    """What the store holds that is real work: the demonstration goes into a store of its own."""
    hint = "fill a fresh store: JIEDUI_HOME=./demo jiedui init, then jiedui demo"
    if is_demo():
        yield Problem("the store holds the demonstration already", hint=hint)
        return
    held = {
        "projects": Project.objects.count(),
        "firms": Firm.objects.count(),
        "parks of offices": Park.objects.filter(is_published=False).count(),
        "documents": Document.objects.count(),
        "offers": Offer.objects.count(),
        "matters of both sides": Matter.objects.count(),
        "snapshots": Snapshot.objects.count(),
        "uploaded data sets": Batch.objects.exclude(data_set__in=_bundled()).count(),
    }
    for what, count in held.items():
        if count:
            yield Problem("the store holds real records", column=what, value=str(count), hint=hint)


def _bundled() -> list[str]:
    return [bundle.data_set for bundle in BUNDLES]
