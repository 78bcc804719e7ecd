"""Curves of landing: projects by exact days and by intervals, and the money that followed.

Each curve either stands on enough or says in words why it is not drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from jiedui.core.delivery import (
    Incidence,
    IntervalBand,
    IntervalCurve,
    MoneyCurve,
    cumulative_incidence,
    interval_band,
    interval_curve,
    money_curve,
)
from jiedui.core.errors import Refusal
from jiedui.reports import palette
from jiedui.reports.charts.base import across, frame, value_axis
from jiedui.web.desk.gaps.pictures import Picture
from jiedui.web.platform.kit import refusals
from jiedui.web.platform.kit.numbers import percent
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.records.projects.paying import Payments
from jiedui.web.records.projects.queries import Course

SEED = 1  # the same records draw the same bands
ROUNDS = 200
FEWEST = 10  # below this many, a share says little and the curve is not drawn
FEWEST_FIRMS = 5
INTERVALS_MOST = 20_000  # projects; beyond it even the curve takes longer than people wait
BAND_MOST = 500  # projects; beyond it a band takes seconds, so it is drawn when asked for
DAYS_IN_YEAR = 365.25
POINTS_MAX = 240
YEARS = 8
QUARTER = DAYS_IN_YEAR / 4


@dataclass(frozen=True)
class Drawn:
    """A curve with its figures by year, or the reason why there is none."""

    title: str
    picture: Picture | None
    table: Table | None
    reason: str = ""
    offers_band: bool = False


@dataclass(frozen=True)
class _Line:
    days: Any
    values: Any
    style: dict[str, Any]


BAND = {"color": palette.MUTED, "width": 1, "type": "dashed"}
MAIN = {"color": palette.ACCENT, "width": 2}


def projects(course: Course, stage: str) -> Drawn:
    """Aalen-Johansen by exact days; with no termination it is Kaplan-Meier (D1)."""
    title = _("按个数：签约后多久%(stage)s") % {"stage": stage}
    reason = _too_few(course)
    if reason:
        return Drawn(title, None, None, reason)
    curve = cumulative_incidence(course.days, course.cause, causes=("landed", "ended"))
    shown = [_Line(curve.days, values[0], BAND) for values in (curve.low, curve.high)]
    marks = _marks(course.days)
    at = np.searchsorted(curve.days, marks * DAYS_IN_YEAR, side="right") - 1
    cells = [_with_band(curve, int(place)) for place in at]
    method = _("Kaplan-Meier 估计") if not (course.cause == 2).any() else _("Aalen-Johansen 估计")
    note = _("%(method)s，终止和转让作竞争结局；虚线为95%%置信带。") % {"method": method}
    table = _table("by-count", title, marks, cells, _at_risk(course.days, marks))
    lines = [*shown, _Line(curve.days, curve.share[0], MAIN)]
    return Drawn(title, _picture("by-count", title, lines, note), table)


def intervals(course: Course, firm: Any, stage: str, *, is_band_asked: bool = False) -> Drawn:
    """Turnbull where dates are known to the quarter or year, with a band by firm (D1).

    The band of many projects takes seconds: it is offered, and drawn when asked for.
    """
    title = _("日期只知道到季或年时：签约后多久%(stage)s") % {"stage": stage}
    reason = _too_few(course)
    if not reason and not course.rough:
        reason = _("所有日期都知道到月或日，不需要区间估计。")
    if not reason and course.days.size > INTERVALS_MOST:
        most = f"{INTERVALS_MOST:,}"
        reason = _("项目多于 %(most)s 个，区间估计算得太久；先用筛选缩小范围。") % {"most": most}
    if reason:
        return Drawn(title, None, None, reason)
    curve = interval_curve(course.after, course.by, tolerance=1e-5)
    marks = _marks(course.days)
    grid = np.unique(np.append(np.arange(0, course.days.max(), QUARTER), marks * DAYS_IN_YEAR))
    offers = course.days.size > BAND_MOST and not is_band_asked
    band, unsaid = (None, "") if offers else _band(course, firm, grid)
    lines = [_Line(grid, _bound(curve, grid, side), MAIN) for side in (0, 1)]
    if band is not None:
        lines += [_Line(grid, values, BAND) for values in (band.low, band.high)]
    note = _("Turnbull 区间估计：两条实线之间由日期本身无法确定；终止算作不会落地。") + unsaid
    cells = [_cell(curve, band, grid, year) for year in marks]
    table = _table("by-interval", title, marks, cells, _at_risk(course.days, marks), between=True)
    return Drawn(title, _picture("by-interval", title, lines, note), table, offers_band=offers)


def money(paid: Payments) -> Drawn:
    """Mean cumulative paid-in money per promised money, with a band by firm (Nelson 2003)."""
    title = _("按金额：签约后到位多少承诺")
    promised = np.where(paid.promised_fen > 0, paid.promised_fen, np.nan).astype(float)
    known = int(np.isfinite(promised).sum())
    if known < FEWEST or not len(paid.fen):
        return Drawn(title, None, None, _("有承诺额或到位资金的项目太少，不画资金曲线。"))
    try:
        curve = _money_curve(paid, promised)
    except Refusal as refusal:
        return Drawn(title, None, None, "".join(map(refusals.said, refusal.problems)))
    if not len(curve.days):
        return Drawn(title, None, None, _("有承诺额或到位资金的项目太少，不画资金曲线。"))
    marks = _marks(paid.followed_days)
    lines = []
    if curve.low is not None and curve.high is not None:
        lines = [_Line(curve.days, values, BAND) for values in (curve.low, curve.high)]
    lines.append(_Line(curve.days, curve.paid_share, MAIN))
    cells = [list(curve.at(year * DAYS_IN_YEAR)) for year in marks]
    followed = _at_risk(paid.followed_days[paid.promised_fen > 0], marks)
    table = _table("by-money", title, marks, cells, followed)
    return Drawn(title, _picture("by-money", title, lines, _money_note(curve)), table)


def _money_curve(paid: Payments, promised: Any) -> MoneyCurve:
    """With a band where there are firms enough for one."""
    firms = np.unique(paid.firm[np.isfinite(promised)]).size
    enough = firms >= FEWEST_FIRMS
    return money_curve(
        promised,
        paid.followed_days,
        paid.firm,
        payment_project=paid.project,
        payment_days=paid.days,
        payment_amounts=paid.fen.astype(float),
        generator=np.random.default_rng(SEED) if enough else None,
        rounds=ROUNDS,
    )


def _money_note(curve: MoneyCurve) -> str:
    said = {"count": curve.count, "firms": curve.firms, "rounds": curve.rounds}
    note = (
        _("平均累计到位额比承诺额(Nelson)，%(count)s 个项目、%(firms)s 家企业，只算人民币。") % said
    )
    if curve.rounds:
        note += _("虚线：按企业重抽 %(rounds)s 次的95%%带。") % said
    else:
        note += _("企业不足 5 家，不画带。")
    if curve.without_promise:
        note += _("%(count)s 个项目没有承诺额，未计入。") % {"count": curve.without_promise}
    return note


def _band(course: Course, firm: Any, grid: Any) -> tuple[IntervalBand | None, str]:
    """The band, or in words why there is none."""
    generator = np.random.default_rng(SEED)
    rounds = ROUNDS if course.days.size <= INTERVALS_MOST // 10 else ROUNDS // 4
    if np.unique(firm).size < FEWEST_FIRMS:
        return None, _("企业不足 5 家，不画带。")
    band = interval_band(course.after, course.by, firm, grid, generator=generator, rounds=rounds)
    said = {"rounds": rounds, "firms": band.firms}
    return band, _("虚线：按 %(firms)s 家企业重抽 %(rounds)s 次的95%%带。") % said


def _too_few(course: Course) -> str:
    landed = int((course.cause == 1).sum())
    if len(course.days) >= FEWEST and landed:
        return ""
    said = {"count": len(course.days), "landed": landed, "fewest": FEWEST}
    return (
        _("签约 %(count)s 个、落地 %(landed)s 个：不足 %(fewest)s 个或一个也没落地，不画曲线。")
        % said
    )


def _bound(curve: IntervalCurve, grid: Any, side: int) -> Any:
    return np.array([curve.at(float(day))[side] for day in grid])


def _cell(curve: IntervalCurve, band: IntervalBand | None, grid: Any, year: int) -> list[Any]:
    """Least and most by a year, and the band about both."""
    day = year * DAYS_IN_YEAR
    bounds: list[Any] = list(curve.at(day))
    if band is None:
        return [*bounds, None, None]
    place = int(np.searchsorted(grid, day))
    return [*bounds, float(band.low[place]), float(band.high[place])]


def _with_band(curve: Incidence, place: int) -> list[float | None]:
    """Share, low and high; no band before anything has happened, which none could be drawn from."""
    if place < 0:
        return [0.0, None, None]
    share, low, high = (float(line[0][place]) for line in (curve.share, curve.low, curve.high))
    return [share, None, None] if low == high else [share, low, high]


def _marks(days: Any) -> Any:
    """Whole years for as long as anything was watched."""
    longest = int(np.max(days) // DAYS_IN_YEAR) if len(days) else 0
    return np.arange(1, min(longest, YEARS) + 1)


def _at_risk(days: Any, marks: Any) -> list[int]:
    ordered = np.sort(days)
    left = np.searchsorted(ordered, marks * DAYS_IN_YEAR, side="left")
    return [int(count) for count in ordered.size - left]


def _table(
    id: str,
    title: str,
    marks: Any,
    cells: Sequence[Sequence[float | None]],
    at_risk: Sequence[int],
    *,
    between: bool = False,
) -> Table:
    heads = [Column("share", _("比例"), places=3)]
    if between:
        heads = [Column("least", _("最少"), places=3), Column("most", _("最多"), places=3)]
    rows = tuple(
        row(int(year), *(_share(value) for value in values), left)
        for year, values, left in zip(marks, cells, at_risk, strict=True)
    )
    columns = (
        Column("years", _("签约后(年)"), places=0),
        *heads,
        Column("low", _("带下沿"), places=3),
        Column("high", _("带上沿"), places=3),
        Column("at_risk", _("仍在观察"), _("个"), 0),
    )
    return Table(id, title, columns, rows)


def _share(value: float | None) -> Cell:
    return Cell(value, text=percent(value))


def _picture(id: str, title: str, lines: Sequence[_Line], note: str) -> Picture:
    look = {"type": "line", "step": "end", "symbol": "none", "silent": True}
    series = [look | {"data": _points(line), "lineStyle": line.style} for line in lines]
    tallest = max(float(np.max(line.values, initial=0.0)) for line in lines) * 100
    option = frame(
        grid={"left": 48, "right": 24, "top": 24, "bottom": 48},
        xAxis=across(_("签约后(年)"), min=0, scale=False),
        yAxis=value_axis("%", min=0) | ({"max": 100, "interval": 20} if tallest <= 100 else {}),
        series=series,
    )
    return Picture(id=id, title=title, option=option, label=title, size="medium", note=note)


def _points(line: _Line) -> list[list[float]]:
    """At most so many as a screen shows, from nothing on the day of signing."""
    last = len(line.days) - 1
    chosen = np.unique(np.linspace(0, last, POINTS_MAX).round().astype(int))
    years = (np.asarray(line.days)[chosen] / DAYS_IN_YEAR).round(3).tolist()
    heights = (np.asarray(line.values)[chosen] * 100).round(2).tolist()
    return [[0.0, 0.0], *([x, y] for x, y in zip(years, heights, strict=True))]
