"""Drawing a project: what happened to it, who said so, and how the other side answered.

Pure: the same seed draws the same projects. Amounts are log-normal; the larger one is, the less
likely it lands, so that the rate by money lies far below the rate by count, as reports have it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from jiedui.web.desk.demo import made_up
from jiedui.web.desk.demo.made_up import Side
from jiedui.web.records.projects.enums import ChainRole, Green, Initiator, Labour, Mode, Stage
from jiedui.web.records.projects.summary import Moment

FIRST_SIGNATURE = date(2022, 4, 1)
MEDIAN_YUAN, SPREAD = 80_000_000, 1.15
# Months from the step before (median), and how many take the step at all.
PACE = (
    (Stage.REGISTERED, 1.5, 0.95),
    (Stage.FILED, 2.0, 0.93),
    (Stage.LAND, 3.0, 0.95),
    (Stage.STARTED, 3.0, 1.0),
    (Stage.COMPLETED, 12.0, 0.94),
    (Stage.IN_PRODUCTION, 4.0, 0.94),
    (Stage.AT_CAPACITY, 9.0, 0.75),
    (Stage.ABOVE_SCALE, 5.0, 0.8),
)
DAYS_IN_MONTH = 30.44
FOREIGN = ("USD", "USD", "EUR", "JPY", "HKD")
MINOR_PER_YUAN = {"CNY": 100, "USD": 14, "EUR": 13, "JPY": 21, "HKD": 110}  # about, for sizes only


@dataclass(frozen=True)
class Sum:
    """A sum of money: `amount_minor` in the smallest unit of its currency."""

    kind: str
    amount_minor: int
    currency: str
    on: date
    equipment_minor: int | None = None


@dataclass(frozen=True)
class Drawn:
    """A made-up project, complete but for the numbers of rows."""

    code: str
    name: str
    pair: Side
    number: int
    park: str
    host_region: str
    firm: str
    credit_code: str
    industry: str
    steps: tuple[Moment, ...]
    dues: tuple[Moment, ...] = ()
    money: tuple[Sum, ...] = ()
    finder: str = ""
    secrecy: str = "internal"
    plot: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    def on(self, stage: str) -> date | None:
        return next((one.on for one in self.steps if one.stage == stage), None)

    @property
    def is_sealed(self) -> bool:
        return bool(self.finder) and self.on(Stage.SIGNED) is None and not self.is_over

    @property
    def is_over(self) -> bool:
        return any(one.stage in (Stage.TERMINATED, Stage.TRANSFERRED) for one in self.steps)


def projects(
    seed: int, *, count: int, parks: dict[str, tuple[tuple[str, str], ...]], as_of: date
) -> list[Drawn]:
    """`count` projects dealt to the pairs in turn; `parks` names code and host by key of pair."""
    made: list[Drawn] = []
    for place in range(count):
        pair = made_up.PAIRS[place % len(made_up.PAIRS)]
        number = place // len(made_up.PAIRS) + 1
        rng = Random(f"{seed}/project/{pair.stem}/{number}")
        one = _project(rng, pair, number, place + 1, parks[pair.key], as_of)
        earlier = [other for other in made if other.pair is pair and other.money]
        is_twin = earlier and rng.random() < 0.025 and one.on(Stage.SIGNED)
        made.append(_twin(one, rng.choice(earlier)) if is_twin else one)
    return made


def _project(
    rng: Random,
    pair: Side,
    number: int,
    serial: int,
    parks: tuple[tuple[str, str], ...],
    as_of: date,
) -> Drawn:
    industry, trade = rng.choice(made_up.TRADES)
    park, host = rng.choice(parks) if rng.random() < 0.85 else ("", rng.choice(pair.counties))
    is_lead = rng.random() < 0.14
    yuan = min(max(rng.lognormvariate(math.log(MEDIAN_YUAN), SPREAD), 4e6), 2e10)
    yuan = round(yuan, -6) if yuan > 2e7 else round(yuan, -5)
    steps = (_lead(rng, as_of),) if is_lead else _steps(rng, yuan, as_of)
    return Drawn(
        code=made_up.project_code(pair, number),
        name=f"示例{pair.short}{number:04d}{trade}项目",
        pair=pair,
        number=number,
        park=park,
        host_region=host,
        firm="" if is_lead else made_up.firm_name(pair, number, trade),
        credit_code="" if is_lead else made_up.credit_code(serial),
        industry=industry,
        steps=steps,
        dues=() if is_lead else _dues(rng, steps),
        money=() if is_lead else _money(rng, yuan, steps, as_of),
        finder=rng.choice((pair.supporter, pair.recipient)) if steps[0].stage == "lead" else "",
        secrecy=rng.choices(("internal", "public", "work_secret", "trade_secret"), (90, 4, 3, 3))[
            0
        ],
        plot=f"{host}-G{number:04d}" if any(s.stage == Stage.LAND for s in steps) else "",
        fields=_attributes(rng, yuan),
    )


def _twin(one: Drawn, earlier: Drawn) -> Drawn:
    """The same firm signs nearly the same project again for the same sum: nothing else happened."""
    signed = next(step for step in one.steps if step.stage == Stage.SIGNED)
    promised = replace(earlier.money[0], on=signed.on)
    return replace(
        one,
        name=earlier.name.replace("项目", f"二期{one.number}项目"),
        host_region=earlier.host_region,
        park=earlier.park,
        firm=earlier.firm,
        credit_code=earlier.credit_code,
        industry=earlier.industry,
        plot=earlier.plot,
        steps=tuple(step for step in one.steps if step.stage in (Stage.LEAD, Stage.SIGNED)),
        money=(promised,),
    )


def _lead(rng: Random, as_of: date) -> Moment:
    return Moment(Stage.LEAD, as_of - timedelta(days=rng.randrange(5, 420)))


def _steps(rng: Random, yuan: float, as_of: date) -> tuple[Moment, ...]:
    """Until nothing more happened, an end came, or the day of the demonstration."""
    span = (as_of - FIRST_SIGNATURE).days - 10
    signed = FIRST_SIGNATURE + timedelta(days=int(span * rng.random() ** 0.85))
    found: list[tuple[str, date]] = [(Stage.SIGNED, signed)]
    if rng.random() < 0.6:
        found.insert(0, (Stage.LEAD, signed - timedelta(days=rng.randrange(20, 250))))
    lands = rng.random() < 1 / (
        1 + math.exp(1.6 * math.log(yuan / MEDIAN_YUAN) / SPREAD * 1.15 - 1.6)
    )
    day, is_whole = signed, True
    for stage, months, share in PACE:
        if stage == Stage.LAND and rng.random() < 0.3:
            continue  # a rented building
        takes = rng.random() < share and (lands or stage != Stage.STARTED)
        day += timedelta(days=int(rng.lognormvariate(math.log(months), 0.55) * DAYS_IN_MONTH) + 1)
        if not takes:
            is_whole = False
            break
        if day > as_of:
            break
        found.append((stage, day))
    if not is_whole:
        found += _end(rng, found[-1], as_of)
    return tuple(_blurred(rng, stage, on) for stage, on in found)


def _end(rng: Random, last: tuple[str, date], as_of: date) -> list[tuple[str, date]]:
    """A third of those that go no further end; the rest just stand there."""
    stage, on = last
    day = on + timedelta(days=rng.randrange(90, 800))
    if stage in (Stage.IN_PRODUCTION, Stage.AT_CAPACITY):
        return [(Stage.TRANSFERRED, day)] if rng.random() < 0.1 and day <= as_of else []
    return [(Stage.TERMINATED, day)] if rng.random() < 0.35 and day <= as_of else []


def _blurred(rng: Random, stage: str, on: date) -> Moment:
    """One date in seven is known to the month or the quarter only."""
    known = rng.random()
    if known < 0.08:
        return Moment(stage, date(on.year, 3 * ((on.month - 1) // 3) + 1, 1), "quarter")
    if known < 0.14:
        return Moment(stage, on.replace(day=1), "month")
    return Moment(stage, on)


def _dues(rng: Random, steps: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """What the contract says; one in six says nothing."""
    signed = next(step.on for step in steps if step.stage == Stage.SIGNED)
    if rng.random() < 0.16:
        return ()
    start = signed + timedelta(days=rng.choice((180, 270, 365)))
    done = start + timedelta(days=rng.choice((365, 450, 540)))
    works = done + timedelta(days=rng.choice((90, 120, 180)))
    return tuple(
        Moment(stage, day)
        for stage, day in (
            (Stage.STARTED, start),
            (Stage.COMPLETED, done),
            (Stage.IN_PRODUCTION, works),
        )
    )


def _money(rng: Random, yuan: float, steps: tuple[Moment, ...], as_of: date) -> tuple[Sum, ...]:
    """Promised at signing, then what was registered, paid in and spent on the way."""
    on = {step.stage: step.on for step in steps}
    reached = max(_depth(step.stage) for step in steps)
    currency = rng.choice(FOREIGN) if rng.random() < 0.06 else "CNY"
    scale = MINOR_PER_YUAN[currency]
    promised = yuan * (rng.uniform(5, 12) if rng.random() < 0.03 else 1)
    equipment = int(promised * rng.uniform(0.35, 0.7)) * scale if rng.random() < 0.4 else None
    sums = [Sum("promised", int(promised) * scale, currency, on[Stage.SIGNED], equipment)]
    if Stage.REGISTERED in on:
        registered = int(yuan * rng.uniform(0.08, 0.4))
        sums.append(Sum("registered", registered * 100, "CNY", on[Stage.REGISTERED]))
        paid = yuan * (0.03, 0.08, 0.12, 0.2, 0.5, 0.8, 0.95)[reached] * rng.uniform(0.5, 1.15)
        sums += _parts(rng, "paid_in", paid, on[Stage.REGISTERED], as_of, currency)
    if Stage.STARTED in on:
        spent = yuan * (0, 0, 0, 0, 0.35, 0.75, 0.95)[reached] * rng.uniform(0.6, 1.1)
        sums += _parts(rng, "spent", spent, on[Stage.STARTED], as_of, "CNY")
    return tuple(one for one in sums if one.amount_minor > 0)


def _depth(stage: str) -> int:
    order = (Stage.SIGNED, Stage.REGISTERED, Stage.FILED, Stage.LAND, Stage.STARTED)
    if stage in order:
        return order.index(stage)
    return {Stage.COMPLETED: 5, Stage.LEAD: 0, Stage.TERMINATED: 0}.get(Stage(stage), 6)


def _parts(
    rng: Random, kind: str, yuan: float, start: date, as_of: date, currency: str
) -> Iterator[Sum]:
    """In one to three parts, each on a day between the start and now."""
    count = rng.randrange(1, 4)
    days = sorted(rng.randrange(0, max((as_of - start).days, 1)) for _ in range(count))
    for day in days:
        amount = int(yuan / count / 1000) * 1000 * MINOR_PER_YUAN[currency]
        yield Sum(kind, amount, currency, start + timedelta(days=day))


def _attributes(rng: Random, yuan: float) -> dict[str, Any]:
    fills = rng.random() < 0.25
    return {
        "mode": rng.choice([*Mode.values, ""]),
        "chain_role": ChainRole.FILL if fills else rng.choice([*ChainRole.values[:1], ""]),
        "chain_gap": rng.choice(made_up.GAPS) if fills else "",
        "initiator": rng.choices([*Initiator.values, ""], (4, 2, 3, 1))[0],
        "labour": rng.choice(Labour.values),
        "green": rng.choices(Green.values, (3, 6, 1))[0],
        "is_high_tech": rng.choice((True, False, None)),
        "is_lighthouse": True if rng.random() < 0.01 else None,
        "land_m2": int(yuan / rng.uniform(2_500, 6_000)),
        "jobs_planned": max(5, int(yuan / rng.uniform(400_000, 1_500_000))),
        "local_job_share": round(rng.uniform(0.3, 0.95), 2),
    }
