"""`propose_pairs`: programme or regions, sources and request in; the explained pairing out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from jiedui.analysis.pairing import counties, judged, overrides, scoring, written
from jiedui.analysis.pairing import participants as taking_part
from jiedui.analysis.pairing.components import components_of
from jiedui.analysis.pairing.field import Participants
from jiedui.analysis.pairing.records import (
    FORMULA,
    EvaluatedPairing,
    PairingResult,
    Refused,
    StabilityRecord,
    SurvivalRecord,
    SwitchingStep,
    WeightRegionRecord,
    Words,
)
from jiedui.analysis.pairing.request import PairingRequest, Progress, Proposal
from jiedui.analysis.pairing.run import Run
from jiedui.analysis.pairing.sources import Sources, bundled
from jiedui.analysis.pairing.words import refused as refusal_of
from jiedui.analysis.provenance import Provenance, plain
from jiedui.core import pairing as engine
from jiedui.core.errors import NotSupported
from jiedui.core.pairing import CRITERIA, Limits, Pairing, all_candidates
from jiedui.core.pairing.problem import CodePair
from jiedui.schemes import load
from jiedui.schemes.records import Programme, Scheme


def propose_pairs(
    programme: Programme,
    request: PairingRequest,
    *,
    scheme: Scheme | None = None,
    sources: Sources | None = None,
    progress: Progress | None = None,
) -> PairingResult:
    """Propose the pairs of a programme on the data of one year, with reasons.

    Parameters
    ----------
    programme
        Its participants, quotas and official pairs are read with `scheme` (the bundled one by
        default) on the last day of the year, or on its first or last day of force.
    sources
        The data; the bundled sets by default.
    progress
        Called with a stage, steps done and steps in all.

    Raises
    ------
    Refusal
        Rules that clash, by name and clause; a pair asked for that is no candidate.
    NotSupported
        No pair has data, or a criterion has weight and no data.
    """
    data = sources or bundled(programme, level=request.level)
    rules = scheme or load.scheme(programme.id)
    if request.level == "county":
        above = _cities(programme, rules, request)
        field = counties.of_counties(programme, rules, data, request, city_pairs=above)
    else:
        field = taking_part.of_programme(programme, rules, data, request)
    names = _names(programme.id, programme.name_zh, programme.name_en)
    return _proposed(names, field, data, request, progress, _official(programme, field))


def pair_regions(
    supporters: Iterable[str],
    recipients: Iterable[str],
    request: PairingRequest,
    sources: Sources,
    *,
    progress: Progress | None = None,
) -> PairingResult:
    """Propose pairs among a user's own regions, of any country and any codes."""
    field = taking_part.of_regions(sorted(supporters), sorted(recipients))
    names = _names("", "自有数据", "own data")
    return _proposed(names, field, sources, request, progress, [])


def _cities(programme: Programme, scheme: Scheme, request: PairingRequest) -> tuple[CodePair, ...]:
    """The best city pairs of the same year under the same weights: the level above."""
    data = bundled(programme)
    above = counties.without_county_matters(request)
    field = taking_part.of_programme(programme, scheme, data, above)
    return _run(field, data, above).best.pairs


def _official(programme: Programme, field: Participants) -> list[Proposal]:
    """The programme's own pairs, then those in force today where they are others.

    County pairs are on record, mostly inferred: they are not called official.
    """
    name = "recorded" if field.city_pairs else "official"
    found = [Proposal(name, field.official, f"{programme.id}: {programme.source}")]
    if field.today and set(field.today) != set(field.official):
        found.append(Proposal("today", field.today, "pairs in force on the last day of the year"))
    return found


def _proposed(
    names: dict[str, Any],
    field: Participants,
    sources: Sources,
    request: PairingRequest,
    progress: Progress | None,
    given: list[Proposal],
) -> PairingResult:
    run = _run(field, sources, request)
    tell = progress or (lambda stage, done, total: None)
    generator = np.random.default_rng(request.seed)
    refused = [*field.refused, *run.components.refused]
    evaluated = judged.evaluations(run, [*given, *_completed(run), *request.proposals])
    tell("weights", 0, request.draws)
    survival, regions = _weight_space(run, evaluated, generator, refused, tell)
    refused += _not_done(run, survival)
    tell("explanations", 0, 1)
    return PairingResult(
        **names,
        **_asked(request),
        **_solved(run.best),
        **_written(written.Writer(run)),
        formula=FORMULA,
        weights={name: float(w) for name, w in zip(CRITERIA, run.scored.weights, strict=True)},
        weights_stability=scoring.stability_of_weights(
            run.problem.candidates, run.scored, generator=generator
        ),
        evaluated=evaluated,
        survival=survival,
        weight_regions=regions,
        switching=_switching(run),
        weak=scoring.weak_criteria(run.components),
        stability=_stability(run, evaluated),
        refused=tuple(refused),
        provenance=_provenance(names["programme"], sources, request),
    )


def _not_done(run: Run, survival: SurvivalRecord) -> list[Refused]:
    """What was asked for and would take too long here, by name and reason."""
    found, draws = [], run.request.draws
    if survival.draws < draws:
        reason = Words(
            f"所要的 {draws} 组权重中只算了 {survival.draws} 组：这里每一组都要单独求解",
            f"{survival.draws} of {draws} draws: here each one has to be solved",
        )
        found.append(refusal_of("survival", reason))
    if not written.can_force(run):
        reason = Words("候选太多，未逐一计算", "too many candidates to price each one")
        found.append(refusal_of("forced", reason))
    return found


def _names(programme: str, name_zh: str, name_en: str) -> dict[str, Any]:
    """Whose pairing it is."""
    return {"programme": programme, "name_zh": name_zh, "name_en": name_en}


def _asked(request: PairingRequest) -> dict[str, Any]:
    """The question, as the result repeats it."""
    return {
        "year": request.year,
        "level": request.level,
        "keep_cost": request.keep_cost,
        "equity": request.equity,
        "weighting": request.weighting,
    }


def _solved(best: Pairing) -> dict[str, Any]:
    """The answer in figures."""
    return {
        "objective": best.objective,
        "bound": best.bound,
        "total_score": best.score,
        "changes": best.changes,
        "least_gain": best.least_gain,
    }


def _written(write: written.Writer) -> dict[str, Any]:
    """The answer and its reasons as rows with names."""
    run = write.run
    return {
        "pairs": write.chosen(run.best.pairs),
        "scores": write.scores(),
        "alternatives": write.alternatives(),
        "explanations": write.explanations(),
        "forced": write.forced(),
        "variants": write.variants(),
        "at_weight_zero": write.at_weight_zero(),
        "rules": write.rules(),
        "definitions": write.definitions(),
        "tied": write.tied(),
        "overrides": overrides.records(run.field, run.request.overrides, write.names()),
    }


def _run(field: Participants, sources: Sources, request: PairingRequest) -> Run:
    overrides.fail_if_misplaced(field, request.overrides)
    candidates = all_candidates(field.supporters, field.recipients)
    limits: tuple[Limits, ...] = ()
    if field.city_pairs:
        candidates = counties.nested_candidates(field, request)
        limits = (counties.cross_limit(field, candidates, request),)
    components = components_of(candidates, sources, year=request.year, level=request.level)
    scored = scoring.score(components, request, candidates)
    problem = engine.problem_of(
        candidates,
        scored.score,
        today=field.today,
        keep_cost=request.keep_cost,
        equity=request.equity,
        limits=(*taking_part.limits_for(field, candidates, request, sources), *limits),
    )
    best = engine.solve(problem)
    return Run(request, sources, field, components, scored, problem, best)


def _completed(run: Run) -> list[Proposal]:
    """Today's pairs that may stay, completed as well as possible: the least that must change."""
    candidates = run.problem.candidates
    staying = [pair for pair in run.field.today if candidates.marked([pair]).any()]
    if not staying or set(run.field.today) == set(run.best.pairs):
        return []
    rule = engine.own_rule("keep", "keep", "today's pairs that may stay, stay")
    kept = engine.fixed(candidates, rule, candidates.numbers(staying), value=1)
    found = engine.try_solve(run.problem.with_limits(kept))
    if found is None:
        return []
    return [Proposal("today_completed", found.pairs, "today's pairs that may stay, completed")]


def _weight_space(
    run: Run,
    evaluated: tuple[EvaluatedPairing, ...],
    generator: np.random.Generator,
    refused: list[Refused],
    tell: Progress,
) -> tuple[SurvivalRecord, tuple[WeightRegionRecord, ...]]:
    present, draws = run.scored.present(), run.request.draws
    write = written.Writer(run)
    try:
        family = engine.WeightFamily(run.problem, run.scored.moving_terms())
    except NotSupported as refusal:
        zh = "计入公平项时总分不是权重的线性函数，不考察权重范围"
        reason = Words(zh, refusal.problems[0].reason)
        refused.append(refusal_of("weight_regions", reason))
        drawn = engine.survival_by_solving(
            run.problem,
            run.scored.moving_terms(),
            draws=draws,
            generator=generator,
            progress=lambda done: tell("weights", done, draws),
        )
        return write.survival(drawn), ()
    drawn = engine.survival(family, draws=draws, generator=generator)
    given: list[tuple[str, tuple[CodePair, ...]]] = [("proposed", run.best.pairs)]
    for item in evaluated:
        pairs = tuple((p.supporter, p.recipient) for p in item.pairs)
        if item.feasible and pairs not in [seen for _, seen in given]:
            given.append((item.name, pairs))
    criteria = tuple(CRITERIA[i] for i in present)
    regions = [write.region(family, name, pairs, criteria, history=True) for name, pairs in given]
    if "history" in criteria and len(criteria) > 1:
        regions += [
            write.region(family, name, pairs, criteria, history=False) for name, pairs in given
        ]
    return write.survival(drawn), tuple(regions)


def _switching(run: Run) -> tuple[SwitchingStep, ...]:
    """From which switching cost on which pairing is best: where re-pairing stops paying (B8)."""
    write = written.Writer(run)
    return tuple(
        SwitchingStep(
            step.keep_cost,
            write.refs(step.pairing.pairs),
            step.pairing.changes,
            step.pairing.objective - step.keep_cost * step.pairing.changes,
            step.pairing.score,
        )
        for step in engine.switching_steps(run.problem)
    )


def _stability(run: Run, evaluated: tuple[EvaluatedPairing, ...]) -> tuple[StabilityRecord, ...]:
    """Only on ranked lists that both sides stated; without them there is nothing to say."""
    preferences = run.request.preferences
    if preferences is None:
        return ()
    left, right = (
        overrides.most_partners(run.field, side, run.request.overrides)
        for side in ("supporter", "recipient")
    )
    accepted = engine.deferred_acceptance(
        preferences, supporter_quotas=left, recipient_quotas=right
    )
    write = written.Writer(run)
    given: list[tuple[str, tuple[CodePair, ...]]] = [("deferred_acceptance", accepted)]
    given.append(("proposed", run.best.pairs))
    given += [(e.name, tuple((p.supporter, p.recipient) for p in e.pairs)) for e in evaluated]
    records = []
    for name, pairs in given:
        found = engine.blocking_pairs(
            pairs, preferences, supporter_quotas=left, recipient_quotas=right
        )
        records.append(
            StabilityRecord(
                name,
                write.refs(pairs),
                found.stable,
                write.refs(found.blocking),
                write.refs(found.unacceptable),
            )
        )
    return tuple(records)


def _provenance(programme_id: str, sources: Sources, request: PairingRequest) -> Provenance:
    known = programme_id in load.ids()
    return Provenance(
        inputs=dict(sorted(sources.inputs.items())),
        scheme={programme_id: load.sha256(programme_id)} if known else {},
        parameters=plain(request),
        seed=request.seed,
    )
