"""`jiedui gaps --show convergence|mobility|density`: the same figures, seen through the years."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from jiedui.cli.output import emit, say, text_table

if TYPE_CHECKING:
    from jiedui.analysis.gaps import (
        ConvergenceResult,
        DensityResult,
        GapsRequest,
        MobilityResult,
    )
    from jiedui.core.frames import Floats, Panel
    from jiedui.core.gaps import MarkovChain, SpatialMarkov

Lang = Literal["zh", "en"]
SHOWS = ("convergence", "mobility", "density")
Rows = list[dict[str, Any]]


def show(
    which: str,
    panel: Panel,
    regions: Sequence[str],
    request: GapsRequest,
    *,
    options: Mapping[str, Any],
    inputs: Mapping[str, str],
    output_format: str,
    lang: Lang,
) -> None:
    """Measure one of `SHOWS` over `regions` and print it."""
    from jiedui.analysis.gaps import measure_convergence, measure_density, measure_mobility

    started = time.perf_counter()
    rows: Rows
    result: Any
    if which == "convergence":
        result = measure_convergence(panel, regions, request, inputs=inputs)
        rows, body = _convergence(result, lang)
    elif which == "mobility":
        result = measure_mobility(
            panel,
            regions,
            request,
            pooled=not options["yearly"],
            inputs=inputs,
            classes=_classes(options),
            **_neighbours(panel, regions, request, options),
        )
        rows, body = _mobility(result, lang)
    else:
        result = measure_density(
            panel, regions, request, weighted=options["weighted"], inputs=inputs
        )
        rows, body = _density(result, lang)
    say(f"measured in {time.perf_counter() - started:.2f} s")
    _say_notes(result)
    emit(output_format, result, rows=rows, table=lambda: body)


def years_without_hole(
    panel: Panel, regions: Sequence[str], indicator: str, population: str
) -> tuple[int, ...]:
    """The years to look at where none are named; said on stderr."""
    from jiedui.analysis.gaps import usable_years
    from jiedui.core.frames import spans

    years = usable_years(panel, regions, indicator=indicator, population=population)
    say(f"no years named: {spans(years)}, in which nine tenths of the regions have figures")
    return years


def _classes(options: Mapping[str, Any]) -> Any:
    """A number of quantile classes, or multiples of the mean: 4, or 0.5,0.75,1,1.25,1.5."""
    from jiedui.core.errors import Problem, Refusal

    text = options["classes"]
    if text.strip().isdecimal():
        return int(text)
    bounds = [_positive(part) for part in text.split(",")]
    if None in bounds:
        hint = "write a number of classes, or rising multiples of the mean: 0.5,0.75,1,1.25,1.5"
        raise Refusal(Problem("not classes", column="--classes", value=text, hint=hint))
    return tuple(bounds)


def _positive(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None


NEAREST_CENTRES = 5


def _neighbours(
    panel: Panel, regions: Sequence[str], request: GapsRequest, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Who counts as a neighbour among the regions that take part, for spatial chains."""
    if not options["neighbours"]:
        return {}
    from jiedui.analysis.gaps import among, levels, nearest_centres, sharing_boundaries
    from jiedui.data.boundaries import boundaries, centres

    members, places = levels(panel, regions, request).regions, centres()
    if options["neighbours"] == "boundaries":
        found = among(members, sharing_boundaries(boundaries()), places)
    else:
        inside = {code: place for code, place in places.items() if code in set(members)}
        found = nearest_centres(inside, min(NEAREST_CENTRES, max(1, len(inside) - 1)))
    return {"neighbours": found.of, "neighbours_rule": found.rule}


def _convergence(result: ConvergenceResult, lang: Lang) -> tuple[Rows, str]:
    sigma, beta = result.sigma, result.beta
    rows: Rows = [
        {"measure": "sd_log", "year": year, "value": spread, "unit": ""}
        for year, spread in zip(sigma.years, sigma.sd_log, strict=True)
    ]
    rows += [
        {"measure": "cv", "year": year, "value": spread, "unit": ""}
        for year, spread in zip(sigma.years, sigma.cv, strict=True)
    ]
    last = result.years[-1]
    rows.append({"measure": "sigma_trend", "year": last, "value": sigma.trend, "unit": "per_year"})
    if beta is not None:
        named = {"beta": beta.beta, "beta_se": beta.beta_se, "half_life": beta.half_life_years}
        units = {"half_life": "years"}
        rows += [
            {"measure": name, "year": last, "value": value, "unit": units.get(name, "per_year")}
            for name, value in named.items()
        ]
    header = ["年份", "对数标准差", "变异系数"] if lang == "zh" else ["year", "sd of ln y", "CV"]
    each = zip(sigma.years, sigma.sd_log, sigma.cv, strict=True)
    body = [[year, f"{sd:.4f}", f"{cv:.4f}"] for year, sd, cv in each]
    table = text_table(header, body, right=(1, 2))
    return rows, "\n\n".join([_said_convergence(result, lang), table, _whence(result, lang)])


def _said_convergence(result: ConvergenceResult, lang: Lang) -> str:
    first, last = result.years[0], result.years[-1]
    sigma, beta = result.sigma, result.beta
    half = None if beta is None else beta.half_life_years
    reason = beta.reason if beta is not None else "; ".join(r.reason for r in result.refused)
    speed = "" if beta is None or beta.beta is None else f"{beta.beta:.4f} (± {beta.beta_se:.4f})"
    if lang == "zh":
        way = "缩小" if sigma.is_converging else "扩大"
        start = f"{first}—{last}年，{len(result.regions)}个地区人均水平的离散度总体{way}"
        spread = f"(对数标准差 {sigma.sd_log[0]:.4f} → {sigma.sd_log[-1]:.4f})"
        if half is None:
            return f"{start}{spread}；没有半衰期：{reason}。"
        return f"{start}{spread}；β 为每年 {speed}，差距减半约需 {half:.1f} 年。"
    way = "fell" if sigma.is_converging else "rose"
    start = f"From {first} to {last} the spread of {len(result.regions)} regions {way} on the whole"
    spread = f" (sd of ln y {sigma.sd_log[0]:.4f} → {sigma.sd_log[-1]:.4f})"
    if half is None:
        return f"{start}{spread}; there is no half-life: {reason}."
    return f"{start}{spread}; beta is {speed} a year, half of the gap goes in {half:.1f} years."


def _mobility(result: MobilityResult, lang: Lang) -> tuple[Rows, str]:
    chain = result.chain
    rows: Rows = _chain_rows(chain, "")
    parts = [_said_mobility(result, lang), _chain_table(chain, lang)]
    if chain.ergodic is not None and chain.first_passage is not None:
        title = "平均首达年数" if lang == "zh" else "Mean first passage, years"
        parts.append(f"{title}\n{_square(chain.first_passage, lang, '.1f')}")
    if result.spatial is not None:
        for level, each in enumerate(result.spatial.conditional, start=1):
            rows += _chain_rows(each, str(level))
            title = f"邻居在第 {level} 档" if lang == "zh" else f"Neighbours in class {level}"
            parts.append(f"{title}\n{_chances(each, lang)}")
        parts.append(_said_neighbours(result.spatial, result.neighbours, lang))
    return rows, "\n\n".join([*parts, _whence(result, lang)])


def _said_mobility(result: MobilityResult, lang: Lang) -> str:
    counts = result.chain.counts
    stay = float(counts.trace() / counts.sum())
    first, last = result.years[0], result.years[-1]
    chain = result.chain
    if lang == "zh":
        tail = f"没有唯一的长期分布：{chain.reason}。" if chain.reason else ""
        return (
            f"{first}—{last}年，{len(result.regions)}个地区中每年有 {stay:.1%} 留在原来的档次"
            f"({result.rule_zh})。{tail}"
        )
    tail = f" There is no single long-run shape: {chain.reason}." if chain.reason else ""
    return (
        f"From {first} to {last}, {stay:.1%} of {len(result.regions)} regions stayed in their "
        f"class each year ({result.rule}).{tail}"
    )


def _said_neighbours(spatial: SpatialMarkov, rule: str, lang: Lang) -> str:
    """Whether the chains beside poor and rich neighbours differ, by both tests."""
    tests = [("LR", spatial.likelihood_ratio), ("Q", spatial.chi_square)]
    shown = ", ".join(
        f"{name} {test.statistic:.1f} (df {test.degrees}"
        + ("" if test.p_value is None else f", p {test.p_value:.2g}")
        + ")"
        for name, test in tests
    )
    if lang == "zh":
        return f"邻居档次是否有关(各档转移矩阵相同的检验)：{shown}。邻居：{rule}。"
    return f"Do neighbours matter (test that all chains are one): {shown}. Neighbours: {rule}."


def _chain_rows(chain: MarkovChain, neighbours_class: str) -> Rows:
    k = len(chain.counts)
    return [
        {
            "neighbours_class": neighbours_class,
            "from": i + 1,
            "to": j + 1,
            "count": int(chain.counts[i, j]),
            "probability": float(chain.probabilities[i, j]),
        }
        for i in range(k)
        for j in range(k)
    ]


def _chain_table(chain: MarkovChain, lang: Lang) -> str:
    table = _chances(chain, lang)
    if chain.ergodic is None:
        return table
    shares = "  ".join(f"{share:.4f}" for share in chain.ergodic)
    title = "长期份额" if lang == "zh" else "Long-run shares"
    return f"{table}\n{title}  {shares}"


def _chances(chain: MarkovChain, lang: Lang) -> str:
    """Probabilities; a dash where nobody started from the class, which is no chance of zero."""
    values = chain.probabilities.copy()
    values[chain.counts.sum(axis=1) == 0] = math.nan
    return _square(values, lang, ".4f")


def _square(values: Floats, lang: Lang, form: str) -> str:
    """From class (down) to class (across), 1 the lowest."""
    k = len(values)
    corner = "由↓到→" if lang == "zh" else "from↓ to→"
    body = [[i + 1, *(_cell(values[i, j], form) for j in range(k))] for i in range(k)]
    return text_table([corner, *map(str, range(1, k + 1))], body, right=range(1, k + 1))


def _cell(value: float, form: str) -> str:
    return "—" if math.isnan(value) else format(value, form)


def _density(result: DensityResult, lang: Lang) -> tuple[Rows, str]:
    from jiedui.reports.words import unit_in_words

    rows: Rows = [
        {"year": year, "point": float(point), "density": float(height)}
        for year, curve in zip(result.years, result.curves, strict=True)
        for point, height in zip(curve.points, curve.density, strict=True)
    ]
    unit = unit_in_words(result.definition.per_person_unit, lang)
    header = (
        ["年份", f"带宽({unit})", "峰"]
        if lang == "zh"
        else ["year", f"bandwidth ({unit})", "peaks"]
    )
    body = [
        [year, f"{curve.bandwidth:,.0f}", ", ".join(f"{peak:,.0f}" for peak in peaks)]
        for year, curve, peaks in zip(result.years, result.curves, result.peaks, strict=True)
    ]
    table = text_table(header, body, right=(1,))
    return rows, "\n\n".join([_said_density(result, lang), table, _whence(result, lang)])


def _said_density(result: DensityResult, lang: Lang) -> str:
    """How many humps the last year has: one, or clubs."""
    year, count = result.years[-1], len(result.peaks[-1])
    if lang == "zh":
        return f"{year}年{len(result.regions)}个地区人均水平的分布有 {count} 个峰。"
    humps = "one hump" if count == 1 else f"{count} humps"
    return f"In {year} the distribution of {len(result.regions)} regions had {humps}."


def _whence(result: ConvergenceResult | MobilityResult | DensityResult, lang: Lang) -> str:
    left, run = len(result.left_out), result.provenance.fingerprint()
    sources = "; ".join(result.definition.sources)
    if lang == "zh":
        return (
            f"口径：{result.definition.text}。缺数未计入 {left} 个地区，"
            f"可疑值 {len(result.flags)}。来源：{sources}。测算 {run}。"
        )
    return (
        f"Definition: {result.definition.text}. Regions left out for missing figures: {left}; "
        f"suspicious cells used: {len(result.flags)}. Source: {sources}. Run {run}."
    )


def _say_notes(result: ConvergenceResult | MobilityResult | DensityResult) -> None:
    if result.definition.note_en:
        say(f"note: {result.definition.note_en}")
    if result.left_out:
        say(f"note: left out, some year is missing: {', '.join(result.left_out)}")
    if result.flags:
        say(f"warning: {len(result.flags)} suspicious cells used; --format json lists them")
