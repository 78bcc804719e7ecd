"""Made-up parks of the demonstration with what is told of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db.models import Model

from jiedui.web.desk.demo import made_up
from jiedui.web.desk.demo.made_up import LABEL, NUMERALS, Side, mark
from jiedui.web.platform.kit.bulk import insert_objects
from jiedui.web.records.parks.models import (
    Approval,
    Duty,
    Facility,
    Issue,
    LandUse,
    Park,
    ParkArea,
    ParkFact,
    Plot,
    SharedUse,
    Staffing,
    Team,
    Work,
)
from jiedui.web.records.programmes.models import Pair, Programme

BY = "jiedui demo"
DUTIES = (
    ("招商引资", "economic", "开发公司", "supporter", 18),
    ("规划建设", "economic", "开发公司", "supporter", 12),
    ("行政审批", "administrative", "管委会", "recipient", 20),
    ("社会管理", "social", "属地乡镇", "recipient", 31),
)
HEADS = ("dividend", "platform", "industry", "complement", "business")


@dataclass(frozen=True)
class Planned:
    """A park to be made; science enclaves lie with the supporter."""

    pair: Side
    number: int
    host_region: str
    is_science: bool = False
    is_orphan: bool = False
    parent: str = ""

    @property
    def code(self) -> str:
        return made_up.park_code(self.pair, self.number)

    @property
    def name(self) -> str:
        what = "科创飞地" if self.is_science else "共建园区"
        tens, ones = divmod(self.number - 1, len(NUMERALS))
        place = NUMERALS[tens - 1] * bool(tens) + NUMERALS[ones]
        return f"示例{self.pair.short}{place}{what}"


def planned(count: int) -> list[Planned]:
    """Dealt to the pairs in turn, with parks of dissolved pairs and science enclaves among them."""
    few = count < 20
    orphans = [Planned(pair, 1, pair.counties[0], is_orphan=True) for pair in made_up.DISSOLVED]
    orphans = orphans[:1] if few else orphans
    science = [Planned(p, 90, p.supporter, is_science=True) for p in made_up.PAIRS]
    science = science[:1] if few else science[:3]
    rest = count - len(orphans) - len(science)
    made: list[Planned] = []
    for place in range(rest):
        pair, number = made_up.PAIRS[place % 4], place // 4 + 1
        county = pair.counties[(number - 1) % len(pair.counties)]
        parent = made_up.park_code(pair, 1) if number == 9 else ""
        made.append(Planned(pair, number, county, parent=parent))
    return made + science + orphans


def write(plan: list[Planned], seed: int, as_of: date) -> dict[str, Park]:
    """The register and everything that hangs on it, by code."""
    pairs = {pair.key: pair for pair in Pair.objects.filter(key__in={p.pair.key for p in plan})}
    programmes = {one.code: one for one in Programme.objects.all()}
    parks = [_park(one, seed, pairs[one.pair.key], programmes) for one in plan]
    insert_objects(parks)
    kept = {park.code: park for park in parks}
    children = [one for one in plan if one.parent]
    for one in children:
        kept[one.code].parent = kept[one.parent]
    Park.objects.bulk_update([kept[one.code] for one in children], ["parent"])
    lines: dict[type[Model], list[Any]] = {}
    for one in plan:
        for line in _lines(one, kept[one.code], seed, as_of):
            lines.setdefault(type(line), []).append(line)
    for model in (Plot, *(m for m in lines if m is not Plot)):
        insert_objects(lines.get(model, []))
    return kept


def _park(one: Planned, seed: int, pair: Pair, programmes: dict[str, Programme]) -> Park:
    rng = Random(f"{seed}/park/{one.code}")
    home = one.pair.recipient if one.is_science else one.pair.supporter
    return Park(
        code=one.code,
        name=one.name,
        kind="provincial_characteristic" if one.number == 2 and not one.is_orphan else "co_built",
        form="science_enclave" if one.is_science else "park_in_park" if one.parent else "park",
        level="county",
        programme=programmes[one.pair.key.partition(":")[0]],
        pair=pair,
        host_region=one.host_region,
        home_region=home,
        direction="reverse" if one.is_science else "forward",
        legal_body=f"{one.name}开发有限公司",
        mode=rng.choice(("closed", "cooperative", "open", "")),
        governance=rng.choice(("administrative", "company", "mixed")),
        founded_year=rng.randrange(2007, 2024),
        planning_start_year=2021,
        planning_end_year=2025 if one.is_orphan else 2030,
        leading_industries="、".join(trade for _, trade in rng.sample(made_up.TRADES, 2)),
        partners=f"{LABEL} {mark(one.code)}",
        source=f"{LABEL} {mark(one.pair.stem)} {mark(one.host_region)}",
        secrecy="work_secret" if one.number == 7 else "internal",
        is_made_up=True,
    )


def _lines(one: Planned, park: Park, seed: int, as_of: date) -> Iterator[Model]:
    rng = Random(f"{seed}/lines/{one.code}")
    told = {"park": park, "recorded_by": BY, "source": f"{LABEL} {mark(one.code)}"}
    year = as_of.year - 1
    if one.is_science:
        yield from _teams(one, rng, told, as_of)
        return
    area = round(rng.uniform(3, 22), 2)
    yield ParkArea(valid_from=date(2021, 1, 1), area_km2=area, **told)
    yield ParkArea(
        valid_from=date(year, 6, 1), area_km2=round(area * 1.4, 2), is_target=True, **told
    )
    for space, share in (("production", 0.42), ("living", 0.11), ("ecology", 0.08)):
        ha = round(area * 100 * share * rng.uniform(0.5, 1), 1)
        yield LandUse(as_of=date(year, 12, 31), space=space, area_ha=ha, **told)
    yield from _works(rng, told)
    for function, kind, body, side, staff in DUTIES:
        yield Duty(
            function=function,
            kind=kind,
            body=f"示例{body}",
            side=side,
            staff=max(2, int(staff * rng.uniform(0.5, 1.5))),
            last_consulted=as_of - timedelta(days=rng.randrange(20, 600)),
            **told,
        )
    yield Staffing(
        as_of=date(year, 12, 31),
        staff=rng.randrange(25, 90),
        population=rng.randrange(3_000, 60_000),
        enterprises=rng.randrange(12, 160),
        **told,
    )
    for place in range(rng.randrange(0, 3)):
        opened = as_of - timedelta(days=rng.randrange(30, 700))
        closed = min(opened + timedelta(days=rng.randrange(20, 300)), as_of)
        yield Issue(
            head=HEADS[(place + one.number) % len(HEADS)],
            words="示例：双方对分成口径还没有谈拢",
            opened=opened,
            closed=closed if rng.random() < 0.5 else None,
            **told,
        )
    yield Facility(
        kind="plant", name="示例标准厂房", capacity=12, unit="万平方米", progress="done", **told
    )
    for step, months in (("carrier", 0), ("plan", 7)):
        day = date(2022, 9, 1) + timedelta(days=30 * months + rng.randrange(0, 28))
        number = f"示例批〔{day.year}〕{one.number}号"
        yield Approval(step=step, kind="provincial_characteristic", day=day, number=number, **told)
    yield from _facts(rng, park, told, year)


def _works(rng: Random, told: dict[str, Any]) -> Iterator[Model]:
    """Plots and works of two phases; in one park of six, housing comes before the pipes."""
    is_upside_down = rng.random() < 0.17
    first = date(2022, 3, 1) + timedelta(days=rng.randrange(0, 300))
    steps = (
        ("示例控制性规划", "planning", "", 0),
        ("示例综合管网", "infrastructure", "underground", 900 if is_upside_down else 200),
        ("示例主干道路", "infrastructure", "above_ground", 380),
        ("示例一期厂房", "industry", "above_ground", 500),
        ("示例邻里中心", "commerce", "above_ground", 800),
    )
    for name, kind, layer, days in steps:
        started = first + timedelta(days=days)
        yield Work(
            name=name,
            phase="一期",
            kind=kind,
            layer=layer,
            started=started,
            completed=started + timedelta(days=rng.randrange(120, 300)),
            evidence=f"示例施〔{started.year}〕{rng.randrange(1, 400)}号",
            **told,
        )
    for number in range(1, 6):
        yield Plot(
            number=f"示例G{number:02d}",
            phase="一期",
            kind="industry",
            area_ha=round(rng.uniform(1.5, 12), 2),
            state=rng.choice(("planned", "released", "granted", "built", "returned")),
            state_since=first + timedelta(days=rng.randrange(200, 1300)),
            **told,
        )


def _facts(rng: Random, park: Park, told: dict[str, Any], year: int) -> Iterator[ParkFact]:
    """Figures of the year; for one park in five two offices say two different numbers."""
    tax = rng.lognormvariate(9, 0.6)
    figures = [
        ("tax_paid", "万元", "flow", tax, "CNY"),
        ("jobs", "人", "stock", rng.randrange(800, 22_000), ""),
        ("enterprises", "家", "stock", rng.randrange(12, 160), ""),
        ("industrial_output", "亿元", "flow", rng.lognormvariate(3, 0.7), "CNY"),
    ]
    for indicator, unit, nature, value, currency in figures:
        yield _fact(park, told, year, indicator, unit, nature, value, currency)
    if rng.random() < 0.2:
        other = {**told, "source": f"{told['source']} 另一口径"}
        yield _fact(park, other, year, "tax_paid", "万元", "flow", tax * 1.18, "CNY")


def _fact(
    park: Park,
    told: dict[str, Any],
    year: int,
    indicator: str,
    unit: str,
    nature: str,
    value: float,
    currency: str,
) -> ParkFact:
    return ParkFact(
        subject=park.name,
        indicator=indicator,
        value=round(value, 1),
        unit=unit,
        nature=nature,
        period=f"{year}年" if nature == "flow" else f"{year}年末",
        start=date(year, 1, 1) if nature == "flow" else None,
        end=date(year, 12, 31),
        currency=currency,
        certainty="about" if value > 20_000 else "exact",
        **told,
    )


def _teams(one: Planned, rng: Random, told: dict[str, Any], as_of: date) -> Iterator[Model]:
    for number in range(1, 7):
        attracted = as_of - timedelta(days=rng.randrange(300, 1400))
        incubated = attracted + timedelta(days=rng.randrange(90, 250))
        converted = incubated + timedelta(days=rng.randrange(90, 400))
        is_converted = converted <= as_of and rng.random() < 0.7
        yield Team(
            name=f"示例{one.pair.short}团队{number}",
            field=rng.choice(made_up.TRADES)[1],
            attracted=attracted,
            incubated=incubated if incubated <= as_of else None,
            converted=converted if is_converted else None,
            converted_region=one.pair.recipient if number % 3 else one.pair.supporter,
            value_minor=rng.randrange(200, 3_000) * 1_000_000 if is_converted else None,
            **told,
        )
    for number in range(8):
        yield SharedUse(
            day=as_of - timedelta(days=rng.randrange(3, 360)),
            resource="示例检测平台",
            user_name=f"示例{one.pair.short}用户{number + 1}",
            is_outside=number % 3 == 0,
            hours=rng.randrange(2, 40),
            fee_fen=rng.randrange(0, 900) * 1_000,
            **told,
        )
