"""What the gaps pages ask. Results are kept in this process: the same question costs once.

The keys hold number and fingerprint of the batch and the fingerprint of the programme's file, so
new figures or a changed scheme are never answered with old results.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jiedui import data
from jiedui.analysis.gaps import Figures, GapsRequest, GapsResult, measure_gaps
from jiedui.catalog import Indicator, indicators
from jiedui.core.errors import Refusal
from jiedui.core.frames import Grouping, Panel
from jiedui.data.records import Words
from jiedui.schemes import load
from jiedui.schemes.records import Programme
from jiedui.web.records.regions.models import Batch
from jiedui.web.records.regions.queries import newest_batch, observation_panel

DATA_SET = "city_panel"
DEFAULT_PROGRAMME = "jiangsu-2022"
DEFAULT_POPULATION = "resident"
DEFAULT_INDICATOR = "gdp"


@dataclass(frozen=True)
class Asked:
    """One question of the gaps pages, read from the address.

    `population` is empty where nobody named one; `since_population` only where the first year is
    to stand on another denominator than the last.
    """

    programme: str = DEFAULT_PROGRAMME
    grouping: str = "areas"
    headline: tuple[str, str] | None = None
    year: int = 0
    since: int | None = None
    population: str = ""
    since_population: str = ""
    indicator: str = DEFAULT_INDICATOR
    allow_mixed: bool = False

    def request(self) -> GapsRequest:
        years = (self.year,) if self.since is None else (self.since, self.year)
        population: str | dict[int, str] = self.population
        if self.since is not None and self.since_population:
            last = self.population or DEFAULT_POPULATION
            population = {self.since: self.since_population, self.year: last}
        return GapsRequest(
            years=years,
            indicator=self.indicator,
            population=population,
            headline=self.headline,
            allow_mixed=self.allow_mixed,
        )


def batch() -> Batch:
    return newest_batch(DATA_SET)


def panel(chosen: Batch) -> Panel:
    return observation_panel(DATA_SET, batch=chosen)


def measured(asked: Asked, chosen: Batch) -> GapsResult:
    """The gaps that were asked for; refusals are not kept, since they cost little."""
    return _measured(asked, chosen.pk, chosen.key, load.sha256(asked.programme))


@lru_cache(maxsize=256)
def _measured(asked: Asked, batch_id: int, batch_key: str, scheme_sha256: str) -> GapsResult:
    chosen = Batch.objects.get(pk=batch_id)
    programme = load.programme(asked.programme)
    return measure_gaps(
        panel(chosen),
        programme.grouping(asked.grouping),
        asked.request(),
        programme=programme,
        inputs=chosen.contents.get("inputs", {}),
    )


@lru_cache(maxsize=512)
def years_with_figures(
    batch_id: int,
    programme: str,
    grouping: str,
    headline: tuple[str, str],
    indicator: str,
    population: str,
) -> tuple[int, ...]:
    """Years in which both groups of the ratio have every figure; none where a region has none."""
    groups = load.programme(programme).grouping(grouping)
    members = [code for group_id in headline for code in groups.group(group_id).members]
    regions = tuple(dict.fromkeys(members))
    try:
        figures = Figures(observation_panel(DATA_SET, batch=_batch(batch_id)), indicator, regions)
        return tuple(figures.complete_years(population or DEFAULT_POPULATION, regions))
    except Refusal:
        return ()


def _batch(batch_id: int) -> Batch:
    return Batch.objects.get(pk=batch_id)


def headline_of(programme: Programme, grouping: Grouping) -> tuple[str, str] | None:
    """The programme's two groups where the grouping has them, else its first and last filled."""
    filled = [group.id for group in grouping.groups if group.members]
    if set(programme.headline) <= set(filled):
        return programme.headline
    return (filled[0], filled[-1]) if len(filled) > 1 else None


def default_year(programme: Programme, years: tuple[int, ...]) -> int:
    """The last year of which a ratio was published, so that ours stands beside it; else the last.

    >>> default_year(load.programme("jiangsu-2022"), (2000, 2021, 2023))
    2021
    """
    published = [ratio.year for ratio in programme.published_ratios if ratio.year in years]
    return max(published) if published else max(years)


def measurable_indicators(chosen: Batch) -> tuple[Indicator, ...]:
    """Indicators of the panel that may stand over the line: amounts of money."""
    known = set(chosen.contents["indicators"])
    return tuple(one for one in indicators().values() if one.id in known and one.price_basis)


def flag_meanings(data_set: str = DATA_SET) -> dict[str, Words]:
    """What each check of suspicious cells means, in both languages."""
    return {rule.rule: rule.meaning for rule in data.about(data_set).flags}


def doubts(
    chosen: Panel, indicators_: tuple[str, ...], regions: tuple[str, ...], years: tuple[int, ...]
) -> dict[tuple[str, int], tuple[str, ...]]:
    """Rules that marked the cells of some regions, by region and year."""
    flagged = chosen.flags_of(indicators_, regions, years)
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for region, year, rule in zip(flagged["region"], flagged["year"], flagged["rule"], strict=True):
        key = (str(region), int(year))
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), str(rule))))
    return found
