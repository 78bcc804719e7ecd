"""Gaps of a visitor's own figures: what to ask of them, and the run that can be made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from jiedui.analysis.gaps import Figures, GapsRequest, GapsResult, measure_gaps
from jiedui.analysis.provenance import canonical_json
from jiedui.catalog import indicators
from jiedui.core.errors import NotSupported, Problem, Refusal
from jiedui.core.frames import Group, Grouping, Panel
from jiedui.core.gaps import POPULATIONS
from jiedui.web.platform.kit.filters import Bar, Filter
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.regions.models import Batch
from jiedui.web.records.regions.queries import observation_panel
from jiedui.web.records.runs.kinds import Outcome

NO_FIGURE = "no figure of it is in"
MOST_NAMED = 12


@dataclass(frozen=True)
class Brought:
    """Figures and groups that a visitor brought, from a stored batch or straight from files."""

    panel: Panel
    grouping: Grouping
    inputs: Mapping[str, str]
    key: str = ""


@dataclass(frozen=True)
class Asked:
    """What is asked of them."""

    batch: str
    indicator: str
    population: str
    year: int
    since: int | None
    headline: tuple[str, str] | None

    def request(self) -> dict[str, Any]:
        return {
            "batch": self.batch,
            "indicator": self.indicator,
            "population": self.population,
            "year": self.year,
            "since": self.since,
            "headline": None if self.headline is None else list(self.headline),
        }


def stored(batch: Batch) -> Brought:
    """What a batch holds, as the analysis takes it."""
    contents = batch.contents
    return Brought(
        observation_panel(batch=batch),
        grouping_of(contents["grouping"]),
        contents.get("inputs", {}),
        batch.key,
    )


def plain_grouping(grouping: Grouping) -> dict[str, Any]:
    """A grouping as JSON keeps it."""
    groups = [
        {"id": one.id, "zh": one.name_zh, "en": one.name_en, "members": list(one.members)}
        for one in grouping.groups
    ]
    return {"id": grouping.id, "zh": grouping.name_zh, "en": grouping.name_en, "groups": groups}


def grouping_of(plain: Mapping[str, Any]) -> Grouping:
    groups = tuple(
        Group(one["id"], one["zh"], one["en"], tuple(one["members"])) for one in plain["groups"]
    )
    return Grouping(plain["id"], plain["zh"], plain["en"], groups)


def measurable(panel: Panel) -> list[str]:
    """Indicators that may stand over the line, output first: amounts of money, else whatever."""
    known = [str(column) for column in panel.values.columns if not str(column).startswith("pop_")]
    listed = indicators()
    money = [one for one in known if one in listed and listed[one].price_basis]
    return sorted(money or known, key=lambda one: (one != "gdp", one))


def populations(brought: Brought, indicator: str) -> dict[str, tuple[int, ...]]:
    """Populations that the figures carry for an indicator, each with its complete years."""
    found = {}
    for name in POPULATIONS:
        try:
            figures = Figures(brought.panel, indicator, brought.grouping.members())
            years = figures.complete_years(name, brought.grouping.members())
        except Refusal:
            continue
        if years:
            found[name] = tuple(years)
    return found


def choices(given: Mapping[str, str], brought: Brought) -> tuple[Bar, Asked]:
    """The filter bar over what there is, and the question it asks.

    Raises
    ------
    NotSupported
        No indicator with a population is complete for all regions in any year.
    """
    codes = measurable(brought.panel)
    usable = [code for code in codes if populations(brought, code)]
    if not usable:
        hint = _("每个地区至少要有同一年的产出和人口，如 gdp 与 pop_resident")
        raise NotSupported(Problem(_("没有一年是各地区都齐全的"), hint=hint))
    indicator = Filter("indicator", _("指标"), tuple((c, _indicator(c)) for c in usable), usable[0])
    chosen = indicator.chosen(given)
    there = populations(brought, chosen)
    population = Filter(
        "population", _("人口口径"), tuple((n, _population(n)) for n in there), next(iter(there))
    )
    years = there[population.chosen(given)]
    year = Filter("year", _("年份"), _years(reversed(years)), str(years[-1]))
    groups = _groups(brought.grouping)
    filters = (indicator, population, year, *([groups] if groups else []))
    bar = Bar(filters, {one.name: one.chosen(given) for one in filters})
    last = int(bar["year"])
    headline = tuple(bar["groups"].split(",", 1)) if groups else None
    asked = Asked(
        brought.key,
        bar["indicator"],
        bar["population"],
        last,
        years[0] if years[0] < last else None,
        headline,  # type: ignore[arg-type]
    )
    return bar, asked


def _groups(grouping: Grouping) -> Filter | None:
    pairs = tuple(
        (f"{one.id},{other.id}", f"{_name(one)} : {_name(other)}")
        for one in grouping.groups
        for other in grouping.groups
        if one.id != other.id and "," not in one.id + other.id
    )
    return Filter("groups", _("对比"), pairs, pairs[0][0]) if pairs else None


def _name(group: Group) -> str:
    return group.name_en if language() == "en" else group.name_zh


def _years(years: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), _("%(year)s年") % {"year": one}) for one in years)


def _indicator(code: str) -> str:
    listed = indicators().get(code)
    return listed.name(language()) if listed else code


def _population(name: str) -> str:
    found = POPULATIONS[name]
    return found.name_en if language() == "en" else found.name_zh


def measured(brought: Brought, asked: Asked) -> GapsResult:
    years = (asked.year,) if asked.since is None else (asked.since, asked.year)
    request = GapsRequest(
        years=years,
        indicator=asked.indicator,
        population=asked.population,
        headline=asked.headline,
    )
    return measure_gaps(brought.panel, brought.grouping, request, inputs=brought.inputs)


def fail_if_not_measurable(
    brought: Brought, *, files: Mapping[str, str], warnings: Sequence[Problem]
) -> None:
    """Ask what the page of the batch opens with: figures that it refuses are not taken in.

    Raises
    ------
    Refusal
        What the page would refuse, with the file and column at fault, and the line where known.
    """
    try:
        _bar, asked = choices({}, brought)
    except NotSupported as refusal:
        raise Refusal(_why_not_whole(brought, files, warnings, refusal)) from None
    try:
        measured(brought, asked)
    except Refusal as refusal:
        at = {"file": files["panel"], "column": asked.indicator, "value": _zeros(brought, asked)}
        raise Refusal([replace(one, **at) for one in refusal.problems]) from None


def _why_not_whole(
    brought: Brought, files: Mapping[str, str], warnings: Sequence[Problem], refusal: Refusal
) -> list[Problem]:
    """Regions without any figure by their lines; else the column that is not there."""
    lost = [replace(one, severity="error") for one in warnings if one.reason.startswith(NO_FIGURE)]
    if lost:
        return lost
    columns = sorted(map(str, brought.panel.values.columns))
    at = {"file": files["panel"], "value": ", ".join(columns)}
    if not any(set(one.indicators) <= set(columns) for one in POPULATIONS.values()):
        hint = _("加一列人口，如 常住人口(万人) 或 pop_resident_10k")
        return [Problem(_("没有人口，算不出人均"), column="pop_resident", hint=hint, **at)]
    if all(name.startswith("pop_") for name in columns):
        hint = _("加一列产出，如 地区生产总值(亿元) 或 gdp_100m_cny")
        return [Problem(_("没有产出，算不出人均"), column="gdp", hint=hint, **at)]
    return [replace(one, file=files["panel"]) for one in refusal.problems]


def _zeros(brought: Brought, asked: Asked) -> str:
    """Regions and years whose output is zero: why a ratio or a share cannot be taken."""
    figures = brought.panel.values[asked.indicator]
    return ", ".join(
        f"{region} {year}" for region, year in figures[figures == 0].index[:MOST_NAMED]
    )


@lru_cache(maxsize=64)
def measured_of_batch(batch_id: int, asked: Asked) -> GapsResult:
    """The same question to the same batch costs once; a batch never changes."""
    return measured(stored(Batch.objects.get(pk=batch_id)), asked)


def make(request: Mapping[str, Any]) -> Outcome:
    """The gaps of an uploaded batch, as a run keeps them.

    Raises
    ------
    Refusal
        The batch was deleted: nobody can make the run again.
    """
    batch = Batch.objects.filter(key=request["batch"]).first()
    if batch is None:
        problem = Problem("no such batch any more", value=request["batch"], hint="upload it again")
        raise Refusal(problem)
    headline = request["headline"]
    asked = Asked(
        request["batch"],
        request["indicator"],
        request["population"],
        request["year"],
        request["since"],
        None if headline is None else (headline[0], headline[1]),
    )
    result = measured(stored(batch), asked)
    return Outcome(
        result=canonical_json(result),
        inputs=dict(result.provenance.inputs),
        version=result.provenance.version,
        title=batch.title,
    )
