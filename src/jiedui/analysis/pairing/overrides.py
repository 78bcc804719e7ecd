"""Limits and weights of single regions, each with its recorded reason (mission B16).

「不能搞一刀切」: a region may have a quota of its own, and a recipient weights of its own. What is
set aside so is written into the result together with the reason and the rule it stands in for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from jiedui.analysis.pairing.records import OverrideRecord
from jiedui.analysis.pairing.request import Override
from jiedui.core import weights as weighing
from jiedui.core.errors import Problem, refuse_if_any
from jiedui.core.frames import Floats
from jiedui.core.pairing import CRITERIA, Candidates, Limits, own_rule, quotas
from jiedui.core.rules import Rule

if TYPE_CHECKING:
    from jiedui.analysis.pairing.field import Participants, SideQuota

SIDES = ("supporter", "recipient")


def fail_if_misplaced(field: Participants, overrides: Iterable[Override]) -> None:
    """Refuse a region that takes no part, one that stands twice, and weights of a supporter."""
    given = list(overrides)
    known = [item.region for item in given]
    problems = []
    for item in given:
        sides = sides_of(field, item)
        if not sides:
            both = sorted({*field.supporters, *field.recipients})
            hint = f"taking part: {', '.join(both)}"
            problems.append(_problem(item, "the region takes no part on this side", hint))
        elif len(sides) > 1:
            hint = "add side: supporter or side: recipient"
            problems.append(_problem(item, "the region is on both sides", hint))
        elif item.weights and sides != ["recipient"]:
            hint = "give them to the recipient: a pair is scored by its recipient's weights"
            problems.append(_problem(item, "a supporter has no weights of its own", hint))
        if known.count(item.region) > 1 and not item.side:
            problems.append(_problem(item, "the region stands twice", "keep one entry"))
    refuse_if_any(problems)


def sides_of(field: Participants, item: Override) -> list[str]:
    """The sides on which the region of an override takes part, as far as it names one."""
    members = {"supporter": field.supporters, "recipient": field.recipients}
    wanted = [item.side] if item.side else list(SIDES)
    return [side for side in wanted if item.region in members[side]]


def weights_by_candidate(
    common: Floats, candidates: Candidates, overrides: Iterable[Override]
) -> Floats:
    """One row of weights per candidate, shape (m, 4): its recipient's own, else the common ones."""
    rows = np.tile(common, (len(candidates), 1))
    for item in overrides:
        if item.weights:
            place = candidates.recipients.index(item.region)
            rows[candidates.recipient == place] = weighing.by_hand(item.weights, CRITERIA)
    return rows


def split_quota(
    quota: SideQuota,
    side: str,
    codes: Iterable[str],
    field: Participants,
    overrides: Iterable[Override],
) -> tuple[list[str], dict[str, tuple[Override, int, int]]]:
    """Regions of a side that keep its rule, and those with bounds of their own."""
    own = {
        item.region: (item, *bounds(quota, item))
        for item in overrides
        if item.sets_quota and side in sides_of(field, item)
    }
    return [code for code in codes if code not in own], own


def most_partners(
    field: Participants, side: str, overrides: Iterable[Override]
) -> Mapping[str, int]:
    """The most partners of each region of a side, its own where it has an override."""
    quota = field.quotas[side]
    _, own = split_quota(quota, side, quota.most, field, overrides)
    return {**quota.most, **{code: most for code, (_, _, most) in own.items()}}


def bounds(quota: SideQuota, item: Override) -> tuple[int, int]:
    """Least and most partners of a region under its override; what it does not say stays."""
    low = quota.least if item.quota_min is None else item.quota_min
    high = quota.most[item.region] if item.quota_max is None else item.quota_max
    # A maximum below the common minimum, or a minimum above the maximum, moves the other bound.
    if item.quota_min is None:
        low = min(low, high)
    elif item.quota_max is None:
        high = max(low, high)
    return low, high


def quota_limits(
    field: Participants,
    candidates: Candidates,
    side: str,
    names: Mapping[str, str],
    overrides: tuple[Override, ...],
) -> list[Limits]:
    """The rows of a side's rule, and for each override a row of its own that names its reason."""
    quota = field.quotas[side]
    codes = candidates.supporters if side == "supporter" else candidates.recipients
    high = [quota.most[code] for code in codes]
    labels = [names.get(code, code) for code in codes]
    common = quotas(candidates, quota.rule, side=side, low=quota.least, high=high, names=labels)
    kept, own = split_quota(quota, side, codes, field, overrides)
    if not own:
        return [common]
    blocks = [common.only([codes.index(code) for code in kept])] if kept else []
    for code, (item, least, most) in sorted(own.items()):
        row = replace(
            common.only([codes.index(code)]),
            rule=rule_of(item, least, most, field),
            lower=np.array([float(least)]),
            upper=np.array([float(most)]),
        )
        blocks.append(row)
    return blocks


def rule_of(item: Override, least: int, most: int, field: Participants) -> Rule:
    name = field.names.get(item.region, item.region)
    words = f"{item.region} has {least} to {most} partners: {item.reason}"
    zh = f"{name}结对{least}至{most}个：{item.reason}"
    return own_rule(f"override:{item.region}", "quota", words, zh=zh)


def records(
    field: Participants, overrides: Iterable[Override], names: Mapping[str, str]
) -> tuple[OverrideRecord, ...]:
    """What was set aside for which region and why, with the rule it stands in for."""
    found = []
    for item in sorted(overrides, key=lambda one: (one.region, one.side)):
        (side,) = sides_of(field, item)
        quota = field.quotas[side]
        least, most = bounds(quota, item) if item.sets_quota else (None, None)
        weights = weighing.by_hand(item.weights, CRITERIA) if item.weights else None
        found.append(
            OverrideRecord(
                region=item.region,
                name=names.get(item.region, item.region),
                side=side,
                reason=item.reason,
                quota_min=least,
                quota_max=most,
                instead_of=quota.rule.id if item.sets_quota else "",
                instead_of_quota=(quota.least, quota.most[item.region]) if item.sets_quota else (),
                weights={}
                if weights is None
                else {name: float(w) for name, w in zip(CRITERIA, weights, strict=True)},
                source=f"{item.file}:{item.line}" if item.file else "",
            )
        )
    return tuple(found)


def _problem(item: Override, reason: str, hint: str) -> Problem:
    return Problem(
        reason,
        file=item.file,
        line=item.line or None,
        column="overrides",
        value=item.region,
        hint=hint,
    )
