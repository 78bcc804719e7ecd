"""The funnel: count and money side by side, and a curve that knows who is still waited for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jiedui.core.delivery import Incidence, cumulative_incidence, interval_curve
from jiedui.core.errors import Refusal
from jiedui.reports import palette
from jiedui.reports.charts.base import across, frame, value_axis
from jiedui.web.desk.gaps.pictures import Picture
from jiedui.web.desk.projects import choices, words
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.drawing import body
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.records.projects import queries
from jiedui.web.records.projects.enums import LADDER, RANK, Stage
from jiedui.web.records.projects.models import Project
from jiedui.web.records.projects.queries import Course

DAYS_IN_YEAR = 365.25
FEN_PER_10K = 1_000_000
POINTS_MAX = 240  # a screen shows no more steps
FEWEST = 10  # below this many, a share says little and the curve is not drawn
MANY_ROUGH = 0.1  # of the landed: from here on the curve is drawn from intervals
MOST_INTERVALS = 20_000  # beyond it the computation takes longer than people wait
LANDINGS = (Stage.STARTED, Stage.COMPLETED, Stage.IN_PRODUCTION)


@dataclass(frozen=True)
class Rate:
    """Of the signed: how many reached a stage, and how much of the promised money they hold."""

    signed: int
    reached: int
    signed_fen: int
    reached_fen: int
    without_amount: int

    @property
    def by_count(self) -> float | None:
        return self.reached / self.signed if self.signed else None

    @property
    def by_money(self) -> float | None:
        return self.reached_fen / self.signed_fen if self.signed_fen else None


def rate(cells: list[queries.Cell], stage: str) -> Rate:
    """Both rates in one record: they are never shown apart."""
    reached = [cell for cell in cells if cell.reached >= RANK[stage]]
    return Rate(
        signed=sum(cell.count for cell in cells),
        reached=sum(cell.count for cell in reached),
        signed_fen=sum(cell.promised_fen for cell in cells),
        reached_fen=sum(cell.promised_fen for cell in reached),
        without_amount=sum(cell.without_amount for cell in cells),
    )


@dataclass(frozen=True)
class Counted:
    """The funnel in figures: of all, step by step, group by group."""

    whole: Rate
    steps: Table
    groups: Table


def counted(projects: QuerySet[Project], by: str, stage: str, *, confirmed_only: bool) -> Counted:
    """Counts and sums of these projects, with the tables drawn."""
    cells = queries.cells(projects, by=by, confirmed_only=confirmed_only)
    tables = (steps(cells), groups(cells, by, names(by, queries.options(projects)), stage))
    return Counted(rate(list(cells), stage), *(replace(one, body=body(one)) for one in tables))


def steps(cells: tuple[queries.Cell, ...]) -> Table:
    """Each stage: count and money side by side."""
    every = list(cells)
    lines = []
    for stage in LADDER[1:]:
        found = rate(every, stage)
        lines.append(
            row(
                str(stage.label),
                found.reached,
                _share(found.by_count),
                found.reached_fen / FEN_PER_10K if found.signed_fen else None,
                _share(found.by_money),
            )
        )
    columns = (
        Column("stage", _("到过")),
        Column("count", _("项目"), _("个"), places=0),
        Column("by_count", _("占签约数"), places=1),
        Column("promised", _("承诺投资"), _("万元"), places=0),
        Column("by_money", _("占承诺额"), places=1),
    )
    missing = rate(every, Stage.SIGNED).without_amount
    note = _("金额按签约承诺额，人民币；外币项目另列，不折算。")
    if missing:
        note += _("%(count)s 个项目没有人民币承诺额，只计数。") % {"count": missing}
    return Table("funnel", _("漏斗：个数与金额并列"), columns, tuple(lines), note)


def groups(cells: tuple[queries.Cell, ...], by: str, names: dict[str, str], stage: str) -> Table:
    """Both landing rates of every group."""
    parts: dict[str, list[queries.Cell]] = {}
    for cell in cells:
        parts.setdefault(cell.group, []).append(cell)
    lines = []
    for group in sorted(parts, reverse=by == "year"):
        found = rate(parts[group], stage)
        ended = sum(cell.count for cell in parts[group] if cell.ended)
        paid = sum(cell.paid_in_fen for cell in parts[group])
        lines.append(
            row(
                names.get(group, group) or _("未填"),
                found.signed,
                found.reached,
                _share(found.by_count, few=found.signed < FEWEST),
                found.signed_fen / FEN_PER_10K,
                _share(found.by_money, few=found.signed < FEWEST),
                paid / FEN_PER_10K,
                ended,
            )
        )
    columns = (
        Column("group", _("分组")),
        Column("signed", _("签约"), _("个"), places=0),
        Column("landed", str(Stage(stage).label), _("个"), places=0),
        Column("by_count", _("落地率(个数)"), places=1),
        Column("promised", _("承诺"), _("万元"), places=0),
        Column("by_money", _("落地率(金额)"), places=1),
        Column("paid_in", _("到位"), _("万元"), places=0),
        Column("ended", _("终止或转让"), _("个"), places=0),
    )
    note = _("少于 10 个项目的组，比率只作参考。新近签约的项目还没有足够时间，不能与老项目直接比。")
    return Table("groups", _("分组落地率"), columns, tuple(lines), note)


def _share(share: float | None, *, few: bool = False) -> Cell:
    note = _("少") if few and share is not None else ""
    return Cell(share, text=numbers.percent(share), note=note)


@dataclass(frozen=True)
class Landing:
    """The curve with what has to be said beside it."""

    picture: Picture | None
    sentence: str
    notes: list[str]


def landing(course: Course, stage: str) -> Landing:
    """How many of the signed landed after how long, those still under way counted as such."""
    name = words.stage_name(stage)
    notes = [
        _("还在途中的 %(count)s 个项目按截至今天算作“尚未知道”，不算失败；终止和转让算作没有落地。")
        % {"count": int((course.cause == 0).sum())}
    ]
    if course.rough:
        notes.append(_("%(count)s 个项目的日期只知道到季或年。") % {"count": course.rough})
    if course.backwards:
        notes.append(_("%(count)s 个项目的日期早于签约，未计入。") % {"count": course.backwards})
    if course.cause.size and (course.cause == 1).all():
        notes.append(_("没有一个在途或终止的项目：这份台账可能只留下了落地的项目，曲线偏高。"))
    if len(course.days) < FEWEST or not (course.cause == 1).any():
        sentence = _("签约项目或%(stage)s项目太少，不画落地曲线。") % {"stage": name}
        return Landing(None, sentence, notes)
    try:
        curve = cumulative_incidence(course.days, course.cause, causes=("landed", "ended"))
    except Refusal as refusal:
        return Landing(None, str(refusal), notes)
    if _is_coarse(course):
        return _between(course, name, notes)
    sentence = _at_years(curve, name)
    return Landing(_picture(curve, name, sentence), sentence, notes)


def _is_coarse(course: Course) -> bool:
    """Whether so many dates are quarters or years that a curve by the day would pretend."""
    landed = int((course.cause == 1).sum())
    return course.rough >= MANY_ROUGH * landed and course.days.size <= MOST_INTERVALS


def _between(course: Course, name: str, notes: list[str]) -> Landing:
    """The curve from intervals (Turnbull): between its two lines the dates decide nothing."""
    curve = interval_curve(course.after, course.by, tolerance=1e-5)
    said = []
    for years in (1, 2, 3):
        if course.days.max() < years * DAYS_IN_YEAR:
            break
        low, high = (numbers.percent(share) for share in curve.at(years * DAYS_IN_YEAR))
        told = {"years": years, "low": low, "high": high, "stage": name}
        words_ = _("签约后 %(years)s 年 %(low)s 至 %(high)s 已%(stage)s")
        said.append(words_ % told)
    sentence = (_("；").join(said) + _("。")) if said else _("观察不足一年。")
    ends = np.unique(np.concatenate([curve.by[np.isfinite(curve.by)], curve.after, [0.0]]))
    bounds = np.array([curve.at(day) for day in ends[ends <= course.days.max()]])
    lines = [(bounds[:, place], {"color": palette.ACCENT, "width": 2}) for place in (0, 1)]
    note = _(
        "Turnbull 区间估计：很多日期只知道到季或年，两线之间由日期本身无法确定；终止算作不会落地。"
    )
    days = ends[ends <= course.days.max()]
    return Landing(_drawn(days, lines, name, sentence, note), sentence, notes)


def drawn(projects: QuerySet[Project], stage: str, on: date) -> tuple[str, SafeString]:
    """What the curve says, and the curve with the table under it as HTML."""
    course = queries.course(projects, to=stage, on=on)
    told = landing(course, stage)
    shown = {"landing": told, "at_risk": at_risk(course) if course.days.size else None}
    return told.sentence, render_to_string("projects/includes/curve.html", shown)


def _at_years(curve: Incidence, name: str) -> str:
    said = []
    for years in (1, 2, 3):
        day = years * DAYS_IN_YEAR
        if curve.longest_days < day:
            break
        share, low, high = _on(curve, day)
        words_ = _("签约后 %(years)s 年 %(share)s(%(low)s–%(high)s)已%(stage)s")
        if low == high:  # nothing has happened yet, so there is nothing to draw a band from
            words_ = _("签约后 %(years)s 年 %(share)s 已%(stage)s")
        said.append(
            words_
            % {
                "years": years,
                "share": numbers.percent(share),
                "low": numbers.percent(low),
                "high": numbers.percent(high),
                "stage": name,
            }
        )
    return (_("；").join(said) + _("。")) if said else _("观察不足一年。")


def _on(curve: Incidence, day: float) -> tuple[float, float, float]:
    place = int(np.searchsorted(curve.days, day, side="right")) - 1
    if place < 0:
        return 0.0, 0.0, 0.0
    return tuple(float(line[0][place]) for line in (curve.share, curve.low, curve.high))  # type: ignore[return-value]


def at_risk(course: Course) -> Table:
    """How many are still watched after each year: where the curve rests on few."""
    days = np.sort(course.days)
    longest = int(days[-1] // DAYS_IN_YEAR) if days.size else 0
    marks = range(min(longest, 8) + 1)
    columns = (
        Column("years", _("签约后(年)")),
        *(Column(f"y{y}", str(y), places=0) for y in marks),
    )
    left = [int(days.size - np.searchsorted(days, y * DAYS_IN_YEAR, side="left")) for y in marks]
    line = row(_("仍在观察的项目"), *left)
    return Table("at-risk", _("仍在观察的项目"), columns, (line,))


def _picture(curve: Incidence, name: str, sentence: str) -> Picture:
    band = {"color": palette.MUTED, "width": 1, "type": "dashed"}
    line = {"color": palette.ACCENT, "width": 2}
    lines = [(curve.low[0], band), (curve.high[0], band), (curve.share[0], line)]
    note = _("Aalen-Johansen 估计，终止和转让作竞争结局；虚线为95%置信带。")
    return _drawn(curve.days, lines, name, sentence, note)


def _drawn(
    days: Any, lines: list[tuple[Any, dict[str, Any]]], name: str, sentence: str, note: str
) -> Picture:
    shown = np.unique(np.linspace(0, len(days) - 1, POINTS_MAX).round().astype(int))
    years = (days[shown] / DAYS_IN_YEAR).round(3).tolist()
    look = {"type": "line", "step": "end", "symbol": "none"}
    series = []
    for values, style in lines:
        heights = (values[shown] * 100).round(2).tolist()
        points = [list(point) for point in zip(years, heights, strict=True)]
        series.append(look | {"data": [[0, 0], *points], "lineStyle": style, "silent": True})
    option = frame(
        grid={"left": 48, "right": 24, "top": 24, "bottom": 48},
        xAxis=across(_("签约后(年)"), min=0, scale=False),
        yAxis=value_axis("%", min=0, max=100),
        series=series,
    )
    return Picture(
        id="landing",
        title=_("落地曲线：签约后多久%(stage)s") % {"stage": name},
        option=option,
        label=sentence,
        size="medium",
        note=note,
    )


def names(by: str, options: queries.Options) -> dict[str, str]:
    if by == "pair":
        return {key: choices.pair_name(*of) for key, *of in options.pairs}
    if by == "park":
        return dict(options.parks)
    if by == "industry":
        return {code: choices.industry(code) for code in options.industries}
    return {}


def ways() -> list[tuple[str, str]]:
    """By what the projects can be grouped."""
    names = {"pair": _("结对"), "park": _("园区"), "year": _("签约年份"), "industry": _("行业")}
    return [(by, names[by]) for by in queries.GROUPS]
