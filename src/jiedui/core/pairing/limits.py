"""The limits a pairing must keep, each with the rule that sets it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.pairing.problem import Candidates, Limits
from jiedui.core.rules import Clause, Force, Rule

THIS_RUN = "this run"
# What a rule of this run that somebody asked for is called, up to a colon.
ASKED = ("require", "forbid", "capacity", "override")


def quotas(
    candidates: Candidates,
    rule: Rule,
    *,
    side: str,
    low: ArrayLike,
    high: ArrayLike,
    names: Sequence[str] = (),
) -> Limits:
    """At least `low` and at most `high` pairs for each region of one side.

    `side` is supporter or recipient; `low` and `high` are one number or one per region.
    """
    codes = candidates.supporters if side == "supporter" else candidates.recipients
    row = candidates.supporter if side == "supporter" else candidates.recipient
    return Limits(
        rule,
        tuple(names) or codes,
        row,
        np.arange(len(candidates), dtype=np.intp),
        np.ones(len(candidates)),
        np.broadcast_to(np.asarray(low, dtype=float), (len(codes),)).copy(),
        np.broadcast_to(np.asarray(high, dtype=float), (len(codes),)).copy(),
    )


def capacity(
    candidates: Candidates, rule: Rule, *, need: ArrayLike, available: ArrayLike
) -> Limits:
    """Σ need of the recipients of a supporter ≤ what the supporter has (mission A9).

    `need` has one number per recipient and `available` one per supporter, in one unit.
    """
    needs = np.asarray(need, dtype=float)[candidates.recipient]
    rows = len(candidates.supporters)
    return Limits(
        rule,
        candidates.supporters,
        candidates.supporter,
        np.arange(len(candidates), dtype=np.intp),
        needs,
        np.full(rows, -np.inf),
        np.asarray(available, dtype=float),
    )


def fixed(
    candidates: Candidates,
    rule: Rule,
    numbers: ArrayLike,
    *,
    value: int,
    names: Sequence[str] = (),
) -> Limits:
    """Each of the candidates `numbers` is taken (`value` 1) or left (0): required, forbidden."""
    chosen = np.atleast_1d(np.asarray(numbers, dtype=np.intp))
    labels = tuple(names) or tuple(":".join(candidates.pair(int(item))) for item in chosen)
    level = np.full(len(chosen), float(value))
    rows = np.arange(len(chosen), dtype=np.intp)
    return Limits(rule, labels, rows, chosen, np.ones(len(chosen)), level, level.copy())


def total(
    rule: Rule,
    numbers: ArrayLike,
    *,
    lower: float = -np.inf,
    upper: float = np.inf,
    name: str = "",
    coefficient: ArrayLike = 1.0,
) -> Limits:
    """One row: `lower` ≤ Σ coefficient·x over `numbers` ≤ `upper` (shares, counts, cuts)."""
    chosen = np.atleast_1d(np.asarray(numbers, dtype=np.intp))
    factors = np.broadcast_to(np.asarray(coefficient, dtype=float), chosen.shape).copy()
    rows = np.zeros(len(chosen), dtype=np.intp)
    return Limits(
        rule, (name or rule.id,), rows, chosen, factors, np.array([lower]), np.array([upper])
    )


def own_rule(rule_id: str, kind: str, words: str, *, zh: str = "", en: str = "") -> Rule:
    """A rule of this run alone, said by whoever asked for it; its force is a suggestion.

    `words` and `en` are English, `zh` says the same in Chinese.
    """
    clause = Clause(document=THIS_RUN, words=words)
    return Rule(rule_id, kind, zh or words, en or words, Force.SUGGESTION, clause)
