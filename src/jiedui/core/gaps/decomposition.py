"""How much of inequality lies between groups of regions and how much inside them (Theil)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats
from jiedui.core.gaps.inequality import theil_l, theil_t
from jiedui.core.gaps.inputs import Labels, group_labels, in_order, output_and_people

Index = Literal["T", "L"]
LabelsLike = Sequence[Any] | NDArray[Any]


@dataclass(frozen=True)
class TheilGroup:
    """One group's part in a Theil index.

    Attributes
    ----------
    label
        The group.
    inside
        The index among the group's own regions.
    contribution
        The group's part of `within`: its share of output (T) or of people (L) times `inside`.
    between_term
        The group's term of `between`; negative for a group below the mean (T).
    output_share, people_share
        The group's share of all output and of all people.
    """

    label: Any
    inside: float
    contribution: float
    between_term: float
    output_share: float
    people_share: float


@dataclass(frozen=True)
class TheilDecomposition:
    """`total = between + within`, and the groups behind it in order of first appearance."""

    total: float
    between: float
    within: float
    groups: tuple[TheilGroup, ...]

    @property
    def between_share(self) -> float | None:
        """between/total; None where all regions are equal."""
        return None if self.total == 0 else self.between / self.total


@dataclass(frozen=True)
class NestedTheil:
    """`total = between_outer + between_inner + within_inner`: provinces, cities, counties.

    `outer` holds for every outer group its decomposition among its own inner groups.
    """

    total: float
    between_outer: float
    between_inner: float
    within_inner: float
    outer: tuple[tuple[Any, TheilDecomposition], ...]


def theil_t_by_group(
    output: ArrayLike, people: ArrayLike, labels: LabelsLike
) -> TheilDecomposition:
    """Theil's T between and within groups (Shorrocks 1980, 1984).

    T = Σ_g Q_g T_g + Σ_g Q_g ln(Q_g/F_g): Q_g, F_g shares of output and people, T_g inside g.

    Parameters
    ----------
    output, people
        One number per region.
    labels
        The group of each region; every region has exactly one.

    Examples
    --------
    >>> parts = theil_t_by_group([3.0, 3.0, 1.0, 1.0], [1.0] * 4, ["rich", "rich", "poor", "poor"])
    >>> parts.within, abs(parts.between - parts.total) < 1e-15
    (0.0, True)
    """
    return _by_group(output, people, labels, "T")


def theil_l_by_group(
    output: ArrayLike, people: ArrayLike, labels: LabelsLike
) -> TheilDecomposition:
    """Theil's L between and within groups: L = Σ_g F_g L_g + Σ_g F_g ln(F_g/Q_g).

    The only population-weighted index whose inside parts carry no income weights.
    """
    return _by_group(output, people, labels, "L")


def nested_theil(
    output: ArrayLike,
    people: ArrayLike,
    *,
    outer: LabelsLike,
    inner: LabelsLike,
    index: Index = "T",
) -> NestedTheil:
    """Two-stage nested decomposition, for instance province over city over county (Akita 2003).

    T = T_BP + Σ_p Q_p T_BC(p) + Σ_p Σ_c Q_pc T_pc, with population shares in place of output
    shares for L.

    Parameters
    ----------
    output, people
        One number per lowest unit (county).
    outer, inner
        The province and the city of each county; a city lies in one province.
    index
        `"T"` or `"L"`.
    """
    Y, N = output_and_people(output, people)
    provinces, cities = group_labels(outer, Y.size), group_labels(inner, Y.size)
    _fail_unless_nested(provinces, cities)
    top = _by_group(Y, N, provinces, index)
    parts = []
    for group in top.groups:
        inside = provinces == group.label
        parts.append((group.label, _by_group(Y[inside], N[inside], cities[inside], index)))
    weights = [_weight(group, index) for group in top.groups]
    return NestedTheil(
        total=top.total,
        between_outer=top.between,
        between_inner=sum(w * p.between for w, (_, p) in zip(weights, parts, strict=True)),
        within_inner=sum(w * p.within for w, (_, p) in zip(weights, parts, strict=True)),
        outer=tuple(parts),
    )


def _by_group(
    output: ArrayLike, people: ArrayLike, labels: LabelsLike, index: Index
) -> TheilDecomposition:
    Y, N = output_and_people(output, people, positive_output=index == "L")
    marks = group_labels(labels, Y.size)
    measure = theil_t if index == "T" else theil_l
    groups = tuple(_group(Y, N, marks == label, label, index, measure) for label in in_order(marks))
    return TheilDecomposition(
        total=measure(Y, N),
        between=sum(group.between_term for group in groups),
        within=sum(group.contribution for group in groups),
        groups=groups,
    )


def _group(
    Y: Floats,
    N: Floats,
    inside: NDArray[np.bool_],
    label: Any,
    index: Index,
    measure: Callable[[ArrayLike, ArrayLike], float],
) -> TheilGroup:
    Q, F = float(Y[inside].sum() / Y.sum()), float(N[inside].sum() / N.sum())
    # A group without any output has T-weight 0, and 0·ln 0 counts as 0.
    own = measure(Y[inside], N[inside]) if Q > 0 else 0.0
    weight, other = (Q, F) if index == "T" else (F, Q)
    between = weight * float(np.log(weight / other)) if weight > 0 else 0.0
    return TheilGroup(label, own, weight * own, between, Q, F)


def _weight(group: TheilGroup, index: Index) -> float:
    return group.output_share if index == "T" else group.people_share


def _fail_unless_nested(outer: Labels, inner: Labels) -> None:
    above: dict[Any, Any] = {}
    for province, city in zip(outer.tolist(), inner.tolist(), strict=True):
        if above.setdefault(city, province) != province:
            reason = f"inner group lies in two outer groups, {above[city]} and {province}"
            hint = "use codes, not names, where two provinces have a city of one name"
            raise Refusal(Problem(reason, value=str(city), hint=hint))
