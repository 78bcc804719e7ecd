"""Four sub-scores of a candidate pair: endowment, industry, development, history (mission B4).

「通过统筹考量地区资源禀赋、产业优势、发展水平和历史基础等因素」: each sub-score is the mean of
named components, each normalised over the candidates and shown. Development *difference*
and structural *complement* are separate components (A3); what a recipient needs and what the
difference offers are separate (A10); the offer is capped by what it can absorb (A9).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jiedui.core.errors import NotSupported, Problem, refuse_if_any
from jiedui.core.frames import Floats
from jiedui.core.pairing.components import ABSORPTION_PARTS, BY_ID, COMPONENTS
from jiedui.core.pairing.problem import CRITERIA, Candidates
from jiedui.core.weights import normalise


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
    facts = facts.loc[sorted({*s.index, *r.index})]
    columns: dict[str, Floats] = {}
    if _known("land_per_person", s, r):
        columns["land"] = _complement(facts["land_per_person"].map(math.log), r, s)
    if _known("deposits_per_person", s, r):
        columns["capital"] = _complement(facts["deposits_per_person"].map(math.log), s, r)
    if _known("college_share", s, r):
        columns["talent"] = _complement(facts["college_share"], s, r)
    if _known("gdp_per_person", s, r):
        columns["difference"] = np.log(_ratio(s, r, "gdp_per_person"))
        mean = r["mean_gdp_per_person"].to_numpy(dtype=float)
        columns["need"] = np.maximum(0.0, np.log(mean / r["gdp_per_person"].to_numpy(dtype=float)))
    absorption = _absorption(candidates, facts)
    if absorption is not None:
        columns["absorption"] = absorption
    columns |= {k: np.asarray(v, dtype=float) for k, v in (pairwise or {}).items()}
    ordered = [component.id for component in COMPONENTS if component.id in columns]
    return pd.DataFrame({name: columns[name] for name in ordered})


def score_terms(
    raw: pd.DataFrame,
    *,
    normalisation: str = "min_max",
    omit: Iterable[str] = (),
    shares: Mapping[str, float] | None = None,
) -> Terms:
    """Normalise the components over the candidates and average them into the four sub-scores.

    `omit` leaves components out, to see whether one of them decides; `shares` gives components
    another share within their criterion than their own.
    """
    _refuse_unknown(shares or {})
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
    columns = {name: _criterion(name, normalised, opportunity, shares or {}) for name in CRITERIA}
    missing = tuple(name for name, column in columns.items() if column is None)
    hole = np.full(len(raw), np.nan)
    values = np.column_stack([hole if column is None else column for column in columns.values()])
    return Terms(values, raw, normalised, opportunity, missing, normalisation)


def weighted_score(terms: Terms, weights: Floats) -> Floats:
    """Σ weight·term per candidate; a criterion without data must weigh nothing.

    `weights` has shape (4,), or (m, 4) where candidates have weights of their own.
    """
    present = np.array([name not in terms.missing for name in CRITERIA])
    most = np.atleast_2d(weights).max(axis=0)
    loaded = [name for name, w in zip(CRITERIA, most, strict=True) if w > 0]
    refused = [name for name in loaded if name in terms.missing]
    if refused:
        raise NotSupported(
            [
                Problem("no data for this criterion, yet it has weight", column=name)
                for name in refused
            ]
        )
    if weights.ndim == 1:
        common: Floats = terms.values[:, present] @ weights[present]
        return common
    own: Floats = (terms.values[:, present] * weights[:, present]).sum(axis=1)
    return own


def _sides(candidates: Candidates, facts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    left = facts.reindex([candidates.supporters[i] for i in candidates.supporter])
    right = facts.reindex([candidates.recipients[i] for i in candidates.recipient])
    return left, right


def _known(column: str, *sides: pd.DataFrame) -> bool:
    return all(column in side.columns and bool(side[column].notna().all()) for side in sides)


def _ratio(over: pd.DataFrame, under: pd.DataFrame, column: str) -> Floats:
    ratio: Floats = over[column].to_numpy(dtype=float) / under[column].to_numpy(dtype=float)
    return ratio


def _complement(measure: pd.Series[float], rich: pd.DataFrame, poor: pd.DataFrame) -> Floats:
    """What one side has in plenty and the other lacks, as a product of two shares.

    A difference of logarithms would be the sum of a term of s and a term of r: over pairings that
    use every region once such sums are all equal, and the component could decide nothing.
    """
    plenty = pd.Series(normalise(np.array(measure, dtype=float)), index=measure.index)
    have = plenty.reindex(rich.index).to_numpy(dtype=float)
    lack = 1.0 - plenty.reindex(poor.index).to_numpy(dtype=float)
    product: Floats = have * lack
    return product


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


def _criterion(
    name: str, normalised: pd.DataFrame, opportunity: Floats, shares: Mapping[str, float]
) -> Floats | None:
    """Mean of a criterion's parts by share; None where nothing of it can be counted.

    In development the difference and the absorption that caps it are one part, the opportunity.
    """
    own = [c for c in COMPONENTS if c.criterion == name and c.id in normalised.columns]
    parts: dict[str, tuple[float, Floats]] = {}
    for component in own:
        capped = component.aspect in ("difference", "absorption")
        values = opportunity if capped else normalised[component.id].to_numpy(dtype=float)
        share = shares.get(component.id, component.share)
        parts.setdefault("opportunity" if capped else component.id, (share, values))
    counted = [part for part in parts.values() if part[0] > 0]
    if not counted:
        return None
    mean: Floats = np.average(
        [values for _, values in counted], axis=0, weights=[share for share, _ in counted]
    )
    return mean


def _refuse_unknown(shares: Mapping[str, float]) -> None:
    hint = f"choose from {', '.join(BY_ID)}"
    problems = [
        Problem("no such component", value=name, hint=hint) for name in shares if name not in BY_ID
    ]
    problems += [
        Problem("a share is a number of 0 or more", column=name, value=str(share))
        for name, share in shares.items()
        if not (np.isfinite(share) and share >= 0)
    ]
    refuse_if_any(problems)
