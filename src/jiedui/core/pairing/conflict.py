"""When no pairing keeps every rule: a smallest set of rules that clash, with their clauses.

The set is found by deletion in halves (Junker's QuickXplain, 2004): every rule in it is needed
for the clash, so giving up any one of them resolves this clash. Among such sets the search is led
to a short one: it looks first at what this run asked for and at the rules about the same pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from jiedui.core.errors import Problem, Refusal
from jiedui.core.pairing.problem import Limits, PairingProblem
from jiedui.core.rules import Force

Row = tuple[int, int]  # number of the block, number of its row


def refuse_infeasible(
    problem: PairingProblem, is_feasible: Callable[[PairingProblem], bool]
) -> None:
    """Raise a `Refusal` that names the clashing rules; return if the limits do not clash."""
    rows = [(b, r) for b, block in enumerate(problem.limits) for r in range(len(block))]

    def holds(kept: Sequence[Row]) -> bool:
        return is_feasible(replace(problem, limits=_kept(problem.limits, kept)))

    if holds(rows):
        return
    orders = (_near_requests(problem.limits, rows), rows)
    found = [_smallest([], order, holds, background_grew=False) for order in orders]
    clash = min(found, key=len)
    limits = _kept(problem.limits, clash)
    raise Refusal(
        [Problem("no pairing keeps all of these rules together", hint="give up one of them")]
        + [_named(block, row) for block in limits for row in range(len(block))]
    )


def _near_requests(limits: tuple[Limits, ...], rows: list[Row]) -> list[Row]:
    """Rows of this run's own rules, then rows that share a candidate with them, then the rest."""
    asked = {b for b, block in enumerate(limits) if block.rule.force is Force.SUGGESTION}
    touched = {int(c) for b in asked for c in limits[b].candidate}

    def distance(row: Row) -> tuple[int, Row]:
        block = limits[row[0]]
        of_row = block.candidate[block.row == row[1]]
        if row[0] in asked:
            return 0, row
        shared = sum(int(candidate) in touched for candidate in of_row)
        return 1 + len(of_row) - shared if shared else 10**9, row

    return sorted(rows, key=distance)


def _smallest(
    background: list[Row],
    rows: list[Row],
    holds: Callable[[Sequence[Row]], bool],
    *,
    background_grew: bool,
) -> list[Row]:
    if background_grew and not holds(background):
        return []
    if len(rows) == 1:
        return rows
    half = len(rows) // 2
    first, second = rows[:half], rows[half:]
    from_second = _smallest(background + first, second, holds, background_grew=bool(first))
    from_first = _smallest(
        background + from_second, first, holds, background_grew=bool(from_second)
    )
    return from_first + from_second


def _kept(limits: tuple[Limits, ...], rows: Sequence[Row]) -> tuple[Limits, ...]:
    wanted: dict[int, list[int]] = {}
    for block, row in sorted(rows):
        wanted.setdefault(block, []).append(row)
    return tuple(limits[block].only(chosen) for block, chosen in wanted.items())


def _named(block: Limits, row: int) -> Problem:
    clause = block.rule.clause
    place = f" {clause.place}" if clause.place else ""
    return Problem(
        f"{block.rule.name_en}: {_allowed(float(block.lower[row]), float(block.upper[row]))}",
        column=block.rule.id,
        value=block.names[row],
        hint=f"{clause.document}{place}: 「{clause.words}」",
    )


def _allowed(lower: float, upper: float) -> str:
    if lower == upper:
        return f"exactly {lower:g}"
    if lower == float("-inf"):
        return f"at most {upper:g}"
    if upper == float("inf"):
        return f"at least {lower:g}"
    return f"{lower:g} to {upper:g}"
