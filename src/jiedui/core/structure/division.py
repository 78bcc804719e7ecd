"""Who does what in a pair: the draft of a dislocated-development list (产业错位发展清单).

Mission C18 asks for the list, C19 gives its stages: 「宿州聚焦农业深加工、中端制造,杭州强化研发与
市场端」. Two-digit figures show where an industry is made and how productively. They do not show
laboratories or sales offices. So the list is a draft by the stated rules below, for two sides to
correct, and never a measurement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.structure._tables import fail_if_shapes_differ
from jiedui.core.structure.chains import ChainGap, ChainGraph, neighbour_amount
from jiedui.core.structure.gradient import move

Side = Literal["supporter", "recipient"]
Basis = Literal["gradient", "gap", "recipient_leads", "both_lead"]


class Stage(StrEnum):
    """Links of a value chain that a list divides between two sides."""

    RESEARCH = "research"
    MANUFACTURE = "manufacture"
    DEEP_PROCESSING = "deep_processing"
    MARKET = "market"


STAGE_NAMES_ZH = {
    Stage.RESEARCH: "研发",
    Stage.MANUFACTURE: "制造",
    Stage.DEEP_PROCESSING: "深加工",
    Stage.MARKET: "市场",
}


@dataclass(frozen=True)
class Claim:
    """One side says: this stage of this industry is ours."""

    side: Side
    industry: str
    stage: Stage


@dataclass(frozen=True)
class Conflict:
    """Both sides claim one link: they would compete where they mean to divide the work."""

    industry: str
    stage: Stage


@dataclass(frozen=True)
class ListLine:
    """One industry of the list: who does what, and on which ground the draft says so."""

    industry: str
    basis: Basis
    claims: tuple[Claim, ...]

    def holders(self, stage: Stage) -> tuple[Side, ...]:
        return tuple(claim.side for claim in self.claims if claim.stage is stage)


@dataclass(frozen=True)
class SideData:
    """One side's figures by industry of the chain: value added, gradient and labour productivity.

    `gradient` and `cpor` are NaN where the side does not have the industry.
    """

    value_added: Floats
    gradient: Floats
    cpor: Floats


def draft_list(
    graph: ChainGraph, *, supporter: SideData, recipient: SideData, gaps: Iterable[ChainGap] = ()
) -> tuple[ListLine, ...]:
    """Draft who does what, industry by industry, by rules that a reader can check.

    1. Both gradients above 1: both manufacture, which is a conflict to talk about.
    2. Supporter above 1 and recipient below 1: the recipient manufactures (`gradient`, A6);
       the same when the recipient lacks the industry and the chain has that gap (`gap`, C3).
    3. Recipient above 1, supporter not: the recipient manufactures (`recipient_leads`).
    4. Otherwise the industry is not on the list.
    Deep processing goes to the side with the larger share of its value added upstream of the
    industry (raw materials close by), market to the side with more value added downstream (in
    amount, as a market has a size), research to the side with the higher productivity of labour.
    A tie, or nothing on that side of the chain, leaves the stage open.
    """
    _fail_if_uneven(graph, supporter, recipient)
    missing = {gap.industry for gap in gaps if gap.kind in ("fill", "extend")}
    lines = []
    for k, industry in enumerate(graph.industries):
        basis = _basis(
            float(supporter.gradient[k]), float(recipient.gradient[k]), industry in missing
        )
        if basis:
            lines.append(ListLine(industry, basis, _claims(graph, k, basis, supporter, recipient)))
    return tuple(lines)


def check_claims(claims: Iterable[Claim]) -> tuple[Conflict, ...]:
    """Every link that both sides claim, from a draft or from what the two sides wrote down.

    >>> both = [Claim("supporter", "39", Stage.MARKET), Claim("recipient", "39", Stage.MARKET)]
    >>> check_claims(both)
    (Conflict(industry='39', stage=<Stage.MARKET: 'market'>),)
    """
    sides: dict[tuple[str, Stage], set[Side]] = defaultdict(set)
    for claim in claims:
        sides[claim.industry, claim.stage].add(claim.side)
    return tuple(Conflict(*link) for link in sorted(sides) if len(sides[link]) == 2)


def _basis(supporter: float, recipient: float, gap: bool) -> Basis | None:
    here, there = move(supporter), move(recipient)
    if there == "send":
        return "both_lead" if here == "send" else "recipient_leads"
    if here == "send" and there == "receive":
        return "gradient"
    return "gap" if here == "send" and there == "absent" and gap else None


def _claims(
    graph: ChainGraph, k: int, basis: Basis, supporter: SideData, recipient: SideData
) -> tuple[Claim, ...]:
    industry = graph.industries[k]
    makers: list[Side] = ["supporter", "recipient"] if basis == "both_lead" else ["recipient"]
    drafted = [Claim(side, industry, Stage.MANUFACTURE) for side in makers]
    for stage, one, other in (
        (Stage.RESEARCH, float(supporter.cpor[k]), float(recipient.cpor[k])),
        (Stage.DEEP_PROCESSING, *_upstream_shares(graph, k, supporter, recipient)),
        (Stage.MARKET, *_downstream_amounts(graph, k, supporter, recipient)),
    ):
        side = _larger(one, other)
        if side:
            drafted.append(Claim(side, industry, stage))
    return tuple(drafted)


def _upstream_shares(
    graph: ChainGraph, k: int, supporter: SideData, recipient: SideData
) -> tuple[float, float]:
    around = graph.upstream(k)
    one, other = (
        neighbour_amount(side.value_added, around) / float(side.value_added.sum())
        for side in (supporter, recipient)
    )
    return one, other


def _downstream_amounts(
    graph: ChainGraph, k: int, supporter: SideData, recipient: SideData
) -> tuple[float, float]:
    around = graph.downstream(k)
    return (
        neighbour_amount(supporter.value_added, around),
        neighbour_amount(recipient.value_added, around),
    )


def _larger(supporter: float, recipient: float) -> Side | None:
    """The side with the larger figure; a side without the industry (NaN) has none."""
    one, other = np.nan_to_num(supporter, nan=0.0), np.nan_to_num(recipient, nan=0.0)
    if one == other:
        return None
    return "supporter" if one > other else "recipient"


def _fail_if_uneven(graph: ChainGraph, supporter: SideData, recipient: SideData) -> None:
    if supporter.value_added.size != len(graph.industries):
        raise Refusal(Problem("figures by the industries of the chain graph, in their order"))
    for side in (supporter, recipient):
        for figures in (side.value_added, side.gradient, side.cpor):
            fail_if_shapes_differ(supporter.value_added, figures, what="side")
