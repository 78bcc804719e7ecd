"""Four sub-scores of a candidate pair: endowment, industry, development, history (mission B4).

「通过统筹考量地区资源禀赋、产业优势、发展水平和历史基础等因素」: each sub-score is the mean of
named components, each component is normalised over the candidates and shown. Development *difference*
and structural *complement* are separate components (A3); what a recipient needs and what the
difference offers are separate (A10); the offer is capped by what it can absorb (A9).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jiedui.core.errors import NotSupported, Problem
from jiedui.core.frames import Floats
from jiedui.core.pairing.problem import CRITERIA, Candidates
from jiedui.core.weights import normalise


@dataclass(frozen=True)
class Component:
    """One named indicator of a pair.

    `aspect` says which side of pairing it speaks of: complement, difference, need, absorption,
    history or place. `weak` marks what the data carry only poorly. A component with `share` 0 is
    shown and not counted. s is the supporter and r the recipient in `formula`.
    """

    id: str
    criterion: str
    aspect: str
    name_zh: str
    name_en: str
    formula: str
    weak: bool = False
    share: float = 1.0
    direction: int = 1


COMPONENTS: tuple[Component, ...] = (
    Component(
        "land",
        "endowment",
        "complement",
        "土地互补",
        "land complement",
        "ln(land per resident of r / land per resident of s)",
    ),
    Component(
        "capital",
        "endowment",
        "complement",
        "资金互补",
        "capital complement",
        "ln(deposits per resident of s / deposits per resident of r)",
    ),
    Component(
        "talent",
        "endowment",
        "complement",
        "人才互补",
        "talent complement",
        "share of residents with college education, s minus r, at the latest census",
    ),
    Component(
        "distance",
        "endowment",
        "place",
        "距离(公里)",
        "distance (km)",
        "great circle between inner points; shown and not counted, because studies disagree "
        "on whether nearness helps",
        share=0.0,
        direction=-1,
    ),
    Component(
        "structure",
        "industry",
        "complement",
        "就业结构互补",
        "employment complement",
        "1 - UNIDO similarity of employment shares, census sections without A and C",
        weak=True,
    ),
    Component(
        "difference",
        "development",
        "difference",
        "发展落差",
        "development difference",
        "ln(GDP per resident of s / GDP per resident of r)",
    ),
    Component(
        "absorption",
        "development",
        "absorption",
        "承接能力",
        "absorptive capacity",
        "mean of the recipient's normalised loans per GDP, urban share of residents and mean "
        "years of schooling; caps the difference",
    ),
    Component(
        "need",
        "development",
        "need",
        "帮扶需要",
        "need",
        "max(0, ln(GDP per resident of all regions together / GDP per resident of r))",
    ),
    Component(
        "years_paired",
        "history",
        "history",
        "结对年数",
        "years paired",
        "completed years in which the pair was in force, in this programme and those before it",
    ),
    Component(
        "parks",
        "history",
        "history",
        "共建园区数",
        "co-built parks",
        "parks on record that the two, or their counties, built together",
    ),
)
BY_ID: Mapping[str, Component] = {component.id: component for component in COMPONENTS}
ABSORPTION_PARTS = ("loans_per_gdp", "urban_share", "schooling")


@dataclass(frozen=True)
class Terms:
    """Sub-scores of every candidate.

    Attributes
    ----------
    values
        Shape (m, 4), in the order of `CRITERIA`, each 0-1; NaN in the column of a criterion that
        no component could be computed for.
    raw, normalised
        Shape (m, components): each component in its own unit, and stretched to 0-1.
    opportunity
        Shape (m,): the smaller of normalised difference and absorptive capacity.
    missing
        Criteria without any component.
    """

    values: Floats
    raw: pd.DataFrame
    normalised: pd.DataFrame
    opportunity: Floats
    missing: tuple[str, ...]
    normalisation: str

    def weighed(self) -> tuple[str, ...]:
        """Criteria that can carry weight."""
        return tuple(name for name in CRITERIA if name not in self.missing)


def raw_components(
    candidates: Candidates,
    facts: pd.DataFrame,
    *,
    pairwise: Mapping[str, Floats] | None = None,
) -> pd.DataFrame:
    """Components in their own units, one row per candidate; what cannot be computed is left out.

    Parameters
    ----------
    facts
        Index region code; any of `gdp_per_person` `land_per_person` `deposits_per_person`
        `college_share` `loans_per_gdp` `urban_share` `schooling` and `mean_gdp_per_person`
        (the same pooled figure in every row). A column with a hole among the regions used is
        left out as a whole: half-known components would tell regions apart by their gaps.
    pairwise
        Components that come ready per candidate: structure, distance, years_paired, parks.
    """
    s, r = _sides(candidates, facts)
    columns: dict[str, Floats] = {}
    if _known("land_per_person", s, r):
        columns["land"] = np.log(_ratio(r, s, "land_per_person"))
    if _known("deposits_per_person", s, r):
        columns["capital"] = np.log(_ratio(s, r, "deposits_per_person"))
    if _known("college_share", s, r):
        columns["talent"] = (s["college_share"] - r["college_share"]).to_numpy(dtype=float)
    if _known("gdp_per_person", s, r):
        columns["difference"] = np.log(_ratio(s, r, "gdp_per_person"))
        behind = r["mean_gdp_per_person"] / r["gdp_per_person"]
        columns["need"] = np.maximum(0.0, np.log(behind.to_numpy(dtype=float)))
    absorption = _absorption(candidates, facts)
    if absorption is not None:
        columns["absorption"] = absorption
    columns |= {k: np.asarray(v, dtype=float) for k, v in (pairwise or {}).items()}
    ordered = [component.id for component in COMPONENTS if component.id in columns]
    return pd.DataFrame({name: columns[name] for name in ordered})


def score_terms(
    raw: pd.DataFrame, *, normalisation: str = "min_max", omit: Iterable[str] = ()
) -> Terms:
    """Normalise the components over the candidates and average them into the four sub-scores.

    `omit` leaves components out, to see whether one of them decides.
    """
    used = raw.drop(columns=[name for name in omit if name in raw.columns])
    normalised = pd.DataFrame(
        {
            name: normalise(
                used[name].to_numpy(dtype=float),
                method=normalisation,
                direction=BY_ID[str(name)].direction,
            )
            for name in used.columns
        },
        index=used.index,
    )
    opportunity = _opportunity(normalised)
    columns = {name: _criterion(name, normalised, opportunity) for name in CRITERIA}
    missing = tuple(name for name, column in columns.items() if column is None)
    hole = np.full(len(raw), np.nan)
    values = np.column_stack([hole if column is None else column for column in columns.values()])
    return Terms(values, raw, normalised, opportunity, missing, normalisation)


def weighted_score(terms: Terms, weights: Floats) -> Floats:
    """Σ weight·term per candidate; a criterion without data must weigh nothing."""
    present = np.array([name not in terms.missing for name in CRITERIA])
    loaded = [name for name, w in zip(CRITERIA, weights, strict=True) if w > 0]
    refused = [name for name in loaded if name in terms.missing]
    if refused:
        raise NotSupported(
            [
                Problem("no data for this criterion, yet it has weight", column=name)
                for name in refused
            ]
        )
    score: Floats = terms.values[:, present] @ weights[present]
    return score


def refuse_three_sectors() -> None:
    """Raise: three sectors cannot rank pairs (UNIDO 0.953-0.995 over all 25 south-north pairs)."""
    raise NotSupported(
        Problem(
            "three sectors cannot rank pairs: their similarity hardly differs, and what differs "
            "is services against agriculture in one city",
            column="industry",
            hint="give employment or value added by two-digit industry (GB/T 4754)",
        )
    )


def _sides(candidates: Candidates, facts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    left = facts.reindex([candidates.supporters[i] for i in candidates.supporter])
    right = facts.reindex([candidates.recipients[i] for i in candidates.recipient])
    return left.reset_index(drop=True), right.reset_index(drop=True)


def _known(column: str, *sides: pd.DataFrame) -> bool:
    return all(column in side.columns and bool(side[column].notna().all()) for side in sides)


def _ratio(over: pd.DataFrame, under: pd.DataFrame, column: str) -> Floats:
    ratio: Floats = (over[column] / under[column]).to_numpy(dtype=float)
    return ratio


def _absorption(candidates: Candidates, facts: pd.DataFrame) -> Floats | None:
    """Mean of the sub-scores for which every recipient has a figure (A9 names these three)."""
    recipients = facts.reindex(list(candidates.recipients))
    parts = [
        normalise(recipients[name].to_numpy(dtype=float))
        for name in ABSORPTION_PARTS
        if _known(name, recipients)
    ]
    if not parts:
        return None
    by_recipient: Floats = np.mean(parts, axis=0)
    return by_recipient[candidates.recipient]


def _opportunity(normalised: pd.DataFrame) -> Floats:
    """The difference is room to grow only as far as the recipient can take it up (A9, A10)."""
    known = [name for name in ("difference", "absorption") if name in normalised.columns]
    if not known:
        return np.zeros(len(normalised))
    capped: Floats = normalised[known].min(axis=1).to_numpy(dtype=float)
    return capped


def _criterion(name: str, normalised: pd.DataFrame, opportunity: Floats) -> Floats | None:
    parts = [(BY_ID[str(c)], normalised[c].to_numpy(dtype=float)) for c in normalised.columns]
    own = [(c, v) for c, v in parts if c.criterion == name and c.share > 0]
    if name == "development":
        own = _development(own, opportunity)
    if not own:
        return None
    shares = np.array([component.share for component, _ in own])
    mean: Floats = np.average([values for _, values in own], axis=0, weights=shares)
    return mean


def _development(
    own: Sequence[tuple[Component, Floats]], opportunity: Floats
) -> list[tuple[Component, Floats]]:
    """Opportunity (the capped difference) and need, half each."""
    capped = [item for item in own if item[0].aspect in ("difference", "absorption")]
    rest = [item for item in own if item[0].aspect not in ("difference", "absorption")]
    return [(capped[0][0], opportunity), *rest] if capped else list(rest)
