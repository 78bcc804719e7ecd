"""Landing of a ledger: curves, rates by count and money, cohorts, and what cannot be judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from jiedui.analysis.delivery.cohorts import Cohort, cohort_of
from jiedui.analysis.delivery.ledger import Ledger
from jiedui.analysis.delivery.records import (
    DAYS_PER_MONTH,
    MARKS_MONTHS,
    Group,
    LandingRequest,
    LandingResult,
    Mark,
    Method,
    MoneyPoint,
    Note,
    Point,
    YearRatio,
)
from jiedui.analysis.provenance import Provenance
from jiedui.core.delivery import (
    FunnelStep,
    IntervalCurve,
    Stages,
    cohort_rates,
    cumulative_incidence,
    dependence,
    funnel,
    gap_share,
    interval_curve,
    landing_curve,
    money_curve,
    only_survivors,
    period_ratio,
)
from jiedui.core.errors import NotSupported, Problem
from jiedui.core.frames import Floats
from jiedui.schemes.stages import stages, stages_sha256

UNKNOWN = "-"  # the cohort of projects that do not say which they belong to


def measure_landing(ledger: Ledger, request: LandingRequest) -> LandingResult:
    """Measure how many of those that reached `origin` have reached `stage`, by the day of looking.

    Raises
    ------
    NotSupported
        Where no project has reached the origin, or the ledger holds only what survived: then a
        rate would be one by construction. `accept_survivors` measures it all the same.
    """
    ladder = stages(request.programme)
    names = ladder.stage(request.origin), ladder.stage(request.stage)
    cohort, left_out = cohort_of(ledger, request, ladder)
    _fail_if_empty(cohort, request)
    check = only_survivors(cohort.landed, np.isfinite(cohort.ended_days))
    if check.only_survivors and not request.accept_survivors:
        raise NotSupported(_survivors_problem(check.count, request))
    whole = _group("", cohort, None, request)
    usual = whole.median_days[1] if whole.median_days else None
    whole = _group("", cohort, usual, request)
    gap = gap_share([ledger.texts["chain_gap"][i] for i in cohort.place], cohort.promised)
    return LandingResult(
        origin=request.origin,
        origin_zh=names[0].name_zh,
        origin_en=names[0].name_en,
        stage=request.stage,
        stage_zh=names[1].name_zh,
        stage_en=names[1].name_en,
        as_of=request.as_of,
        by=request.by,
        level=request.level,
        usual_days=usual,
        whole=whole,
        groups=tuple(_groups(ledger, cohort, usual, request)),
        money=_money(ledger, cohort, request),
        funnel=_funnel(ledger, cohort, request, ladder),
        period_ratios=tuple(_period_ratios(ledger, request)),
        survivors=check,
        dependence=dependence(
            cohort.promised,
            firms=[_known_firm(ledger, i) for i in cohort.place],
            initiators=[ledger.texts["initiator"][i] for i in cohort.place],
        ),
        gap_by_count=gap.by_count,
        gap_by_money=gap.by_money,
        left_out=left_out,
        notes=tuple(_notes(ledger, cohort, check.only_survivors, check.is_doubtful, left_out)),
        provenance=Provenance(
            inputs=dict(ledger.sources),
            scheme={ladder.id: stages_sha256(request.programme)},
            parameters={
                "origin": request.origin,
                "stage": request.stage,
                "as_of": request.as_of,
                "by": request.by,
                "level": request.level,
                "accept_survivors": request.accept_survivors,
            },
            seed=request.seed,
        ),
    )


def _fail_if_empty(cohort: Cohort, request: LandingRequest) -> None:
    if cohort.place.size == 0:
        reason = f"no project has reached {request.origin} by {request.as_of}"
        raise NotSupported(Problem(reason, hint="choose a later day or an earlier origin"))


def _survivors_problem(count: int, request: LandingRequest) -> Problem:
    return Problem(
        f"all {count} projects reached {request.stage} and none was terminated: the ledger seems "
        "to hold only what survived, so that its landing rate is one by construction",
        column=request.stage,
        hint="add the projects that are open or failed; or --accept-survivors to see it anyway",
    )


def _groups(
    ledger: Ledger, cohort: Cohort, usual: float | None, request: LandingRequest
) -> Iterator[Group]:
    if not request.by:
        return
    names, own = np.unique(np.array(_keys(ledger, cohort, request.by)), return_inverse=True)
    for place, key in enumerate(names.tolist()):
        yield _group(key, cohort.only(own == place), usual, request)


def _keys(ledger: Ledger, cohort: Cohort, by: str) -> list[str]:
    if by == "year":
        return [str(year) for year in _years(cohort.origin)]
    values = ledger.texts[by]
    return [(values[i][:2] if by == "industry" else values[i]) or UNKNOWN for i in cohort.place]


def _group(key: str, cohort: Cohort, usual: float | None, request: LandingRequest) -> Group:
    rates = cohort_rates(cohort.landed, cohort.promised, cohort.followed, usual_days=usual)
    method, points, median = (
        _exact(cohort, request.level) if cohort.is_exact else _intervals(cohort)
    )
    return Group(
        key=key,
        rates=rates.rates,
        by_count=rates.rates.by_count,
        by_money=rates.rates.by_money,
        is_judgeable=rates.is_judgeable,
        shortest_followed_days=rates.shortest_followed_days,
        method=method,
        median_days=median,
        terminated=int(np.isfinite(cohort.ended_days).sum()),
        points=points,
        marks=tuple(_marks(points, cohort)),
    )


Curve = tuple[Method, tuple[Point, ...], "tuple[float, float] | None"]


def _exact(cohort: Cohort, level: float) -> Curve:
    """Kaplan-Meier; with terminations, Aalen-Johansen."""
    ended = np.isfinite(cohort.ended_days)
    days = np.where(cohort.landed, cohort.by, np.where(ended, cohort.ended_days, cohort.followed))
    if not ended.any():
        curve = landing_curve(days, cohort.landed, level=level)
        table = (curve.days, curve.landed, curve.low, curve.high, curve.at_risk)
        plain = (curve.plain_low, curve.plain_high)
        points = tuple(_point(*row) for row in zip(*table, *plain, strict=True))
        return "kaplan_meier", points, _median(points)
    cause = np.where(cohort.landed, 1, np.where(ended, 2, 0))
    found = cumulative_incidence(days, cause, causes=("landed", "terminated"), level=level)
    rows = zip(found.days, found.share[0], found.low[0], found.high[0], found.at_risk, strict=True)
    points = tuple(_point(*row) for row in rows)
    return "aalen_johansen", points, _median(points)


def _point(
    days: float,
    share: float,
    low: float,
    high: float,
    at_risk: int,
    plain_low: float = np.nan,
    plain_high: float = np.nan,
) -> Point:
    bounds = [
        None if np.isnan(edge) else float(edge) for edge in (low, high, plain_low, plain_high)
    ]
    return Point(float(days), float(share), bounds[0], bounds[1], int(at_risk), *bounds[2:])


def _median(points: tuple[Point, ...]) -> tuple[float, float] | None:
    for point in points:
        if point.share is not None and point.share >= 0.5 - 1e-12:
            return point.days, point.days
    return None


def _intervals(cohort: Cohort) -> Curve:
    """Turnbull. A terminated project is known not to land: open for as long as it was followed,
    which gives the incidence of landing because looking ends for all on one day."""
    curve = interval_curve(cohort.after, cohort.by)
    ends = np.unique(np.concatenate([curve.after, curve.by[np.isfinite(curve.by)]]))
    at_risk = _still_followed(cohort, ends)
    points = tuple(_bounded(curve, day, n) for day, n in zip(ends, at_risk, strict=True))
    return "turnbull", points, curve.quantile(0.5)


def _bounded(curve: IntervalCurve, day: float, at_risk: int) -> Point:
    low, high = curve.at(float(day))
    return Point(float(day), low if high - low < 1e-9 else None, low, high, int(at_risk))


def _still_followed(cohort: Cohort, days: Floats) -> np.ndarray:
    """Followed so long and not surely landed or ended before."""
    left = np.fmin(np.where(cohort.landed, cohort.by, cohort.followed), cohort.ended_days)
    return cohort.place.size - np.searchsorted(np.sort(left), days, side="left")


def _marks(points: tuple[Point, ...], cohort: Cohort) -> Iterator[Mark]:
    """The curve at round months, as far as somebody was followed."""
    days = np.array([point.days for point in points])
    for months in MARKS_MONTHS:
        day = months * DAYS_PER_MONTH
        if day > cohort.followed.max():
            return
        at_risk = int(_still_followed(cohort, np.array([day]))[0])
        i = int(np.searchsorted(days, day, side="right")) - 1
        if i < 0:
            yield Mark(months, 0.0, 0.0, 0.0, at_risk)
        elif points[i].share is None or cohort.is_exact:
            yield Mark(months, points[i].share, points[i].low, points[i].high, at_risk)
        else:
            yield _mark_between(months, points, i, at_risk)


def _mark_between(months: int, points: tuple[Point, ...], i: int, at_risk: int) -> Mark:
    """Between two ends of intervals: fixed unless an interval with landings lies across."""
    low = points[i].low or 0.0
    high = points[i + 1].low if i + 1 < len(points) else low
    high = low if high is None or high - low < 1e-9 else high
    return Mark(months, low if high == low else None, low, high, at_risk)


def _money(ledger: Ledger, cohort: Cohort, request: LandingRequest) -> tuple[MoneyPoint, ...]:
    if ledger.payments is None or not (cohort.promised > 0).any():
        return ()
    where = np.full(len(ledger), -1)
    where[cohort.place] = np.arange(cohort.place.size)
    own = where[ledger.payments.project]
    used = (own >= 0) & (ledger.payments.day <= request.as_of.toordinal())
    own = own[used]
    days = np.maximum(ledger.payments.day[used] - cohort.origin[own], 0)
    followed = request.as_of.toordinal() - cohort.origin
    keys = ledger.firm_keys()
    curve = money_curve(
        cohort.promised,
        followed,
        [keys[i] for i in cohort.place],
        payment_project=own,
        payment_days=days,
        payment_amounts=ledger.payments.yuan[used],
        generator=None if request.seed is None else np.random.default_rng(request.seed),
        rounds=request.rounds,
        level=request.level,
    )
    nothing = [None] * curve.days.size
    low = nothing if curve.low is None else curve.low.tolist()
    high = nothing if curve.high is None else curve.high.tolist()
    rows = zip(curve.days.tolist(), curve.paid_share.tolist(), low, high, strict=True)
    return tuple(MoneyPoint(*row) for row in rows)


def _funnel(
    ledger: Ledger, cohort: Cohort, request: LandingRequest, ladder: Stages
) -> tuple[FunnelStep, ...]:
    origin = ladder.stage(request.origin).order
    wanted = tuple(stage.code for stage in ladder.steps if stage.order >= origin)
    today = request.as_of.toordinal()
    reached = np.column_stack([ledger.day(code)[0][cohort.place] <= today for code in wanted])
    return funnel(reached, cohort.promised, wanted)


def _period_ratios(ledger: Ledger, request: LandingRequest) -> Iterator[YearRatio]:
    promised, today = ledger.yuan["promised"], request.as_of.toordinal()
    years = {}
    for name, stage in (("signed", request.origin), ("landed", request.stage)):
        first = ledger.day(stage)[0]
        known = np.isfinite(first) & (first <= today)
        years[name] = np.zeros(len(ledger), dtype=np.int64)
        years[name][known] = _years(first[known])
    for year in sorted(set(years["signed"]) - {0}):
        ratio = period_ratio(
            signed_amounts=promised[years["signed"] == year],
            landed_amounts=promised[years["landed"] == year],
        )
        rates = ratio.rates
        yield YearRatio(
            int(year),
            rates.signed,
            rates.landed,
            rates.by_count,
            rates.by_money,
            ratio.is_biased,
            ratio.reason_zh,
            ratio.reason_en,
        )


def _years(ordinals: Floats) -> list[int]:
    return [date.fromordinal(int(day)).year for day in ordinals]


def _known_firm(ledger: Ledger, place: int) -> str:
    return ledger.texts["credit_code"][place] or ledger.texts["firm"][place]


def _notes(
    ledger: Ledger,
    cohort: Cohort,
    survivors: bool,
    doubtful: bool,
    left_out: tuple[tuple[str, str], ...],
) -> Iterator[Note]:
    if survivors:
        yield Note(
            "only_survivors",
            "台账里全是已落地项目，没有一个终止：落地率由台账的做法决定，不能当作落地率使用",
            "the ledger holds only projects that landed and none that failed: its rate is one by "
            "the way it was kept, and is no landing rate",
        )
    elif doubtful:
        yield Note(
            "perhaps_survivors",
            "台账里没有终止的项目，或没有在途的项目，可能有遗漏；落地率可能偏高",
            "the ledger has no project that ended, or none still open: perhaps they were left out, "
            "and the rate is too high",
        )
    if not cohort.is_exact:
        yield Note(
            "intervals",
            "部分日期只知道月、季或年，按区间估计；区间内部不取点",
            "some days are known only to the month, quarter or year and are taken as intervals; "
            "inside one no day is picked",
        )
    if left_out:
        yield Note(
            "left_out",
            f"{len(left_out)} 个项目的日期前后矛盾，未计入",
            f"{len(left_out)} projects have dates that contradict one another and are left out",
        )
    unknown = int(np.isnan(cohort.promised).sum())
    if unknown:
        yield Note(
            "without_amount",
            f"{unknown} 个项目没有人民币协议投资额，只计个数",
            f"{unknown} projects have no promised sum in yuan and count by number alone",
        )
    if ledger.payments is None:
        yield Note(
            "no_payments",
            "没有逐笔到资记录，不画资金到位曲线",
            "no dated payments were given, so there is no curve of paid-in money",
        )
