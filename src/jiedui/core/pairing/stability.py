"""Stability on preferences that both sides stated: deferred acceptance and blocking pairs.

Gale & Shapley (1962), with quotas as in Roth & Sotomayor (1990). Preferences are ranked lists
that each region handed in itself. A planner's own scores are nobody's preferences: judged on
them, "stable" would only repeat the planner's ranking, so they are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jiedui.core.errors import NotSupported, Problem, Refusal
from jiedui.core.pairing.problem import CodePair

Lists = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Preferences:
    """Ranked lists, best first, of every supporter and every recipient, stated by themselves.

    Who is not on a list is not acceptable to the region that wrote it.
    """

    supporters: Lists
    recipients: Lists


@dataclass(frozen=True)
class Stability:
    """`stable` where no two regions would both rather have each other; else those that would."""

    stable: bool
    blocking: tuple[CodePair, ...]
    unacceptable: tuple[CodePair, ...]


def deferred_acceptance(
    preferences: Preferences,
    *,
    supporter_quotas: Mapping[str, int],
    recipient_quotas: Mapping[str, int],
    proposers: str = "recipient",
) -> tuple[CodePair, ...]:
    """The stable pairing that is best for the proposing side (`recipient` or `supporter`).

    Each region holds up to its quota; responsive preferences.
    """
    _refuse_bad(preferences)
    from_recipients = proposers == "recipient"
    asking = preferences.recipients if from_recipients else preferences.supporters
    asked = preferences.supporters if from_recipients else preferences.recipients
    quotas = (recipient_quotas, supporter_quotas)
    asking_quota, asked_quota = quotas if from_recipients else quotas[::-1]
    held = _propose(asking, asked, asking_quota, asked_quota)
    pairs = ((b, a) if not from_recipients else (a, b) for a, bs in held.items() for b in bs)
    return tuple(sorted(pairs))


def blocking_pairs(
    pairs: Iterable[CodePair],
    preferences: Preferences,
    *,
    supporter_quotas: Mapping[str, int],
    recipient_quotas: Mapping[str, int],
) -> Stability:
    """The pairs of regions that would both rather have each other than stay as they are."""
    _refuse_bad(preferences)
    chosen = set(pairs)
    ranks = (_ranks(preferences.supporters), _ranks(preferences.recipients))
    unacceptable = sorted(
        (a, b) for a, b in chosen if b not in ranks[0].get(a, {}) or a not in ranks[1].get(b, {})
    )
    blocking = [
        (a, b)
        for a in sorted(ranks[0])
        for b in ranks[0][a]
        if (a, b) not in chosen
        and a in ranks[1].get(b, {})
        and _wants(ranks[0][a], b, [y for x, y in chosen if x == a], supporter_quotas.get(a, 1))
        and _wants(ranks[1][b], a, [x for x, y in chosen if y == b], recipient_quotas.get(b, 1))
    ]
    stable = not blocking and not unacceptable
    return Stability(stable, tuple(sorted(blocking)), tuple(unacceptable))


def refuse_planner_scores() -> None:
    """Raise: stability is a statement about what the regions want, which scores do not say."""
    raise NotSupported(
        Problem(
            "stability cannot be judged on the planner's own scores",
            hint="hand in ranked lists of both sides (--preferences FILE)",
        )
    )


def _propose(
    asking: Lists, asked: Lists, asking_quota: Mapping[str, int], asked_quota: Mapping[str, int]
) -> dict[str, list[str]]:
    rank = _ranks(asked)
    held: dict[str, list[str]] = {code: [] for code in asked}
    next_choice = dict.fromkeys(asking, 0)
    free = [code for code in sorted(asking) for _ in range(asking_quota.get(code, 1))]
    while free:
        code = free.pop()
        if next_choice[code] >= len(asking[code]):
            continue
        target = asking[code][next_choice[code]]
        next_choice[code] += 1
        if code not in rank.get(target, {}):
            free.append(code)
            continue
        held[target].append(code)
        held[target].sort(key=rank[target].__getitem__)
        if len(held[target]) > asked_quota.get(target, 1):
            free.append(held[target].pop())
    return held


def _wants(rank: Mapping[str, int], other: str, partners: list[str], quota: int) -> bool:
    if len(partners) < quota:
        return True
    return any(rank.get(partner, len(rank)) > rank[other] for partner in partners)


def _ranks(lists: Lists) -> dict[str, dict[str, int]]:
    return {code: {other: i for i, other in enumerate(order)} for code, order in lists.items()}


def _refuse_bad(preferences: Preferences) -> None:
    problems = []
    if not preferences.supporters or not preferences.recipients:
        refuse_planner_scores()
    for lists, others in (
        (preferences.supporters, preferences.recipients),
        (preferences.recipients, preferences.supporters),
    ):
        for code, order in lists.items():
            twice = sorted({item for item in order if list(order).count(item) > 1})
            problems += [
                Problem("listed twice", column=code, value=item, hint="keep one of the two")
                for item in twice
            ]
            problems += [
                Problem(
                    "has no list of its own",
                    column=code,
                    value=item,
                    hint="both sides rank: add its list",
                )
                for item in order
                if item not in others
            ]
    if problems:
        raise Refusal(problems)
