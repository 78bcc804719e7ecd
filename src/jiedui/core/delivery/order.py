"""Whether the dated stages of a project can be true together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiedui.core.delivery.stages import Dated, Stage, Stages
from jiedui.core.errors import Severity

Kind = Literal["before_its_turn", "missing", "after_the_end", "in_the_future", "unknown_stage"]


@dataclass(frozen=True)
class OrderFault:
    """One thing that cannot be: `stage` is dated although `other` says otherwise.

    `severity` is `error` only where the stage stands in an issued document or a signed agreement:
    only those may refuse a write. A date that is missing is a warning: the ledger may be short.
    """

    kind: Kind
    stage: str
    other: str
    severity: Severity
    detail_zh: str
    detail_en: str


def check_order(
    reached: Mapping[str, Dated], stages: Stages, *, as_of: date | None = None
) -> tuple[OrderFault, ...]:
    """Every fault in the dated stages of one project, in the order of the stages.

    Parameters
    ----------
    reached
        The interval of each stage that is dated; a stage not reached is not in it.
    as_of
        A stage surely dated after this day is a fault; None: no day is too late.

    Notes
    -----
    Dates known to the month, quarter or year are intervals. A later stage is out of order only
    when all its days lie before all days of the earlier one: what may be true is not refused.
    """
    known = [stage for stage in stages.stages if stage.code in reached]
    faults = [_unknown(code) for code in sorted(set(reached) - set(stages.codes))]
    for stage in known:
        when = reached[stage.code]
        if as_of is not None and when.first > as_of:
            faults.append(_future(stage, as_of))
        faults += [_missing(stage, stages.stage(c)) for c in stage.needs if c not in reached]
        faults += [
            _out_of_order(stage, earlier)
            for earlier in known
            if _must_not_follow(earlier, stage) and when.surely_before(reached[earlier.code])
        ]
    return tuple(faults)


def _must_not_follow(earlier: Stage, later: Stage) -> bool:
    return earlier.order < later.order and earlier.code not in later.may_precede


def _severity(stage: Stage) -> Severity:
    return "error" if stage.force.may_refuse else "warning"


def _unknown(code: str) -> OrderFault:
    zh, en = f"没有“{code}”这一阶段", f"there is no stage {code}"
    return OrderFault("unknown_stage", code, "", "error", zh, en)


def _future(stage: Stage, as_of: date) -> OrderFault:
    zh = f"“{stage.name_zh}”的日期晚于{as_of.isoformat()}"
    en = f"{stage.name_en} is dated after {as_of.isoformat()}"
    return OrderFault("in_the_future", stage.code, "", "error", zh, en)


def _missing(stage: Stage, needed: Stage) -> OrderFault:
    zh = f"已“{stage.name_zh}”而没有“{needed.name_zh}”的日期"
    en = f"{stage.name_en} is dated, {needed.name_en} is not"
    return OrderFault("missing", stage.code, needed.code, "warning", zh, en)


def _out_of_order(later: Stage, earlier: Stage) -> OrderFault:
    if later.is_end:
        zh = f"“{later.name_zh}”之后还有“{earlier.name_zh}”"
        en = f"{earlier.name_en} is dated after {later.name_en}"
        return OrderFault("after_the_end", earlier.code, later.code, _severity(earlier), zh, en)
    zh = f"“{later.name_zh}”早于“{earlier.name_zh}”"
    en = f"{later.name_en} is dated before {earlier.name_en}"
    return OrderFault("before_its_turn", later.code, earlier.code, _severity(later), zh, en)
