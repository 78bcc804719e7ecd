"""The chain of a pair before and after: what stands there, which links a placement adds.

A node is a sector of the national input-output table. Before: how far it stands in the recipient's
parks (1 where it leads in one, less where only a broad word or a firm of the city says so) and
whether the supporter has it. After: the firms placed in those parks, and what each does to the
chain of its park: 强链, 补链, 延链. A sector that would fill the chain and that has nobody is an
open gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiedui.analysis.matching.placement import Placement
from jiedui.analysis.matching.presence import lies_in
from jiedui.analysis.matching.run import MatchRun
from jiedui.analysis.matching.terms import LAST_OF_MINING
from jiedui.analysis.matching.words import Said
from jiedui.core.errors import Problem, Refusal
from jiedui.core.matching.fits import GAP_KINDS, GapKind

GAPS_SHOWN = 20


@dataclass(frozen=True)
class ChainLink:
    """A delivery between two sectors that a placed firm closes; `share` of the buyer's output."""

    supplier: str
    buyer: str
    share: float


@dataclass(frozen=True)
class ChainNode:
    """A sector in the recipient's parks.

    Attributes
    ----------
    before
        0 to 1, how far it stood in them; 1 where it led in one.
    at_supporter
        Whether the supporter has listed firms of it; None where the data do not say of a county.
    firms, of_supporter
        Ids of firms placed there, and those of them whose home is in the supporter.
    kinds
        How many of them strengthen, fill or extend the chain of their park; "" for none of these.
    links
        Deliveries at hand that they join, strongest first.
    """

    sector: str
    name: Said
    before: float
    at_supporter: bool | None
    firms: tuple[str, ...]
    of_supporter: tuple[str, ...]
    kinds: Mapping[GapKind, int]
    links: tuple[ChainLink, ...]

    @property
    def is_new(self) -> bool:
        """The sector led in none of the parks and has a firm now."""
        return bool(self.firms) and self.before < 1


@dataclass(frozen=True)
class OpenGap:
    """A sector that would fill or extend the chain of a park and that nobody was placed in."""

    sector: str
    name: Said
    park: str
    kind: GapKind
    worth: float
    at_supporter: bool | None
    links: tuple[ChainLink, ...]


@dataclass(frozen=True)
class ChainMap:
    """The chain in the parks of a recipient.

    Attributes
    ----------
    parks
        Ids of the recipient's parks in the run.
    nodes
        Sectors that stood there or have a firm now: with most firms first.
    gaps
        Open gaps, the one that fills most first, one line a sector.
    names
        Names of every sector spoken of.
    without_words
        Parks of which nothing is known; firms placed there count as joining no chain.
    """

    supporter: str
    recipient: str
    parks: tuple[str, ...]
    nodes: tuple[ChainNode, ...]
    gaps: tuple[OpenGap, ...]
    names: Mapping[str, Said]
    without_words: tuple[str, ...]

    @property
    def kinds(self) -> dict[GapKind, int]:
        """Placed firms by what they do to the chain."""
        total: Counter[GapKind] = Counter()
        for node in self.nodes:
            total.update(node.kinds)
        return {kind: total[kind] for kind in GAP_KINDS}

    @property
    def share_joining(self) -> float | None:
        """C4: the share of placed firms that close a named gap; None where nobody was placed."""
        total = sum(self.kinds.values())
        return (total - self.kinds[""]) / total if total else None


def chain_map(
    run: MatchRun, placement: Placement, *, supporter: str, recipient: str, most: int = GAPS_SHOWN
) -> ChainMap:
    """The chain in a recipient's parks before and after a placement; codes of GB/T 2260.

    A firm of several sectors counts in the one that joins the chain of its park best.
    """
    inside = np.flatnonzero([lies_in(region, recipient) for region in run.parks["region"]])
    if not inside.size:
        hint = "the parks' table names no park there"
        raise Refusal(
            Problem("no park of this run lies in the recipient", value=recipient, hint=hint)
        )
    placed = _Placed.of(run, placement, inside, supporter)
    own = run.tables.presence.sectors[inside]
    before = np.nan_to_num(own).max(axis=0)
    theirs = _at_supporter(run, supporter)
    nodes = [
        _node(run, placed, sector, float(before[sector]), theirs)
        for sector in np.flatnonzero((before >= 1) | placed.counts).tolist()
    ]
    nodes.sort(key=lambda node: (-len(node.firms), -node.before, node.sector))
    gaps = tuple(_gaps(run, inside, placed, theirs))[:most]
    links = [link for node in nodes for link in node.links]
    links += [link for gap in gaps for link in gap.links]
    sectors = {node.sector for node in nodes} | {gap.sector for gap in gaps}
    sectors |= {code for link in links for code in (link.supplier, link.buyer)}
    codes = run.known.table.codes
    return ChainMap(
        supporter=supporter,
        recipient=recipient,
        parks=tuple(placement.parks[j] for j in inside),
        nodes=tuple(nodes),
        gaps=gaps,
        names={code: _name(run, codes.index(code)) for code in sorted(sectors)},
        without_words=tuple(placement.parks[j] for j in inside[np.isnan(own).all(axis=1)]),
    )


@dataclass(frozen=True)
class _Placed:
    """Firms placed in some parks: row, park, and the sector by which each joins the chain."""

    firms: NDArray[np.int64]
    ids: tuple[str, ...]
    park: NDArray[np.int64]
    sector: NDArray[np.int64]
    of_supporter: NDArray[np.bool_]
    counts: NDArray[np.int64]

    @classmethod
    def of(
        cls, run: MatchRun, placement: Placement, parks: NDArray[np.int64], supporter: str
    ) -> _Placed:
        park = placement.answer.park.astype(np.int64)
        firms = np.flatnonzero(np.isin(park, parks))
        kind = run.tables.kinds.industry[firms]
        sector = run.tables.chain_sector[kind, park[firms]].astype(np.int64)
        homes = run.firms["home"].iloc[firms]
        return cls(
            firms=firms,
            ids=tuple(placement.firms[i] for i in firms),
            park=park[firms],
            sector=sector,
            of_supporter=np.array([bool(h) and lies_in(h, supporter) for h in homes], bool),
            counts=np.bincount(sector, minlength=len(run.known.table.codes)),
        )


def _node(
    run: MatchRun, placed: _Placed, sector: int, before: float, theirs: NDArray[np.float64] | None
) -> ChainNode:
    at = np.flatnonzero(placed.sector == sector)
    parks = placed.park[at]
    worth = np.nan_to_num(run.tables.chain.value[sector, parks])
    kinds = np.where(worth > 0, run.tables.chain.kind[sector, parks], 0)
    counts = np.bincount(kinds, minlength=len(GAP_KINDS))
    links = {link for park in parks[worth > 0].tolist() for link in _links(run, sector, park)}
    return ChainNode(
        sector=run.known.table.codes[sector],
        name=_name(run, sector),
        before=before,
        at_supporter=None if theirs is None else bool(theirs[sector] > 0),
        firms=tuple(placed.ids[i] for i in at),
        of_supporter=tuple(placed.ids[i] for i in at if placed.of_supporter[i]),
        kinds={kind: int(n) for kind, n in zip(GAP_KINDS, counts, strict=True)},
        links=tuple(sorted(links, key=lambda link: (-link.share, link.supplier, link.buyer))),
    )


def _gaps(
    run: MatchRun,
    parks: NDArray[np.int64],
    placed: _Placed,
    theirs: NDArray[np.float64] | None,
) -> Iterator[OpenGap]:
    """Per sector that nobody was placed in, the park whose chain it would help most.

    Farms and mines are where nature put them: no project of a park.
    """
    value = np.nan_to_num(run.tables.chain.value[:, parks])
    missing = GAP_KINDS.index("fill"), GAP_KINDS.index("extend")
    value = np.where(np.isin(run.tables.chain.kind[:, parks], missing), value, 0.0)
    best = value.argmax(axis=1)
    worth = value[np.arange(len(value)), best]
    worth[placed.counts > 0] = 0.0
    worth[: run.known.table.codes.index(LAST_OF_MINING) + 1] = 0.0
    for sector in np.argsort(-worth, kind="stable").tolist():
        if worth[sector] <= 0:
            return
        park = int(parks[best[sector]])
        yield OpenGap(
            sector=run.known.table.codes[sector],
            name=_name(run, sector),
            park=str(run.parks["park"].iloc[park]),
            kind=GAP_KINDS[int(run.tables.chain.kind[sector, park])],
            worth=float(worth[sector]),
            at_supporter=None if theirs is None else bool(theirs[sector] > 0),
            links=tuple(_links(run, sector, park)),
        )


def _links(run: MatchRun, sector: int, park: int) -> list[ChainLink]:
    """The strongest delivery out of the sector and the strongest into it, at this park."""
    made, shares, codes = run.tables.chain, run.known.coefficients, run.known.table.codes
    buyer, supplier = int(made.buyer[sector, park]), int(made.supplier[sector, park])
    found = []
    if buyer >= 0:
        found.append(ChainLink(codes[sector], codes[buyer], float(shares[sector, buyer])))
    if supplier >= 0 and (supplier, sector) != (sector, buyer):
        found.append(ChainLink(codes[supplier], codes[sector], float(shares[supplier, sector])))
    return found


def _at_supporter(run: MatchRun, supporter: str) -> NDArray[np.float64] | None:
    """How far each sector stands at the supporter; None where the listed firms do not say it."""
    counts = run.known.sectors
    if supporter not in counts.index:
        return None
    found: NDArray[np.float64] = counts.loc[supporter].to_numpy(dtype=float)
    return found


def _name(run: MatchRun, sector: int) -> Said:
    return Said(run.known.table.names_zh[sector], run.known.table.names_en[sector])
