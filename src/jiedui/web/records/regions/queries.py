"""Reading places and figures. The one way from the store to a panel is `observation_panel`."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
from django.db.models import Count, QuerySet

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import FLAG_COLUMNS, Panel
from jiedui.web.records.regions.models import Batch, Flag, Observation


def newest_batch(data_set: str) -> Batch:
    """The vintage in use: the batch that came last."""
    batch = Batch.objects.filter(data_set=data_set).order_by("-id").first()
    if batch is None:
        known = ", ".join(sorted(set(Batch.objects.values_list("data_set", flat=True)))) or "none"
        hint = f"loaded: {known}; run `jiedui init`"
        raise Refusal(Problem("no figures in the store", value=data_set, hint=hint))
    return batch


def observation_panel(data_set: str = "city_panel", *, batch: Batch | None = None) -> Panel:
    """The figures of a batch as the analysis wants them, by default those of the newest batch.

    Shared by every request of this process until a newer batch comes: read, never write.
    """
    chosen = batch or newest_batch(data_set)
    return _panel(chosen.pk, chosen.key)


def batches() -> QuerySet[Batch]:
    """Every batch with the count of its figures and doubts, newest first within a data set."""
    return Batch.objects.annotate(
        figures=Count("observations", distinct=True), doubts=Count("flags", distinct=True)
    ).order_by("data_set", "-id")


@lru_cache(maxsize=8)
def _panel(batch_id: int, key: str) -> Panel:
    """By number and by fingerprint: SQLite may give a number again after a roll-back."""
    batch = Batch.objects.get(pk=batch_id)
    contents = batch.contents
    return Panel(
        values=_values(batch, contents["indicators"]),
        units=contents["units"],
        names=contents["names"],
        flags=_flags(batch),
        sources=contents["sources"],
    )


def _values(batch: Batch, columns: list[str]) -> pd.DataFrame:
    rows = Observation.objects.filter(batch=batch).order_by()
    found = rows.values_list("region", "year", "indicator__code", "value")
    frame = pd.DataFrame(list(found), columns=["region", "year", "indicator", "value"])
    indexed = frame.set_index(["region", "year", "indicator"])["value"]
    wide = indexed.unstack("indicator").reindex(columns=columns).sort_index()
    regions = wide.index.get_level_values("region").astype(object)
    years = wide.index.get_level_values("year").astype("int64")
    wide.index = pd.MultiIndex.from_arrays([regions, years], names=["region", "year"])
    wide.columns = pd.Index(columns)
    return wide


def _flags(batch: Batch) -> pd.DataFrame:
    found = (
        Flag.objects.filter(batch=batch)
        .order_by()
        .values_list("region", "year", "indicator__code", "rule", "detail")
    )
    frame = pd.DataFrame(sorted(found), columns=list(FLAG_COLUMNS))
    return frame if frame.empty else frame.astype({"year": int})
