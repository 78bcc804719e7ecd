"""Taking figures in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction

from jiedui.analysis.provenance import panel_hash
from jiedui.catalog import indicators
from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Panel
from jiedui.core.places import Place as CorePlace
from jiedui.core.places import Places
from jiedui.data import panels
from jiedui.data.places import places
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.kit.bulk import insert_rows
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.records.regions import gazetteer
from jiedui.web.records.regions.bundled import BUNDLES, Bundle
from jiedui.web.records.regions.models import (
    Batch,
    Flag,
    Indicator,
    Observation,
    Place,
    PlaceCode,
    Succession,
)

OBSERVATION_FIELDS = (
    "batch",
    "region",
    "place",
    "indicator",
    "year",
    "value",
    "unit",
    "certainty",
)
FLAG_FIELDS = ("batch", "region", "year", "indicator", "rule", "detail")


@dataclass(frozen=True)
class Origin:
    """Where a batch comes from: what its page says, and the fingerprint of its files."""

    data_set: str
    title: str
    source: str
    sha256: str
    vintage: str = ""
    is_made_up: bool = False
    inputs: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def key(self) -> str:
        return f"{self.data_set}@{self.sha256[:12]}"


@transaction.atomic
def load_places(*, by: str) -> int:
    """Take in the history of codes, once; the count of lasting places that were added."""
    if Place.objects.exists():
        return 0
    known = places()
    newest = gazetteer.lasting(known)
    keys = _keep_places(known, newest)
    entries = [
        PlaceCode(
            place_id=keys[newest[entry.code]],
            code=entry.code,
            name=entry.name,
            valid_from_year=entry.valid_from,
            valid_to_year=entry.valid_to,
        )
        for entry in known.entries
    ]
    PlaceCode.objects.bulk_create(entries, batch_size=1000)
    _keep_successions(known)
    record_entry(
        by=by,
        action="load_places",
        object_kind="places",
        object_key="GB/T 2260",
        summary=f"{len(keys)} places, {len(entries)} codes",
        payload=panels.inputs("code_history"),
    )
    return len(keys)


def _keep_places(known: Places, newest: Mapping[str, str]) -> dict[str, int]:
    """Primary key of each lasting place by its newest code."""
    last = [known.last(code) for code in sorted(set(newest.values()))]
    Place.objects.bulk_create(
        [Place(key=entry.code, name=entry.name, level=entry.level) for entry in last],
        batch_size=1000,
    )
    return dict(Place.objects.values_list("key", "pk"))


def _keep_successions(known: Places) -> None:
    found = PlaceCode.objects.values_list("code", "valid_from_year", "name", "pk")
    keys = {(code, start, name): pk for code, start, name, pk in found}

    def key(entry: CorePlace) -> int:
        return keys[entry.code, entry.valid_from, entry.name]

    Succession.objects.bulk_create(
        [
            Succession(
                earlier_id=key(known.last(step.earlier)),
                later_id=key(gazetteer.holder(known, step.later, step.year)),
                year=step.year,
                weight=step.weight,
            )
            for step in gazetteer.steps(known)
        ],
        batch_size=1000,
    )


def load_bundled(*, by: str) -> list[Batch]:
    """Take in every bundled panel whose files are not in the store yet; give back the new ones."""
    known = set(Batch.objects.values_list("key", flat=True))
    waiting = [(bundle, _origin(bundle)) for bundle in BUNDLES]
    return [
        accept_batch(panel=bundle.read(), origin=origin, by=by)
        for bundle, origin in waiting
        if origin.key() not in known
    ]


@transaction.atomic
def accept_batch(*, panel: Panel, origin: Origin, by: str) -> Batch:
    """Keep a panel as one batch: all of it or nothing.

    Raises
    ------
    Refusal
        The batch is here already, or the database refuses a figure (infinite, impossible year).
    """
    if Batch.objects.filter(key=origin.key()).exists():
        raise Refusal(Problem("this batch is already in the store", value=origin.key()))
    batch = Batch.objects.create(
        key=origin.key(),
        data_set=origin.data_set,
        title=origin.title,
        source=origin.source,
        vintage=origin.vintage,
        sha256=origin.sha256,
        is_made_up=origin.is_made_up,
        contents=_contents(panel, origin),
        created_by=by,
    )
    keys = _indicator_keys(map(str, panel.values.columns), panel)
    try:
        with transaction.atomic():
            insert_rows(Observation, OBSERVATION_FIELDS, _observation_rows(batch, panel, keys))
            insert_rows(Flag, FLAG_FIELDS, _flag_rows(batch, panel, keys))
    except IntegrityError as error:
        raise refusal_of(error) from error
    record_entry(
        by=by,
        action="accept_batch",
        object_kind="batch",
        object_key=batch.key,
        summary=f"{origin.title} {origin.vintage}".strip(),
        payload={"panel": panel_hash(panel), "sha256": origin.sha256},
    )
    return batch


@transaction.atomic
def delete_batch(*, batch: Batch, by: str) -> None:
    """Take a batch away with its figures and doubts; the audit trail keeps that it was there."""
    key, title, fingerprint = batch.key, batch.title, batch.sha256
    batch.delete()
    record_entry(
        by=by,
        action="delete_batch",
        object_kind="batch",
        object_key=key,
        summary=title,
        payload={"sha256": fingerprint},
    )


def _origin(bundle: Bundle) -> Origin:
    return Origin(
        data_set=bundle.data_set,
        title=bundle.title(),
        source=bundle.source(),
        sha256=bundle.fingerprint(),
        vintage=bundle.vintage(),
        inputs=bundle.inputs(),
    )


def _contents(panel: Panel, origin: Origin) -> dict[str, Any]:
    """What a panel says beside its figures, so that `observation_panel` gives it back whole."""
    columns = [str(column) for column in panel.values.columns]
    return {
        "indicators": columns,
        "units": {column: panel.units[column] for column in columns},
        "sources": dict(panel.sources),
        "names": dict(panel.names),
        "inputs": dict(origin.inputs),
        **origin.more,
    }


def _indicator_keys(columns: Iterable[str], panel: Panel) -> dict[str, int]:
    """Primary key of each indicator; the catalogue's row is copied at first use."""
    keys = {}
    for code in columns:
        listed = indicators().get(code)
        names = (listed.name_zh, listed.name_en) if listed else (code, code)
        unit = listed.unit if listed else panel.units[code]
        defaults = {"name_zh": names[0], "name_en": names[1], "unit": unit}
        keys[code] = Indicator.objects.update_or_create(code=code, defaults=defaults)[0].pk
    return keys


def _observation_rows(
    batch: Batch, panel: Panel, keys: Mapping[str, int]
) -> Iterator[tuple[Any, ...]]:
    """One row per published figure; a hole in the panel is the absence of a row."""
    regions = panel.values.index.get_level_values("region").to_list()
    years = panel.values.index.get_level_values("year").to_list()
    place = dict(PlaceCode.objects.values_list("code", "place_id"))
    for column in panel.values.columns:
        figures = panel.values[column].to_numpy(dtype=float)
        unit, key = panel.units[str(column)], keys[str(column)]
        for row in np.flatnonzero(~np.isnan(figures)).tolist():
            value = float(figures[row])
            region = regions[row]
            yield (batch.pk, region, place.get(region), key, years[row], value, unit, "exact")


def _flag_rows(batch: Batch, panel: Panel, keys: Mapping[str, int]) -> Iterator[tuple[Any, ...]]:
    for flag in panel.flags.itertuples(index=False):
        yield (batch.pk, flag.region, int(flag.year), keys[flag.indicator], flag.rule, flag.detail)
