"""Weights and scores of a run, and the same scores made in other ways."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from jiedui.analysis.pairing.components import Components, why_weak
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
    """Terms, weights (one per criterion, 0 where there are no data) and scores of candidates."""

    terms: Terms
    weights: Floats
    score: Floats

    def present(self) -> list[int]:
        """Positions of the criteria that have data."""
        return [i for i, name in enumerate(CRITERIA) if name not in self.terms.missing]

    def known_terms(self) -> Floats:
        found: Floats = self.terms.values[:, self.present()]
        return found


def score(components: Components, request: PairingRequest) -> Scored:
    """Score the candidates by the request's normalisation and weighting."""
    terms = score_terms(components.raw, normalisation=request.normalisation, shares=request.shares)
    weights = weights_of(terms, request)
    return Scored(terms, weights, weighted_score(terms, weights))


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
            found[f"weighting:{name}"] = base.known_terms() @ weighting(
                base.terms.values[:, present]
            )
    return found


def weights_without(base: Scored, criterion: str) -> Floats | None:
    """The weights with one criterion at 0 and the others in proportion; None if none is left."""
    weights = base.weights.copy()
    weights[CRITERIA.index(criterion)] = 0.0
    return None if weights.sum() <= 0 else weights / weights.sum()


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
    weights = np.where([name in terms.missing for name in CRITERIA], 0.0, base.weights)
    if weights.sum() <= 0:
        return np.zeros(len(base.score))
    return weighted_score(terms, weights / weights.sum())


def _counts(component: str, request: PairingRequest) -> bool:
    default = next(c.share for c in COMPONENTS if c.id == component)
    return request.shares.get(component, default) > 0
