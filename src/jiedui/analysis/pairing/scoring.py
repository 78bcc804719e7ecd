"""Weights and scores of a run, and the same scores made in other ways."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from jiedui.analysis.pairing.components import Components, why_weak
from jiedui.analysis.pairing.overrides import weights_by_candidate
from jiedui.analysis.pairing.records import Weak
from jiedui.analysis.pairing.request import PairingRequest
from jiedui.core import weights as weighing
from jiedui.core.errors import NotSupported, Problem
from jiedui.core.frames import Floats
from jiedui.core.pairing import COMPONENTS, CRITERIA, Candidates, Terms, score_terms
from jiedui.core.pairing.scores import weighted_score

BOOTSTRAP_DRAWS = 500


@dataclass(frozen=True)
class Scored:
    """Terms, weights (one per criterion, 0 where there are no data) and scores of candidates.

    `by_candidate` has shape (m, 4): the weights of the candidate's recipient, where it has its
    own; `has_own` marks those.
    """

    terms: Terms
    weights: Floats
    score: Floats
    by_candidate: Floats
    has_own: NDArray[np.bool_]

    def present(self) -> list[int]:
        """Positions of the criteria that have data."""
        return [i for i, name in enumerate(CRITERIA) if name not in self.terms.missing]

    def known_terms(self) -> Floats:
        found: Floats = self.terms.values[:, self.present()]
        return found

    def moving_terms(self) -> Floats:
        """Terms for exploring the common weights: a recipient's own weights do not move with them.

        Weights sum to 1, so a row that holds the same score in every column keeps that score
        under any of them.
        """
        found = self.known_terms()
        found[self.has_own] = self.score[self.has_own, None]
        return found


def score(components: Components, request: PairingRequest, candidates: Candidates) -> Scored:
    """Score the candidates by the request's normalisation, weighting and overrides."""
    terms = score_terms(components.raw, normalisation=request.normalisation, shares=request.shares)
    weights = weights_of(terms, request)
    if not any(item.weights for item in request.overrides):
        rows, none = np.tile(weights, (len(candidates), 1)), np.zeros(len(candidates), dtype=bool)
        return Scored(terms, weights, weighted_score(terms, weights), rows, none)
    rows = weights_by_candidate(weights, candidates, request.overrides)
    own = {item.region for item in request.overrides if item.weights}
    has_own = np.array([recipient in own for _, recipient in candidates.pairs()])
    return Scored(terms, weights, weighted_score(terms, rows), rows, has_own)


def weights_of(terms: Terms, request: PairingRequest) -> Floats:
    """Weights over the four criteria; those without data weigh 0 and the rest sum to 1."""
    present = [name not in terms.missing for name in CRITERIA]
    if not any(present):
        raise NotSupported(Problem("no criterion can be scored on these data"))
    if request.weighting == "hand":
        return weighing.by_hand(request.weights, CRITERIA)
    weights = np.zeros(len(CRITERIA))
    weights[present] = weighing.WEIGHTINGS[request.weighting](terms.values[:, present])
    return weights


def other_scores(
    components: Components, request: PairingRequest, base: Scored
) -> dict[str, Floats]:
    """Scores under each other normalisation, without each component, under each weighting."""
    found = {
        f"normalisation:{name}": _rescored(components, request, base, normalisation=name)
        for name in weighing.NORMALISATIONS
        if name != request.normalisation
    }
    counted = [
        c.id for c in COMPONENTS if c.id in components.raw.columns and _counts(c.id, request)
    ]
    found |= {
        f"without:{name}": _rescored(components, request, base, omit=name) for name in counted
    }
    present = base.present()
    for name, weighting in weighing.WEIGHTINGS.items():
        if name != request.weighting:
            by_name = base.known_terms() @ weighting(base.terms.values[:, present])
            found[f"weighting:{name}"] = np.where(base.has_own, base.score, by_name)
    return found


def weights_without(base: Scored, criterion: str) -> Floats | None:
    """The weights with one criterion at 0 and the others in proportion, shape (m, 4).

    None where a candidate would have none left.
    """
    weights = base.by_candidate.copy()
    weights[:, CRITERIA.index(criterion)] = 0.0
    sums = weights.sum(axis=1, keepdims=True)
    if (sums <= 0).any():
        return None
    scaled: Floats = weights / sums
    return scaled


def weak_criteria(components: Components) -> tuple[Weak, ...]:
    if components.industry != "sections":
        return ()
    zh, en = why_weak()
    return (Weak("industry", zh, en),)


def stability_of_weights(
    candidates: Candidates, base: Scored, *, generator: np.random.Generator
) -> dict[str, object]:
    """Bootstrap of entropy and CRITIC weights over regions: on so few they swing widely."""
    present = base.present()
    criteria = [CRITERIA[i] for i in present]
    found: dict[str, object] = {"draws": BOOTSTRAP_DRAWS, "resampled": "regions of both sides"}
    found["resampled_zh"] = "两方的地区"
    for name in ("entropy", "critic"):
        records = weighing.bootstrap(
            base.known_terms(),
            criteria=criteria,
            weighting=weighing.WEIGHTINGS[name],
            sides=(candidates.supporter, candidates.recipient),
            generator=generator,
            draws=BOOTSTRAP_DRAWS,
        )
        found[name] = [asdict(record) for record in records]
    return found


def _rescored(
    components: Components,
    request: PairingRequest,
    base: Scored,
    *,
    normalisation: str = "",
    omit: str = "",
) -> Floats:
    terms = score_terms(
        components.raw,
        normalisation=normalisation or request.normalisation,
        omit=[omit] if omit else [],
        shares=request.shares,
    )
    weights = np.where([name in terms.missing for name in CRITERIA], 0.0, base.by_candidate)
    sums = weights.sum(axis=1, keepdims=True)
    # A candidate of which every weighed criterion is gone scores 0.
    return weighted_score(
        terms, np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    )


def _counts(component: str, request: PairingRequest) -> bool:
    default = next(c.share for c in COMPONENTS if c.id == component)
    return request.shares.get(component, default) > 0
