"""Regions in groups, and figures of them, that an office keeps for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from jiedui.analysis.provenance import sha256
from jiedui.core.frames import Grouping
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.regions.models import Batch, Observation

REGIONS, FIGURES = "regions", "upload"


@dataclass(frozen=True)
class OwnRegion:
    """A region by any code or name, in one group, which may lie in a larger one."""

    name: str
    group: str
    parent: str = ""


def own_regions() -> dict[str, OwnRegion]:
    """The regions on record, by their code."""
    batch = Batch.objects.filter(data_set=REGIONS).order_by("-id").first()
    rows = batch.contents["regions"] if batch else []
    return {code: OwnRegion(*said) for code, *said in rows}


@transaction.atomic
def keep_regions(
    *, regions: Mapping[str, OwnRegion], title: str, inputs: Mapping[str, str], by: str
) -> Batch:
    """Put the whole list in place of the one before, which stays as an earlier batch."""
    rows = [[code, one.name, one.group, one.parent] for code, one in sorted(regions.items())]
    before = Batch.objects.filter(data_set=REGIONS).count()
    mark = sha256({"rows": rows, "after": before})
    batch = Batch.objects.create(
        key=f"{REGIONS}@{mark[:12]}",
        data_set=REGIONS,
        title=title[:200],
        source=title,
        sha256=mark,
        contents={
            "indicators": [],
            "units": {},
            "sources": {},
            "names": {code: one.name for code, one in sorted(regions.items())},
            "inputs": dict(inputs),
            "regions": rows,
        },
        created_by=by,
    )
    record_entry(
        by=by,
        action="accept_batch",
        object_kind="batch",
        object_key=batch.key,
        summary=title,
        payload={"sha256": mark},
    )
    return batch


def own_figures() -> Iterator[tuple[str, int, str, float, str]]:
    """The newest figure of each region, year and indicator, from whatever batch it came."""
    rows = Observation.objects.filter(batch__data_set=FIGURES).order_by(
        "region", "year", "indicator__code", "-batch"
    )
    last: Any = None
    names = ("region", "year", "indicator__code", "value", "unit")
    for region, year, indicator, value, unit in rows.values_list(*names).iterator(2_000):
        if (region, year, indicator) != last:
            yield region, year, indicator, value, unit
        last = region, year, indicator


def plain_grouping(grouping: Grouping) -> dict[str, Any]:
    """A grouping as a batch keeps it, for the page that measures the gaps of its figures."""
    groups = [
        {"id": one.id, "zh": one.name_zh, "en": one.name_en, "members": list(one.members)}
        for one in grouping.groups
    ]
    return {"id": grouping.id, "zh": grouping.name_zh, "en": grouping.name_en, "groups": groups}
