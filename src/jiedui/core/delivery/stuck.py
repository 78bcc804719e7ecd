"""What is stuck, by which date or clause, whose move it is, and the light that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from numpy.typing import ArrayLike

from jiedui.core.delivery.curves import landing_curve
from jiedui.core.delivery.stages import Dated, Mover, Stage, Stages, add_months, whole_months
from jiedui.core.rules import Rule

GOAL = "in_production"
Kind = Literal["overdue", "idle_land", "silent", "no_due_date", "on_time", "arrived", "ended"]


class Light(StrEnum):
    """红黄绿; grey where nothing can be judged: no contract date, or the project has ended."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    GREY = "grey"


_WORST = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)


@dataclass(frozen=True)
class ProjectState:
    """What is known of one project on the day of looking.

    Attributes
    ----------
    reached
        The interval of each stage that is dated.
    due
        The contract date of each stage that has one.
    last_contact
        The last day on which somebody spoke with the firm.
    awaiting
        Whose answer the last contact waits for; empty: who takes the next stage.
    """

    code: str
    reached: Mapping[str, Dated]
    due: Mapping[str, date] = field(default_factory=dict)
    last_contact: date | None = None
    awaiting: Mover | Literal[""] = ""


@dataclass(frozen=True)
class Reason:
    """One ground of a light. `months` whole months since `since`; `limit_months` what counts."""

    kind: Kind
    light: Light
    stage: str = ""
    since: date | None = None
    months: int = 0
    limit_months: int | None = None
    rule: Rule | None = None


@dataclass(frozen=True)
class Pace:
    """How long peers take to leave a stage: the Kaplan-Meier median, None where half have not.

    A median of those alone that have moved on would be too short: the slow ones are still there.
    """

    stage: str
    median_days: float | None
    count: int
    moved_on: int


@dataclass(frozen=True)
class Stuck:
    """The light of a project with its reasons, the gravest first."""

    code: str
    light: Light
    reasons: tuple[Reason, ...]
    stage: str
    next_stage: str
    mover: Mover | Literal[""]
    days_in_stage: int | None
    pace: Pace | None

    @property
    def is_stuck(self) -> bool:
        return self.light in (Light.RED, Light.YELLOW)


def usual_pace(waited_days: ArrayLike, moved_on: ArrayLike, *, stage: str) -> Pace:
    """The usual pace of leaving a stage.

    Parameters
    ----------
    waited_days, moved_on
        Days each peer spent in the stage, and whether it has moved on; otherwise it is there still.
    """
    curve = landing_curve(waited_days, moved_on)
    return Pace(stage, curve.median_days, curve.count, curve.landed_total)


def stuck(
    project: ProjectState,
    stages: Stages,
    *,
    as_of: date,
    goal: str = GOAL,
    paces: Mapping[str, Pace] | None = None,
) -> Stuck:
    """Judge one project: its own contract dates, the idle-land year, and silence.

    Parameters
    ----------
    goal
        The stage at which a project has arrived and is not stuck any more.
    paces
        The usual pace of leaving each stage, shown beside and no ground of the light: being slow
        is no breach.
    """
    reached = {code: when for code, when in project.reached.items() if when.first <= as_of}
    here = _furthest(reached, stages)
    ends = [stage.code for stage in stages.ends if stage.code in reached]
    passed = 0 if here is None else here.order
    if ends:
        reasons = [Reason("ended", Light.GREY, ends[0], reached[ends[0]].first)]
    elif passed >= stages.stage(goal).order:
        reasons = [Reason("arrived", Light.GREEN, goal)]
    else:
        reasons = _grounds(project, reached, passed, stages, as_of)
    reasons.sort(key=lambda reason: (_WORST.index(reason.light), -reason.months))
    following = None if ends else _following(project, passed, stages)
    since = reached[here.code] if here else None
    return Stuck(
        code=project.code,
        light=reasons[0].light,
        reasons=tuple(reasons),
        stage=here.code if here else "",
        next_stage=following.code if following else "",
        mover="" if following is None else project.awaiting or following.mover,
        days_in_stage=(as_of - min(since.last, as_of)).days if since else None,
        pace=(paces or {}).get(here.code) if here else None,
    )


def _furthest(reached: Mapping[str, Dated], stages: Stages) -> Stage | None:
    return max(
        (stage for stage in stages.steps if stage.code in reached),
        key=lambda stage: stage.order,
        default=None,
    )


def _following(project: ProjectState, passed: int, stages: Stages) -> Stage | None:
    """The stage that comes next: the first with a contract date, else the next on the way."""
    ahead = [stage for stage in stages.steps if stage.order > passed]
    return next((stage for stage in ahead if stage.code in project.due), next(iter(ahead), None))


def _grounds(
    project: ProjectState,
    reached: Mapping[str, Dated],
    passed: int,
    stages: Stages,
    as_of: date,
) -> list[Reason]:
    open_due = {
        stage.code: project.due[stage.code]
        for stage in stages.steps
        if stage.order > passed and stage.code in project.due
    }
    found = [_overdue(code, due, stages, as_of) for code, due in open_due.items() if due < as_of]
    found += _idle_land(reached, open_due, stages, as_of)
    found += _silent(project, reached, stages, as_of)
    if not open_due:
        found.append(Reason("no_due_date", Light.GREY))
    elif not found:
        code = min(open_due, key=lambda name: open_due[name])
        found.append(Reason("on_time", Light.GREEN, code, open_due[code]))
    return found


def _overdue(code: str, due: date, stages: Stages, as_of: date) -> Reason:
    rule = stages.rule("overdue", as_of)
    limit = int(rule.parameters["red_months"]) if rule else 0
    late = whole_months(due, as_of)
    light = Light.RED if late >= limit else Light.YELLOW
    return Reason("overdue", light, code, due, late, limit, rule)


def _idle_land(
    reached: Mapping[str, Dated], open_due: Mapping[str, date], stages: Stages, as_of: date
) -> list[Reason]:
    """Land given, the agreed start a year ago, and nothing begun."""
    rule = stages.rule("idle_land", as_of)
    if rule is None or rule.parameters["needs"] not in reached:
        return []
    due = open_due.get(rule.parameters["due"])
    months = int(rule.parameters["months"])
    if due is None or add_months(due, months) > as_of:
        return []
    worse = int(rule.parameters["taken_back_months"])
    limit = worse if add_months(due, worse) <= as_of else months
    late = whole_months(due, as_of)
    return [Reason("idle_land", Light.RED, rule.parameters["due"], due, late, limit, rule)]


def _silent(
    project: ProjectState, reached: Mapping[str, Dated], stages: Stages, as_of: date
) -> list[Reason]:
    rule = stages.rule("silence", as_of)
    heard = [min(when.last, as_of) for when in reached.values()]
    if project.last_contact is not None and project.last_contact <= as_of:
        heard.append(project.last_contact)
    if rule is None or not heard:
        return []
    limit, since = int(rule.parameters["months"]), max(heard)
    if add_months(since, limit) > as_of:
        return []
    silent = whole_months(since, as_of)
    return [Reason("silent", Light.YELLOW, "", since, silent, limit, rule)]
