"""Every gap measure for every city with data over 24 years, after import, in one run.

"Streaming" is one plain NumPy pass over the same tables that does no more than add up output and
people per group and year: what reading the figures once must cost. It checks nothing, names no
definition and splits nothing, so the ratio says what the measures, refusals and provenance cost.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from jiedui.analysis.gaps import (
    GapsRequest,
    among,
    by_province,
    levels,
    measure_convergence,
    measure_density,
    measure_gaps,
    measure_mobility,
    nearest_centres,
)
from jiedui.core.frames import Grouping, Panel
from jiedui.data.boundaries import centres
from jiedui.data.panels import city_panel

YEARS = tuple(range(2000, 2024))
NEIGHBOURS = 5


def level_of_every_year(panel: Panel) -> int:
    """Each year with all cities that have figures in it, by province; regions counted."""
    count = 0
    for year in YEARS:
        request = GapsRequest(years=(year,), without_headline=True)
        grouping, _ = by_province(panel, request)
        measure_gaps(panel, grouping, request)
        count += len(grouping.members())
    return count


def level_of_one_balanced_panel(panel: Panel) -> int:
    request = GapsRequest(years=YEARS, without_headline=True)
    grouping, _ = by_province(panel, request)
    measure_gaps(panel, grouping, request)
    return len(grouping.members()) * len(YEARS)


def dynamics(panel: Panel) -> int:
    """Convergence, spatial mobility and density of the balanced panel."""
    request = GapsRequest(years=YEARS)
    regions = levels(panel, panel.regions(), request).regions
    inside = {code: place for code, place in centres().items() if code in set(regions)}
    near = among(regions, nearest_centres(inside, NEIGHBOURS), inside)
    measure_convergence(panel, regions, request)
    measure_mobility(panel, regions, request, neighbours=near.of, neighbours_rule=near.rule)
    measure_density(panel, regions, request, weighted=True)
    return len(regions) * len(YEARS)


def streaming(panel: Panel, grouping: Grouping) -> float:
    """Pooled means per province and year in one plain pass; returns their sum, to be used."""
    frame = panel.values.reset_index()
    group = {code: place for place, g in enumerate(grouping.groups) for code in g.members}
    kept = frame["region"].isin(list(group)) & frame["year"].isin(YEARS)
    rows = frame.loc[kept, ["region", "year", "gdp", "pop_resident"]]
    cell = rows["region"].map(group).to_numpy() * len(YEARS) + rows["year"].to_numpy() - YEARS[0]
    output = np.bincount(cell, weights=rows["gdp"].to_numpy())
    people = np.bincount(cell, weights=rows["pop_resident"].to_numpy())
    return float((output[people > 0] / people[people > 0]).sum())


def best(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def run(size: str = "full") -> list[dict[str, str]]:
    """Seconds of each part and of all together, which is to stay within five."""
    panel, repeats = city_panel(), 1 if size == "small" else 3
    grouping, _ = by_province(panel, GapsRequest(years=YEARS, without_headline=True))
    plain = best(lambda: streaming(panel, grouping), repeats)
    parts = {
        "balanced panel": level_of_one_balanced_panel,
        "every year's cities": level_of_every_year,
        "dynamics": dynamics,
    }
    rows, whole = [], 0.0
    for name, work in parts.items():
        seconds = best(lambda work=work: work(panel), repeats)  # type: ignore[misc]
        whole += seconds
        rows.append(
            {
                "what": name,
                "region_years": str(work(panel)) if repeats > 1 else "-",
                "seconds": f"{seconds:.2f}",
                "times_streaming": f"{seconds / plain:.0f}",
            }
        )
    total = {"what": "all", "streaming_s": f"{plain:.4f}", "all_s_at_most_5": f"{whole:.2f}"}
    return [*rows, total]
