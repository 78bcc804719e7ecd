"""From the address to a question: filters that know what there is, and what to fall back on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Grouping
from jiedui.core.gaps import POPULATIONS
from jiedui.schemes import load
from jiedui.schemes.records import Programme
from jiedui.web.desk.gaps import queries
from jiedui.web.desk.gaps.queries import Asked
from jiedui.web.platform.kit.filters import Bar, Filter
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.regions.models import Batch

# Choices that belong to one programme: another programme starts with its own.
DEPENDENT = ("grouping", "groups", "year", "since", "since_population", "mixed")
MIXED = "mixed"


class NoYear(Refusal):
    """The figures of the year asked for are not there; `years` says which are."""

    def __init__(self, asked: Asked, wanted: int | None, years: tuple[int, ...]):
        self.asked, self.wanted, self.years = asked, wanted, years
        shown = "" if wanted is None else str(wanted)
        super().__init__(Problem("no complete figures", column="year", value=shown))


@dataclass(frozen=True)
class Choices:
    """The filter bar, first line and the rest, and the question it asks."""

    bar: Bar
    more: Bar
    asked: Asked
    years: tuple[int, ...]

    @property
    def programme(self) -> Programme:
        return load.programme(self.asked.programme)

    @property
    def is_opened(self) -> bool:
        """Whether anything under "more" differs from its default."""
        return any(self.more[item.name] != item.default for item in self.more.filters)


def programme_filter() -> Filter:
    names = tuple((one.id, _name(one)) for one in _programmes())
    return Filter("programme", _("协作关系"), names, queries.DEFAULT_PROGRAMME)


def read(parameters: QueryDict | Mapping[str, str], batch: Batch) -> Choices:
    """The question in the address.

    Raises
    ------
    NoYear
        The year asked for lacks figures, or no year has them.
    Refusal
        A choice that there is not.
    """
    first = programme_filter()
    programme = load.programme(first.chosen(parameters))
    given = _own(parameters, programme.id)
    indicator = _indicator_filter(batch)
    population = _population_filter("population", _("人口口径"))
    which = (indicator.chosen(given), population.chosen(given))
    grouping = _grouping_filter(batch, programme, *which)
    groups = _groups_filter(programme, programme.grouping(grouping.chosen(given)))
    headline = _pair_of(groups.chosen(given))
    years = queries.years_with_figures(
        batch.pk, programme.id, grouping.chosen(given), headline, *which
    )
    asked = Asked(
        programme=programme.id,
        grouping=grouping.chosen(given),
        headline=headline if given.get("groups") else None,
        population=str(given.get("population") or ""),
        indicator=which[0],
        allow_mixed=given.get(MIXED) == "1",
    )
    return _with_years(batch, given, asked, years, (first, population, indicator, grouping, groups))


def _with_years(
    batch: Batch,
    given: Mapping[str, Any],
    asked: Asked,
    years: tuple[int, ...],
    filters: tuple[Filter, Filter, Filter, Filter, Filter],
) -> Choices:
    first, population, indicator, grouping, groups = filters
    wanted = _number(given.get("year"))
    if not years or (wanted is not None and wanted not in years):
        raise NoYear(asked, wanted, years)
    last = wanted or queries.default_year(load.programme(asked.programme), years)
    year = Filter("year", _("年份"), _years(reversed(years)), str(last))
    since_population = Filter(
        "since_population",
        _("基年人口口径"),
        (("", _("与报告年相同")), *_populations()),
        "",
    )
    based_on = since_population.chosen(given) or population.chosen(given)
    earlier = queries.years_with_figures(
        batch.pk,
        asked.programme,
        asked.grouping,
        _pair_of(groups.chosen(given)),
        asked.indicator,
        based_on,
    )
    since = Filter(
        "since",
        _("基年"),
        (("", _("最早")), *_years(one for one in earlier if one < last)),
        "",
    )
    base = _number(given.get("since"))
    if base is not None and base not in earlier:
        raise NoYear(asked, base, earlier)
    bar = _bar(given, first, year, population)
    more = _bar(given, indicator, grouping, groups, since, since_population)
    question = Asked(
        **{
            **vars(asked),
            "year": last,
            "since": base if base is not None and base < last else None,
            "since_population": more["since_population"],
        }
    )
    return Choices(bar, more, question, years)


def _own(parameters: QueryDict | Mapping[str, str], programme: str) -> dict[str, str]:
    """The choices, without those that were made for another programme (`of` in the address)."""
    given = {key: str(value) for key, value in parameters.items()}
    if given.get("of", programme) != programme:
        return {key: value for key, value in given.items() if key not in DEPENDENT}
    return given


def _bar(given: Mapping[str, str], *filters: Filter) -> Bar:
    return Bar(filters, {item.name: item.chosen(given) for item in filters})


def _programmes() -> list[Programme]:
    """The newest first, the default before all."""
    found = sorted(load.programmes(), key=lambda one: (-one.start.toordinal(), one.id))
    return sorted(found, key=lambda one: one.id != queries.DEFAULT_PROGRAMME)


def _indicator_filter(batch: Batch) -> Filter:
    lang = language()
    known = queries.measurable_indicators(batch)
    choices = tuple((one.id, one.name(lang)) for one in known)
    return Filter("indicator", _("指标"), choices, queries.DEFAULT_INDICATOR)


def _populations() -> tuple[tuple[str, str], ...]:
    is_english = language() == "en"
    return tuple(
        (one.id, one.name_en if is_english else one.name_zh) for one in POPULATIONS.values()
    )


def _population_filter(name: str, label: str) -> Filter:
    return Filter(name, label, _populations(), queries.DEFAULT_POPULATION)


def _grouping_filter(batch: Batch, programme: Programme, indicator: str, population: str) -> Filter:
    """Groupings that can be compared; by default the first whose figures are there."""
    usable = [
        (grouping, pair)
        for grouping in programme.groupings.values()
        if (pair := queries.headline_of(programme, grouping)) is not None
    ]
    choices = tuple((grouping.id, _name(grouping)) for grouping, _pair in usable)
    with_figures = [
        grouping.id
        for grouping, pair in usable
        if queries.years_with_figures(
            batch.pk, programme.id, grouping.id, pair, indicator, population
        )
    ]
    default = next(iter([*with_figures, *(key for key, _label in choices)]))
    return Filter("grouping", _("分组"), choices, default)


def _groups_filter(programme: Programme, grouping: Grouping) -> Filter:
    filled = [group for group in grouping.groups if group.members]
    choices = tuple(
        (f"{one.id},{other.id}", f"{_name(one)} : {_name(other)}")
        for one in filled
        for other in filled
        if one.id != other.id
    )
    first, second = queries.headline_of(programme, grouping) or ("", "")
    return Filter("groups", _("对比"), choices, f"{first},{second}")


def _pair_of(text: str) -> tuple[str, str]:
    first, _comma, second = text.partition(",")
    return first, second


def _years(years: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), _("%(year)s年") % {"year": one}) for one in years)


def _number(text: Any) -> int | None:
    if not text:
        return None
    if not str(text).isdigit():
        hint = "write a year with four digits"
        raise Refusal(Problem("not a year", column="year", value=str(text), hint=hint))
    return int(text)


def _name(one: Any) -> str:
    return str(one.name_en if language() == "en" else one.name_zh)
