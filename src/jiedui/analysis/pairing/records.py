"""What `propose_pairs` returns: every figure behind the answer, by name and code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jiedui.analysis.provenance import Provenance

FORMULA = (
    "score = sum over criteria of weight * term; objective = sum of score over pairs "
    "- keep_cost * changes + equity * least_gain; changes counts pairs of today that are dropped "
    "and pairs that are new; least_gain is the smallest sum of score over recipients; a "
    "criterion whose term is null weighs 0; a recipient with weights of its own in overrides is "
    "scored by them"
)


FORMULA_ZH = (
    "得分 = 各项权重 × 分项得分之和；总分 = 各对得分之和 − 变动代价 × 变动处数 "
    "+ 公平系数 × 最低所得；"
    "变动处数为取消的现行结对与新增结对之和；最低所得为各受帮扶方得分合计中的最小值；"
    "没有数据的项权重为零；单独设定了权重的受帮扶方用其自己的权重计分"
)


@dataclass(frozen=True)
class Words:
    """The same said in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Refused:
    """What could not be had, and why; `what` is an id, `name_zh` and `name_en` say it."""

    what: str
    reason: str
    reason_zh: str = ""
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class PairRef:
    supporter: str
    recipient: str
    supporter_name: str
    recipient_name: str


@dataclass(frozen=True)
class Score:
    """One candidate. `terms` are 0-1; `components` in their own units, `normalised` 0-1."""

    supporter: str
    recipient: str
    supporter_name: str
    recipient_name: str
    score: float
    terms: Mapping[str, float | None]
    components: Mapping[str, float]
    normalised: Mapping[str, float]
    opportunity: float
    today: bool


@dataclass(frozen=True)
class ChosenPair:
    supporter: str
    recipient: str
    supporter_name: str
    recipient_name: str
    score: float
    today: bool


@dataclass(frozen=True)
class Alternative:
    """Another pairing, by its place after the best."""

    place: int
    pairs: tuple[PairRef, ...]
    objective: float
    regret: float


@dataclass(frozen=True)
class ClashRecord:
    """A rule that a pairing does not keep, in the words of its clause."""

    rule: str
    name_zh: str
    name_en: str
    where: str
    allowed: str
    found: float | None
    document: str
    words: str
    force: str
    allowed_zh: str = ""
    document_zh: str = ""
    words_zh: str = ""


@dataclass(frozen=True)
class EvaluatedPairing:
    """A given pairing against the optimum; `regret` None where a pair has no score.

    `regret_by` splits the regret: the optimum's contributions minus this pairing's, by criterion,
    and what switching cost and equity add.
    """

    name: str
    label_zh: str
    label_en: str
    pairs: tuple[PairRef, ...]
    feasible: bool
    objective: float | None
    regret: float | None
    changes: int | None
    clashes: tuple[ClashRecord, ...]
    regret_by: Mapping[str, float]
    note: str = ""
    note_zh: str = ""


@dataclass(frozen=True)
class Explanation:
    """Why this pair, who came second, and what if not."""

    supporter: str
    recipient: str
    supporter_name: str
    recipient_name: str
    score: float
    contributions: Mapping[str, float]
    strongest: str
    runner_up: PairRef | None
    runner_up_score: float | None
    differences: Mapping[str, float]
    cost_of_dropping: float | None
    instead: tuple[PairRef, ...]


@dataclass(frozen=True)
class Forced:
    """A candidate left out: what having it would cost."""

    supporter: str
    recipient: str
    supporter_name: str
    recipient_name: str
    cost_of_forcing: float | None
    instead_of: tuple[PairRef, ...]


@dataclass(frozen=True)
class PairSurvival:
    supporter: str
    recipient: str
    frequency: float


@dataclass(frozen=True)
class PairingSurvival:
    pairs: tuple[PairRef, ...]
    frequency: float


@dataclass(frozen=True)
class SurvivalRecord:
    """How often each candidate is in the optimum over drawn weights.

    `tied` is the share of draws in which several pairings score the same; it supports nobody.
    """

    draws: int
    distribution: str
    solver_calls: int
    pairs: tuple[PairSurvival, ...]
    pairings: tuple[PairingSurvival, ...]
    distribution_zh: str = ""
    tied: float = 0.0


@dataclass(frozen=True)
class VariantRecord:
    """The optimum when scores are made otherwise.

    `regret` is what the proposed pairing loses under the variant's scores. `driven_by` splits it
    by criterion (the variant's optimum minus the proposed pairing), where a criterion was left
    out; it is empty where the scores themselves were made otherwise. `tied`: `pairs` score as
    much as the proposed ones under it, so it supports neither.
    """

    name: str
    pairs: tuple[PairRef, ...]
    same: bool
    regret: float
    driven_by: Mapping[str, float] = field(default_factory=dict)
    label_zh: str = ""
    label_en: str = ""
    tied: bool = False


@dataclass(frozen=True)
class WeightRange:
    criterion: str
    least: float
    most: float


@dataclass(frozen=True)
class WeightRegionRecord:
    """Weights under which a pairing is optimal: a sensitivity statement, nobody's priorities.

    Where `empty`, `proof` lists rival pairings with multipliers: mixed so, they beat it under
    every vector of weights by at least `beaten_by`.
    """

    name: str
    history: bool
    empty: bool
    example: Mapping[str, float] | None
    ranges: tuple[WeightRange, ...]
    beaten_by: float | None
    proof: tuple[tuple[float, tuple[PairRef, ...]], ...]


@dataclass(frozen=True)
class SwitchingStep:
    """The best pairing from a switching cost on, up to the next step.

    `objective` is at `keep_cost` itself, where the step before is worth as much.
    """

    keep_cost: float
    pairs: tuple[PairRef, ...]
    changes: int
    objective: float
    score: float


@dataclass(frozen=True)
class StabilityRecord:
    """How a pairing fares with the ranked lists that both sides stated."""

    name: str
    pairs: tuple[PairRef, ...]
    stable: bool
    blocking: tuple[PairRef, ...]
    unacceptable: tuple[PairRef, ...]


@dataclass(frozen=True)
class RuleRecord:
    """A rule that bounded this pairing."""

    id: str
    kind: str
    name_zh: str
    name_en: str
    force: str
    document: str
    place: str
    words: str
    mission: str
    parameters: Mapping[str, Any]
    document_zh: str = ""
    words_zh: str = ""


@dataclass(frozen=True)
class OverrideRecord:
    """What differs for one region in this run, and the recorded reason (B16).

    Quotas are None where they stay; `instead_of` is the rule whose bounds `instead_of_quota`
    are set aside. `weights` are empty where the common ones hold, else they sum to 1.
    """

    region: str
    name: str
    side: str
    reason: str
    quota_min: int | None
    quota_max: int | None
    instead_of: str
    instead_of_quota: tuple[int, ...]
    weights: Mapping[str, float]
    source: str


@dataclass(frozen=True)
class Weak:
    """A criterion that the data carry only poorly."""

    criterion: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class PairingResult:
    """Who should pair with whom, why, what comes next, and how far others are from it.

    `tied`: another pairing scores the same as `pairs`, so the data cannot decide between them.
    """

    programme: str
    name_zh: str
    name_en: str
    year: int
    level: str
    pairs: tuple[ChosenPair, ...]
    objective: float
    bound: float
    total_score: float
    changes: int
    keep_cost: float
    equity: float
    least_gain: float
    formula: str
    weights: Mapping[str, float]
    weighting: str
    weights_stability: Mapping[str, Any]
    scores: tuple[Score, ...]
    alternatives: tuple[Alternative, ...]
    evaluated: tuple[EvaluatedPairing, ...]
    explanations: tuple[Explanation, ...]
    forced: tuple[Forced, ...]
    survival: SurvivalRecord | None
    variants: tuple[VariantRecord, ...]
    weight_regions: tuple[WeightRegionRecord, ...]
    switching: tuple[SwitchingStep, ...]
    weak: tuple[Weak, ...]
    at_weight_zero: Mapping[str, VariantRecord]
    stability: tuple[StabilityRecord, ...]
    refused: tuple[Refused, ...]
    rules: tuple[RuleRecord, ...]
    definitions: Mapping[str, Any]
    provenance: Provenance
    formula_zh: str = FORMULA_ZH
    overrides: tuple[OverrideRecord, ...] = ()
    tied: bool = False

    def official(self) -> EvaluatedPairing | None:
        """The programme's own pairs, judged; None for a user's regions without a programme."""
        return next((item for item in self.evaluated if item.name == "official"), None)
