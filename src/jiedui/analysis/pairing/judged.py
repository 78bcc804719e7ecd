"""Given pairings held against the rules and the optimum, written with codes, names and clauses."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from jiedui.analysis.pairing.records import ClashRecord, EvaluatedPairing, Words
from jiedui.analysis.pairing.request import Proposal
from jiedui.analysis.pairing.run import Run
from jiedui.analysis.pairing.words import document_of, words_of
from jiedui.analysis.pairing.written import Writer, contributions
from jiedui.core import pairing as engine
from jiedui.core.pairing import Clash
from jiedui.core.pairing.problem import CodePair

LABELS = {
    "official": ("现行官方结对", "the programme's official pairs"),
    "recorded": ("见于记载的县级结对(多为推断)", "county pairs on record, mostly inferred"),
    "today": ("当年年末的结对", "pairs in force at the end of the year"),
    "today_completed": ("保留可保留者并补齐", "today's pairs that may stay, completed"),
}
# Notes of the pairings that are always judged; of others the note is their own source.
NOTES_ZH = {
    "today": "当年最后一天仍有效的结对",
    "today_completed": "保留现行结对中可保留的，并补齐",
}


def evaluations(run: Run, proposals: Iterable[Proposal]) -> tuple[EvaluatedPairing, ...]:
    """Hold each proposal against the rules and the optimum."""
    return tuple(_evaluated(run, proposal) for proposal in proposals)


def _evaluated(run: Run, proposal: Proposal) -> EvaluatedPairing:
    field = run.field
    found = engine.evaluate(
        run.problem,
        run.best,
        name=proposal.name,
        pairs=proposal.pairs,
        reasons_outside={pair: field.why_outside(pair).en for pair in proposal.pairs},
    )
    zh, en = LABELS.get(proposal.name, (proposal.name, proposal.name))
    outside = [_outside_clash(run, pair) for pair in found.outside]
    broken = [_clash(item) for item in found.clashes]
    said = NOTES_ZH.get(proposal.name, proposal.source)
    return EvaluatedPairing(
        name=found.name,
        label_zh=zh,
        label_en=en,
        pairs=Writer(run).refs(found.pairs),
        feasible=found.feasible,
        objective=found.objective,
        regret=found.regret,
        changes=found.changes,
        clashes=(*outside, *broken),
        regret_by={} if found.objective is None else _regret_by(run, found.pairs),
        note=proposal.source,
        note_zh=said,
    )


def _regret_by(run: Run, pairs: Iterable[CodePair]) -> dict[str, float]:
    """The regret of a pairing by criterion; its parts add up to the regret."""
    ours = contributions(run, run.best.pairs, run.scored.by_candidate)
    theirs = contributions(run, pairs, run.scored.by_candidate)
    split = {name: ours[name] - theirs[name] for name in ours}
    value = engine.value_of(run.problem, run.problem.candidates.marked(pairs))
    split["keep_cost"] = -run.problem.keep_cost * (run.best.changes - value.changes)
    split["equity"] = run.problem.equity * (run.best.least_gain - value.least_gain)
    return split


def _outside_clash(run: Run, pair: CodePair) -> ClashRecord:
    """A pair that cannot be scored: the rule that keeps a region out, where one does."""
    said = [run.field.outside[code][1] for code in pair if code in run.field.outside]
    known = said if said or run.field.city_pairs else list(run.field.rules)
    rule = next((item for item in known if item is not None), None)
    why = run.field.why_outside(pair)
    names = "-".join(Writer(run).name(code) for code in pair)
    return ClashRecord(
        rule="" if rule is None else rule.id,
        name_zh="" if rule is None else rule.name_zh,
        name_en="" if rule is None else rule.name_en,
        where=f"{pair[0]}:{pair[1]} {names}",
        allowed=why.en,
        found=None,
        document="" if rule is None else rule.clause.document,
        words="" if rule is None else rule.clause.words,
        force="" if rule is None else rule.force.value,
        allowed_zh=why.zh,
        document_zh="" if rule is None else document_of(rule).zh,
        words_zh="" if rule is None else words_of(rule).zh,
    )


def _clash(clash: Clash) -> ClashRecord:
    low, high = clash.lower, clash.upper
    allowed = Words(f"{low:g}至{high:g}", f"{low:g} to {high:g}")
    if low == high:
        allowed = Words(f"{low:g}", f"{low:g}")
    elif np.isinf(low):
        allowed = Words(f"至多{high:g}", f"at most {high:g}")
    elif np.isinf(high):
        allowed = Words(f"至少{low:g}", f"at least {low:g}")
    rule = clash.rule
    return ClashRecord(
        rule.id,
        rule.name_zh,
        rule.name_en,
        clash.where,
        allowed.en,
        clash.value,
        rule.clause.document,
        rule.clause.words,
        rule.force.value,
        allowed.zh,
        document_of(rule).zh,
        words_of(rule).zh,
    )
