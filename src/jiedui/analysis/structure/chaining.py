"""Views that need industries in detail: gradient, the IO table, chain gaps, who does what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jiedui.analysis.structure.describing import Layer, figure
from jiedui.analysis.structure.industry_data import IndustryData
from jiedui.analysis.structure.measures import NATIONAL_VERDICT
from jiedui.analysis.structure.records import Figure, PairList, RegionGaps
from jiedui.analysis.structure.request import StructureRequest
from jiedui.analysis.structure.sources import io_code
from jiedui.core import structure
from jiedui.core.frames import Floats
from jiedui.core.structure import ChainGraph, Gradient, SideData, fail_if_unsupported, verdict
from jiedui.core.units import unit
from jiedui.data.industries import IOTable


def national(table: IOTable) -> list[Figure]:
    """Influence and sensitivity of the national sectors, products made at home."""
    by_ghosh = structure.linkages(table.flows, table.output)
    by_rows = structure.linkages(table.flows, table.output, sensitivity_by="leontief_rows")
    columns = {
        "influence": by_ghosh.influence,
        "sensitivity": by_ghosh.sensitivity,
        "sensitivity_leontief_rows": by_rows.sensitivity,
    }
    return [
        Figure(
            measure,
            float(values[k]),
            table.year,
            "io42",
            NATIONAL_VERDICT.supports,
            NATIONAL_VERDICT.id,
            industry=io_code(code),
        )
        for measure, values in columns.items()
        for k, code in enumerate(table.codes)
    ]


def gradients(layer: Layer, own: IndustryData, margin: float) -> list[Figure]:
    """Gradient coefficients of a user's industries, with their factors and what they suggest."""
    found = fail_if_unsupported(own.resolution, "gradient")
    result = _gradient(own.value_added, own.employment, own.capital)
    moves = result.moves(margin=margin)
    tables = {"gradient": result.coefficient, "cpor": result.cpor}
    if result.ccor is not None:
        tables["ccor"] = result.ccor
    return [
        figure(
            measure,
            values[i, k],
            layer,
            found,
            label=moves[i][k] if measure == "gradient" else "",
            region=region,
            industry=industry,
        )
        for measure, values in tables.items()
        for i, region in enumerate(layer.regions)
        for k, industry in enumerate(layer.industries)
        if np.isfinite(values[i, k])
    ]


def _gradient(
    value_added: pd.DataFrame, employment: pd.DataFrame, capital: pd.DataFrame | None
) -> Gradient:
    return structure.gradient_coefficients(
        value_added.to_numpy(),
        employment.to_numpy(),
        capital=None if capital is None else capital.to_numpy(),
    )


@dataclass(frozen=True)
class Chain:
    """A user's industries on the 42 sectors of the national table.

    Chain gaps and lists are told at sector level, since that is the level at which the national
    table says who supplies whom.
    """

    graph: ChainGraph
    coefficients: Floats
    value_added: pd.DataFrame
    output: pd.DataFrame
    gradient: Gradient

    def side(self, region: str) -> SideData:
        i = list(self.value_added.index).index(region)
        return SideData(
            value_added=self.value_added.to_numpy()[i],
            gradient=self.gradient.coefficient[i],
            cpor=self.gradient.cpor[i],
        )

    def amounts(self, region: str) -> Floats:
        row: Floats = self.value_added.loc[region].to_numpy(dtype=float)
        return row

    def reference(self) -> Floats:
        total: Floats = self.value_added.sum(axis=0).to_numpy(dtype=float)
        return total


def chain_of(own: IndustryData, table: IOTable, threshold: float) -> Chain:
    """Put a user's two-digit industries onto the national table, as the chain graph.

    Only sectors that some row of the file names are on it: of the others the file says nothing,
    and nothing is not the same as none. Home and imported inputs together say what an industry
    needs, wherever it comes from. Gross output is value added over the sector's national ratio.
    """
    fail_if_unsupported(own.resolution, "chains")
    value_added = _on_sectors(own.value_added)
    codes = list(value_added.columns)
    kept = [table.codes.index(code) for code in codes]
    coefficients = structure.technical_coefficients(table.total_flows(), table.output)
    coefficients = coefficients[np.ix_(kept, kept)]
    capital = None if own.capital is None else _on_sectors(own.capital)
    ratio = (table.output / table.value_added)[kept]
    return Chain(
        graph=structure.chain_graph(
            coefficients, [io_code(code) for code in codes], threshold=threshold
        ),
        coefficients=coefficients,
        value_added=value_added,
        output=value_added.mul(ratio, axis="columns"),
        gradient=_gradient(value_added, _on_sectors(own.employment), capital),
    )


def _on_sectors(values: pd.DataFrame) -> pd.DataFrame:
    """Divisions summed to IO sectors; 97, international bodies, has none and is left out."""
    kept = values[[division for division in values.columns if division != "97"]]
    sectors = [structure.io42_sector(str(division)) for division in kept.columns]
    return kept.T.groupby(np.array(sectors)).sum().T


def complementarities(chain: Chain, layer: Layer, pairs: Sequence[tuple[str, str]]) -> list[Figure]:
    """Supply-demand complementarity of each pair, both directions."""
    found = fail_if_unsupported(layer.resolution, "rank_pairs")
    quotient = structure.location_quotients(chain.value_added.to_numpy())
    regions = list(chain.value_added.index)
    rows = []
    for supplier, buyer in both_ways(pairs):
        value = structure.complementarity(
            chain.coefficients,
            supplier_output=chain.output.loc[supplier].to_numpy(),
            supplier_quotients=quotient[regions.index(supplier)],
            buyer_output=chain.output.loc[buyer].to_numpy(),
        ).value
        if value is not None:
            rows.append(
                figure("complementarity", value, layer, found, region=supplier, partner=buyer)
            )
    return rows


def home_shares(
    chain: Chain, layer: Layer, own: IndustryData, table: IOTable, delta: float
) -> list[Figure]:
    """Part of its inputs that a region can buy at home, by Flegg's location quotient."""
    found = verdict(layer.resolution, "describe")
    scale = unit(own.units["value_added"]).to(unit("10k_cny"))
    nation = table.value_added[[table.codes.index(c) for c in chain.value_added.columns]]
    rows = []
    for region in layer.regions:
        regional = structure.flq_coefficients(
            chain.coefficients, region=chain.amounts(region) * scale, nation=nation, delta=delta
        )
        output = chain.output.loc[region].to_numpy(dtype=float)
        bought = float((chain.coefficients @ output).sum())
        if bought > 0:
            at_home = float((regional @ output).sum()) / bought
            rows.append(figure("flq_home_share", at_home, layer, found, region=region))
    return rows


def gaps(
    chain: Chain, pairs: Sequence[tuple[str, str]], request: StructureRequest
) -> tuple[RegionGaps, ...]:
    """What each side of each pair should strengthen, fill or extend beside the other."""
    return tuple(
        RegionGaps(
            region,
            partner,
            structure.chain_gaps(
                chain.graph,
                region=chain.amounts(region),
                partner=chain.amounts(partner),
                reference=chain.reference(),
                tau=request.chain_tau,
            ),
        )
        for partner, region in both_ways(pairs)
    )


def lists(
    chain: Chain, pairs: Sequence[tuple[str, str]], request: StructureRequest
) -> tuple[PairList, ...]:
    """The draft list of each pair (C18) with the links that both sides claim."""
    drafted = []
    for supporter, recipient in pairs:
        (found,) = (
            g for g in gaps(chain, [(supporter, recipient)], request) if g.region == recipient
        )
        lines = structure.draft_list(
            chain.graph,
            supporter=chain.side(supporter),
            recipient=chain.side(recipient),
            gaps=found.gaps,
        )
        claims = [claim for line in lines for claim in line.claims]
        drafted.append(PairList(supporter, recipient, lines, structure.check_claims(claims)))
    return tuple(drafted)


def both_ways(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each pair in both directions.

    >>> both_ways([("a", "b")])
    [('a', 'b'), ('b', 'a')]
    """
    return [way for one, other in pairs for way in ((one, other), (other, one))]
