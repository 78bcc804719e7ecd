"""What is drawn around a project: contacts, readings, and what each side says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from jiedui.web.desk.demo.drawing import Drawn
from jiedui.web.records.confirmations.enums import CONFIRMED, Standing
from jiedui.web.records.projects.enums import Mover, Stage
from jiedui.web.records.projects.summary import Word, money_aspect, stage_aspect

BLOCKERS = (
    "竣工验收缺消防意见",
    "用地指标未落实",
    "能耗指标待批",
    "企业融资未到位",
    "设备进口延期",
    "厂房改造未完工",
    "环评未批复",
    "股东变更未完成",
)
MOVERS = (Mover.RECIPIENT, Mover.PARK, Mover.FIRM, Mover.SUPPORTER, Mover.LEAD_OFFICE)
BESIDE = (
    "以奠基仪式照片为准",
    "以施工许可证为准",
    "含厂房代建款",
    "按验资报告口径",
    "按统计报表口径",
)
REASONS = ("与用电量不符", "对方未附验资报告", "文号与平台不一致", "日期早于备案日期")


@dataclass(frozen=True)
class Spoken:
    """What one side says of a project, and how far the other side went along."""

    project: Drawn
    aspect: str
    side: str
    value: dict[str, Any]
    unit: str
    definition: str
    on: date
    standing: Standing
    other_value: dict[str, Any]
    other_definition: str
    reason: str
    is_lapsed: bool

    @property
    def is_confirmed(self) -> bool:
        return self.standing in CONFIRMED


@dataclass(frozen=True)
class Talk:
    """A contact of the log."""

    word: Word
    kind: str
    text: str
    side: str


def side_of(one: Drawn, aspect: str, seed: int) -> str:
    """Who reported it: mostly the host, sometimes the supporter, sometimes a third party."""
    rng = Random(f"{seed}/side/{one.code}/{aspect}")
    return rng.choices(("recipient", "supporter", ""), (62, 22, 16))[0]


def number_of(one: Drawn, stage: str, on: date) -> str:
    """The number of the paper that shows a stage; a lead needs none."""
    word = {
        Stage.SIGNED: "示例协",
        Stage.FILED: "示例备",
        Stage.LAND: "示例地",
        Stage.STARTED: "示例施",
    }.get(Stage(stage), "示例证")
    return "" if stage == Stage.LEAD else f"{word}〔{on.year}〕{one.number}号"


def spoken(one: Drawn, seed: int, as_of: date) -> Iterator[Spoken]:
    """Matters of a project. A sealed lead has none: it stays with its finder."""
    if one.is_sealed:
        return
    for step in one.steps:
        aspect = stage_aspect(step.stage)
        value = {"date": step.on.isoformat(), "precision": step.precision}
        paper = number_of(one, step.stage, step.on)
        yield from _spoken(one, aspect, value, "", paper, step.on, seed, as_of)
    for number, sum_ in enumerate(one.money, start=1):
        aspect = money_aspect(sum_.kind, number)
        value = {"amount_minor": sum_.amount_minor, "date": sum_.on.isoformat()}
        yield from _spoken(one, aspect, value, sum_.currency, paper_of(one), sum_.on, seed, as_of)


def paper_of(one: Drawn) -> str:
    return f"示例验资报告{one.number}号"


def _spoken(
    one: Drawn,
    aspect: str,
    value: dict[str, Any],
    unit: str,
    definition: str,
    on: date,
    seed: int,
    as_of: date,
) -> Iterator[Spoken]:
    side = side_of(one, aspect, seed)
    if not side:
        return
    rng = Random(f"{seed}/said/{one.code}/{aspect}")
    is_new = (as_of - on).days < 120
    weights = (60, 33, 3, 2, 2) if is_new else (80, 10, 4, 3, 3)
    order = (
        Standing.AGREED,
        Standing.ONE_SIDED,
        Standing.BESIDE,
        Standing.DISPUTED,
        Standing.SETTLED,
    )
    yield Spoken(
        project=one,
        aspect=aspect,
        side=side,
        value=value,
        unit=unit,
        definition=definition,
        on=on,
        standing=rng.choices(order, weights)[0],
        other_value=_otherwise(rng, value, as_of),
        other_definition=rng.choice(BESIDE),
        reason=rng.choice(REASONS),
        is_lapsed=rng.random() < 0.4,
    )


def _otherwise(rng: Random, value: dict[str, Any], as_of: date) -> dict[str, Any]:
    """The other side's figure: some weeks later, or a tenth to a half less."""
    if "amount_minor" in value:
        less = int(value["amount_minor"] * rng.uniform(0.5, 0.9) / 1000) * 1000
        return {**value, "amount_minor": max(less, 1000)}
    day = date.fromisoformat(value["date"]) + timedelta(days=rng.randrange(12, 90))
    shown = min(day, as_of)
    other = shown if shown.isoformat() != value["date"] else shown - timedelta(days=1)
    return {"date": other.isoformat(), "precision": "day"}


def talks(one: Drawn, seed: int, as_of: date) -> list[Talk]:
    """A few contacts; one project in eight has been silent for long."""
    rng = Random(f"{seed}/talk/{one.code}")
    start = one.steps[0].on
    is_silent = rng.random() < 0.12
    latest = (as_of - start).days - (
        rng.randrange(190, 500) if is_silent else rng.randrange(0, 150)
    )
    if latest <= 0:
        return []
    days = sorted({rng.randrange(0, latest), rng.randrange(0, latest), latest})
    kinds = ("visit", "docking", "negotiation", "follow_up")
    talked = [Talk(Word(start + timedelta(days=day)), rng.choice(kinds), "", "") for day in days]
    return [_talk(rng, one, talk.word.on, talk.kind, as_of) for talk in talked]


def _talk(rng: Random, one: Drawn, on: date, kind: str, as_of: date) -> Talk:
    side = rng.choice(("supporter", "recipient"))
    if rng.random() < 0.45:
        return Talk(Word(on), kind, "企业介绍进度，双方商定继续推进", side)
    blocker, mover = rng.choice(BLOCKERS), rng.choice(MOVERS)
    move_by = on + timedelta(days=rng.randrange(10, 60)) if rng.random() < 0.8 else None
    return Talk(Word(on, blocker, mover, move_by), kind, f"企业反映：{blocker}", side)


def readings(one: Drawn, seed: int, as_of: date) -> Iterator[tuple[str, str, int]]:
    """Kind, quarter and value of the last four quarters of a plant that works; some use nothing."""
    started = one.on(Stage.IN_PRODUCTION)
    if started is None or one.is_over:
        return
    rng = Random(f"{seed}/reading/{one.code}")
    is_idle = rng.random() < 0.05
    jobs = max(3, int(one.fields["jobs_planned"] * rng.uniform(0.4, 1.1)))
    for back in range(4, 0, -1):
        year, quarter = divmod(as_of.year * 4 + (as_of.month - 1) // 3 - back, 4)
        if (year, quarter) < (started.year, (started.month - 1) // 3):
            continue
        period = f"{year}Q{quarter + 1}"
        yield "electricity", period, 0 if is_idle else int(jobs * rng.uniform(4_000, 9_000))
        yield "insured", period, 0 if is_idle else int(jobs * rng.uniform(0.7, 0.95))
        yield "tax", period, 0 if is_idle else int(jobs * rng.uniform(2_000, 9_000)) * 100
