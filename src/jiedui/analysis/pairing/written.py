"""From the engine's numbers and positions to records with codes, names and clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from jiedui.analysis.pairing import scoring
from jiedui.analysis.pairing.records import (
    Alternative,
    ChosenPair,
    Explanation,
    Forced,
    PairingSurvival,
    PairRef,
    PairSurvival,
    RuleRecord,
    Score,
    SurvivalRecord,
    VariantRecord,
    WeightRange,
    WeightRegionRecord,
    Words,
)
from jiedui.analysis.pairing.run import Run
from jiedui.analysis.pairing.words import NAMES, document_of, words_of
from jiedui.catalog import indicators
from jiedui.core import pairing as engine
from jiedui.core.frames import Floats
from jiedui.core.pairing import COMPONENTS, CRITERIA, Survival, Variant, WeightFamily
from jiedui.core.pairing.problem import CodePair
from jiedui.core.pairing.scores import weighted_score
from jiedui.core.rules import Rule

CRITERIA_NAMES = {
    "endowment": ("资源禀赋", "resource endowment"),
    "industry": ("产业优势", "industrial advantage"),
    "development": ("发展水平", "development level"),
    "history": ("历史基础", "historical base"),
}
NORMALISED = {
    "min_max": Words("极差法", "range"),
    "z_score": Words("标准分", "z-score"),
    "rank": Words("位次", "rank"),
}
WEIGHED = {
    "hand": Words("人工权重", "hand"),
    "equal": Words("等权", "equal weights"),
    "entropy": Words("熵权", "entropy"),
    "critic": Words("CRITIC 权重", "CRITIC"),
}

FORCED_MOST = 1000


def can_force(run: Run) -> bool:
    """Whether each candidate left out can be priced: that is one solve for every one of them."""
    return len(run.problem.candidates) <= FORCED_MOST


class Writer:
    """Writes the parts of one run's result."""

    def __init__(self, run: Run):
        self.run = run
        self.candidates = run.problem.candidates

    def name(self, code: str) -> str:
        names = self.run.sources.panel.names
        return names.get(code) or self.run.field.names.get(code, code)

    def names(self) -> dict[str, str]:
        return {**self.run.field.names, **self.run.sources.panel.names}

    def _named(self, pair: CodePair) -> dict[str, str]:
        return asdict(self.ref(pair))

    def ref(self, pair: CodePair) -> PairRef:
        return PairRef(*pair, self.name(pair[0]), self.name(pair[1]))

    def refs(self, pairs: Iterable[CodePair]) -> tuple[PairRef, ...]:
        return tuple(self.ref(pair) for pair in pairs)

    def chosen(self, pairs: Iterable[CodePair]) -> tuple[ChosenPair, ...]:
        numbers = self.candidates.numbers(pairs)
        return tuple(
            ChosenPair(
                **self._named(self.candidates.pair(int(i))),
                score=float(self.run.problem.score[i]),
                today=bool(self.run.problem.today[i]),
            )
            for i in numbers
        )

    def scores(self) -> tuple[Score, ...]:
        return tuple(self._score(number) for number in range(len(self.candidates)))

    def _score(self, number: int) -> Score:
        terms = self.run.scored.terms
        pair = self.candidates.pair(number)
        return Score(
            **self._named(pair),
            score=float(self.run.scored.score[number]),
            terms={
                name: None if name in terms.missing else float(terms.values[number, i])
                for i, name in enumerate(CRITERIA)
            },
            components={str(k): float(v) for k, v in terms.raw.iloc[number].items()},
            normalised={str(k): float(v) for k, v in terms.normalised.iloc[number].items()},
            opportunity=float(terms.opportunity[number]),
            today=bool(self.run.problem.today[number]),
        )

    def alternatives(self) -> tuple[Alternative, ...]:
        best, *rest = engine.best_pairings(self.run.problem, self.run.request.alternatives + 1)
        return tuple(
            Alternative(
                place, self.refs(item.pairs), item.objective, best.objective - item.objective
            )
            for place, item in enumerate(rest, start=2)
        )

    def explanations(self) -> tuple[Explanation, ...]:
        present = self.run.scored.present()
        found = engine.reasons(
            self.run.problem,
            self.run.best,
            terms=self.run.scored.known_terms(),
            weights=self.run.scored.by_candidate[:, present],
            criteria=tuple(CRITERIA[i] for i in present),
        )
        return tuple(
            Explanation(
                **self._named(item.pair),
                score=item.score,
                contributions=item.contributions,
                strongest=max(item.contributions, key=lambda name: item.contributions[name]),
                runner_up=None if item.runner_up is None else self.ref(item.runner_up),
                runner_up_score=item.runner_up_score,
                differences=item.differences,
                cost_of_dropping=item.cost_of_dropping,
                instead=self.refs(item.instead),
            )
            for item in found
        )

    def forced(self) -> tuple[Forced, ...]:
        if not can_force(self.run):
            return ()
        return tuple(
            Forced(
                **self._named(item.pair),
                cost_of_forcing=item.cost_of_forcing,
                instead_of=self.refs(item.instead_of),
            )
            for item in engine.forced(self.run.problem, self.run.best)
        )

    def survival(self, found: Survival) -> SurvivalRecord:
        return SurvivalRecord(
            draws=found.draws,
            distribution="Dirichlet(1, ..., 1) over the criteria that have data",
            distribution_zh="在有数据的各项上取 Dirichlet(1, …, 1) 均匀分布",
            solver_calls=found.solves,
            pairs=tuple(
                PairSurvival(*self.candidates.pair(i), float(share))
                for i, share in enumerate(found.frequency)
            ),
            pairings=tuple(
                PairingSurvival(self.refs(pairs), share) for pairs, share in found.pairings
            ),
            tied=found.tied,
        )

    def variants(self) -> tuple[VariantRecord, ...]:
        others = scoring.other_scores(self.run.components, self.run.request, self.run.scored)
        found = engine.variants(self.run.problem, self.run.best, others)
        return tuple(self._variant(item) for item in found)

    def at_weight_zero(self) -> dict[str, VariantRecord]:
        """The answer without each criterion, and what drives it away from the one proposed.

        For a weak criterion it must stand beside the answer with it; without history it shows
        what the other three would say.
        """
        found = {}
        for name in self.run.scored.terms.weighed():
            weights = scoring.weights_without(self.run.scored, name)
            if weights is not None:
                found[name] = self._without(name, weights)
        return found

    def _without(self, name: str, weights: Floats) -> VariantRecord:
        score = weighted_score(self.run.scored.terms, weights)
        (item,) = engine.variants(self.run.problem, self.run.best, {name: score})
        theirs = contributions(self.run, item.pairs, weights)
        ours = contributions(self.run, self.run.best.pairs, weights)
        driven = {criterion: theirs[criterion] - ours[criterion] for criterion in theirs}
        return replace(self._variant(item), driven_by=driven)

    def _variant(self, item: Variant) -> VariantRecord:
        label = variant_label(item.name)
        return VariantRecord(
            item.name,
            self.refs(item.pairs),
            item.same,
            item.regret,
            label_zh=label.zh,
            label_en=label.en,
            tied=item.tied,
        )

    def tied(self) -> bool:
        """Whether another pairing is worth as much as the proposed one."""
        taken = self.run.best.mask(len(self.candidates))
        return engine.ties_of(self.run.problem, taken).another is not None

    def region(
        self,
        family: WeightFamily,
        name: str,
        pairs: Iterable[CodePair],
        criteria: Sequence[str],
        *,
        history: bool,
    ) -> WeightRegionRecord:
        taken = self.candidates.marked(pairs)
        without = [] if history else [criteria.index("history")]
        found = engine.optimal_weights(family, taken, without=without)
        example = None
        if found.example is not None:
            example = {c: float(w) for c, w in zip(criteria, found.example, strict=True)}
        proof = [
            (share, self.refs(self.candidates.pairs(rival)))
            for share, rival in zip(found.multipliers, found.rivals, strict=True)
            if share > 1e-9
        ]
        ranges = [WeightRange(c, *ends) for c, ends in zip(criteria, found.ranges, strict=False)]
        beaten = -found.margin if found.empty else None
        return WeightRegionRecord(
            name, history, found.empty, example, tuple(ranges), beaten, tuple(proof)
        )

    def rules(self) -> tuple[RuleRecord, ...]:
        blocks = [block.rule for block in self.run.problem.limits]
        rules = list(dict.fromkeys(rule.id for rule in (*self.run.field.rules, *blocks)))
        by_id = {rule.id: rule for rule in (*blocks, *self.run.field.rules)}
        return tuple(_rule(by_id[rule_id]) for rule_id in rules)

    def definitions(self) -> dict[str, Any]:
        request, day = self.run.request, self.run.field.rules_day
        shares = request.shares
        return {
            "criteria": {
                name: {"name_zh": zh, "name_en": en} for name, (zh, en) in CRITERIA_NAMES.items()
            },
            "components": [
                {
                    "id": c.id,
                    "criterion": c.criterion,
                    "aspect": c.aspect,
                    "name_zh": c.name_zh,
                    "name_en": c.name_en,
                    "formula": self._formula(c.id, c.formula),
                    "formula_zh": self._formula_zh(c.id, c.formula_zh),
                    "share": shares.get(c.id, c.share),
                    "weak": c.weak and self.run.components.industry == "sections",
                    "year": self.run.components.years[c.id],
                }
                for c in COMPONENTS
                if c.id in self.run.components.raw.columns
            ],
            "term": "mean of the normalised components of a criterion by share; in development the "
            "difference enters capped by the absorptive capacity, as opportunity",
            "term_zh": "一项的得分是其各分项归一值按份额的平均；发展水平中，落差以承接能力为上限，"
            "合为机会一个分项",
            "normalisation": f"{request.normalisation} over the candidates",
            "normalisation_zh": f"在全部候选中{NORMALISED[request.normalisation].zh}",
            "population": self.run.sources.population,
            "population_zh": _population_zh(self.run.sources.population),
            "city_pairs": self.refs(self.run.field.city_pairs),
            "rules_of": None if day is None else day.isoformat(),
            "today": f"pairs in force on {request.year}-12-31",
            "today_zh": f"{request.year}年12月31日有效的结对",
        }

    def _formula(self, component: str, formula: str) -> str:
        if component == "structure" and self.run.components.industry == "two_digit":
            return "1 - UNIDO similarity of two-digit industries"
        return formula

    def _formula_zh(self, component: str, formula: str) -> str:
        if component == "structure" and self.run.components.industry == "two_digit":
            return "1 − 两位数行业就业的 UNIDO 相似系数"
        return formula


def variant_label(name: str) -> Words:
    """What another way of scoring is called: `without:land`, `weighting:entropy`, a criterion.

    >>> variant_label("without:land").zh, variant_label("normalisation:rank").en
    ('去掉土地互补', 'normalised by rank')
    """
    kind, _, what = name.partition(":")
    if kind in CRITERIA_NAMES:
        zh, en = CRITERIA_NAMES[kind]
        return Words(f"不计{zh}", f"without {en}")
    if kind == "without":
        named = NAMES.get(what, Words(what, what))
        return Words(f"去掉{named.zh}", f"without {named.en}")
    if kind == "normalisation":
        return Words(f"归一化改用{NORMALISED[what].zh}", f"normalised by {NORMALISED[what].en}")
    if kind == "weighting":
        return Words(f"赋权改用{WEIGHED[what].zh}", f"weighted by {WEIGHED[what].en}")
    return Words(name, name)


def _population_zh(indicator: str) -> str:
    known = indicators().get(indicator)
    return indicator if known is None else known.name_zh


def contributions(run: Run, pairs: Iterable[CodePair], weights: Floats) -> dict[str, float]:
    """Σ weight·term over the pairs, by criterion; criteria without data are left out.

    `weights` has one row per candidate.
    """
    numbers = run.problem.candidates.numbers(pairs)
    parts = run.scored.terms.values[numbers] * weights[numbers]
    return {
        name: float(parts[:, i].sum())
        for i, name in enumerate(CRITERIA)
        if name not in run.scored.terms.missing
    }


def _rule(rule: Rule) -> RuleRecord:
    clause = rule.clause
    return RuleRecord(
        rule.id,
        rule.kind,
        rule.name_zh,
        rule.name_en,
        rule.force.value,
        clause.document,
        clause.place,
        clause.words,
        clause.mission,
        rule.parameters,
        document_of(rule).zh,
        words_of(rule).zh,
    )
