"""Views that any data carry: shares, quotients, likeness, relatedness, coupling, allocation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from jiedui.analysis.structure.measures import ALLOCATION_VERDICT, COUPLING_VERDICT
from jiedui.analysis.structure.records import Figure
from jiedui.core import structure
from jiedui.core.errors import NotSupported
from jiedui.core.frames import Floats, Panel
from jiedui.core.structure import Resolution, Verdict, verdict


@dataclass(frozen=True)
class Layer:
    """One table of regions × industries at one resolution, with its year."""

    resolution: Resolution
    year: int
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    values: Floats

    def row(self, region: str) -> Floats:
        row: Floats = self.values[self.regions.index(region)]
        return row

    def holds(self, regions: Iterable[str]) -> bool:
        return set(regions) <= set(self.regions)


def figure(
    measure: str, value: float, layer: Layer, found: Verdict, *, label: str = "", **where: str
) -> Figure:
    return Figure(
        measure=measure,
        value=float(value),
        year=layer.year,
        resolution=layer.resolution.value,
        supports=found.supports,
        verdict=found.id,
        label=label,
        **where,
    )


def quotients(layer: Layer) -> list[Figure]:
    """Industry shares and location quotients against all regions of the layer together."""
    found = verdict(layer.resolution, "describe")
    shares = structure.shares(layer.values)
    quotient = structure.location_quotients(layer.values)
    rows = []
    for measure, table in (("industry_share", shares), ("location_quotient", quotient)):
        rows += _table_figures(measure, table, layer, found)
    return rows


def share_changes(before: Layer, after: Layer) -> list[Figure]:
    """How shares moved between two censuses, in the regions that both hold."""
    found = verdict(after.resolution, "describe")
    both = tuple(region for region in after.regions if region in before.regions)
    rows = [[layer.regions.index(region) for region in both] for layer in (before, after)]
    earlier, later = (
        structure.shares(before.values[rows[0]]),
        structure.shares(after.values[rows[1]]),
    )
    held = Layer(after.resolution, after.year, both, after.industries, later)
    return _table_figures("industry_share_change", later - earlier, held, found)


def _table_figures(measure: str, table: Floats, layer: Layer, found: Verdict) -> list[Figure]:
    return [
        figure(measure, table[i, k], layer, found, region=region, industry=industry)
        for i, region in enumerate(layer.regions)
        for k, industry in enumerate(layer.industries)
        if np.isfinite(table[i, k])
    ]


def likeness(layer: Layer, pairs: Sequence[tuple[str, str]]) -> list[Figure]:
    """Krugman index and UNIDO similarity of each pair; for sections also without A and C."""
    fine = layer.resolution is Resolution.TWO_DIGIT
    found = verdict(layer.resolution, "rank_pairs" if fine else "describe")
    rows = _likeness(layer, pairs, "", found)
    if layer.resolution is Resolution.SECTIONS:
        kept = structure.weak_columns(layer.industries)
        weak = Layer(
            layer.resolution,
            layer.year,
            layer.regions,
            tuple(layer.industries[k] for k in kept),
            layer.values[:, kept],
        )
        rows += _likeness(weak, pairs, "_weak", verdict(layer.resolution, "score"))
    return rows


def _likeness(
    layer: Layer, pairs: Sequence[tuple[str, str]], suffix: str, found: Verdict
) -> list[Figure]:
    rows = []
    for one, other in pairs:
        if not layer.holds((one, other)):
            continue
        a, b = layer.row(one), layer.row(other)
        for measure, value in (
            ("krugman", structure.krugman_index(a, b)),
            ("unido", structure.unido_similarity(a, b)),
        ):
            rows.append(figure(measure + suffix, value, layer, found, region=one, partner=other))
    return rows


def relatedness(layer: Layer) -> list[Figure]:
    """Complexity of each region, and density around the industries that are absent there."""
    found = verdict(layer.resolution, "describe")
    present = structure.presence(structure.revealed_advantage(layer.values))
    close = structure.density(present, structure.proximity(present))
    absent = np.where(present, np.nan, close)
    rows = _table_figures("density", absent, layer, found)
    try:
        index = structure.complexity(present).region_index
    except NotSupported:
        return rows
    return rows + [
        figure("complexity", value, layer, found, region=region)
        for region, value in zip(layer.regions, index, strict=True)
    ]


def coupling(
    panel: Panel, regions: Sequence[str], year: int, sides: tuple[str, str]
) -> list[Figure]:
    """Coupling of two named sides of development, each divided by its largest value.

    Division by the largest value keeps proportions and needs no invented floor, as the usual
    stretching to 0…1 does.
    """
    scaled = np.column_stack([_scaled(panel, regions, year, side) for side in sides])
    corrected = structure.coupling_coordination(scaled)
    classical = structure.coupling_coordination(scaled, method="classical")
    labels = corrected.classes("zh")
    columns = {
        "coupling": corrected.coupling,
        "coupling_classical": classical.coupling,
        "coupling_level": corrected.level,
        "coordination": corrected.coordination,
    }
    return [
        _plain_figure(measure, values[i], year, COUPLING_VERDICT, region, label)
        for measure, values in columns.items()
        for i, region in enumerate(regions)
        for label in [labels[i] if measure == "coordination" else ""]
    ]


def indicators_of(sides: Iterable[str]) -> tuple[str, ...]:
    """The indicators that sides are made of.

    >>> indicators_of(("gdp/pop_resident", "loans"))
    ('gdp', 'pop_resident', 'loans')
    """
    parts = [name for side in sides for name in side.split("/") if name]
    return tuple(dict.fromkeys(parts))


def _scaled(panel: Panel, regions: Sequence[str], year: int, side: str) -> Floats:
    top, _, bottom = side.partition("/")
    values = panel.complete(top, regions, year)
    if bottom:
        values = values / panel.complete(bottom, regions, year)
    scaled: Floats = values / values.max()
    return scaled


def allocation(panel: Panel, regions: Sequence[str], year: int) -> list[Figure]:
    """Output against residents over the regions (A12), and its dispersion (slot of A11)."""
    found = structure.factor_allocation(
        panel.complete("gdp", regions, year),
        panel.complete("pop_resident", regions, year),
        productivity="output per resident",
    )
    gaps = zip(regions, found.gap, strict=True)
    return [
        *(_plain_figure("share_gap", v, year, ALLOCATION_VERDICT, region) for region, v in gaps),
        _plain_figure("misplaced", found.misplaced, year, ALLOCATION_VERDICT),
        _plain_figure("productivity_dispersion", found.dispersion, year, ALLOCATION_VERDICT),
    ]


def _plain_figure(
    measure: str, value: float, year: int, found: Verdict, region: str = "", label: str = ""
) -> Figure:
    return Figure(
        measure, float(value), year, "indicators", found.supports, found.id, region, label=label
    )
