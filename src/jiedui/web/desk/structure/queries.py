"""What the structure pages ask. A description is made once for each programme, year and version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.http import QueryDict
from django.utils.translation import gettext as _

from jiedui.analysis.structure import StructureRequest, StructureResult, describe_structure
from jiedui.core.errors import Problem, Refusal
from jiedui.data import panels
from jiedui.reports.words import short_name
from jiedui.schemes import load
from jiedui.web.platform.kit.filters import Bar, Filter, filter_bar
from jiedui.web.platform.kit.pages import language

DEFAULT_PROGRAMME, DEFAULT_YEAR = "jiangsu-2022", "2021"
FIRST_YEAR = 2010  # the first census whose sections are at hand
Pair = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """The filter bar and what it asks for."""

    bar: Bar
    programme: str
    year: int
    pair: Pair


def asked(parameters: QueryDict | Mapping[str, str]) -> Asked:
    """Programme, year and pair; a pair of another programme falls back to the first of this one."""
    first = filter_bar(parameters, _programmes(), _years())
    programme, year = first["programme"], int(first["year"])
    pairs = {f"{a}:{b}": (a, b) for a, b in pairs_of(programme, year)}
    names = tuple((key, _named(pair)) for key, pair in pairs.items())
    default = next(iter(pairs))
    wanted = parameters.get("pair") if parameters.get("of", programme) == programme else None
    chosen = Filter("pair", _("对子"), names, default)
    values = {**first.values, "pair": chosen.chosen({"pair": wanted} if wanted else {})}
    return Asked(Bar((*first.filters, chosen), values), programme, year, pairs[values["pair"]])


def _programmes() -> Filter:
    found = sorted(load.programmes(), key=lambda one: (-one.start.toordinal(), one.id))
    choices = tuple((one.id, getattr(one, f"name_{language()}")) for one in found)
    return Filter("programme", _("协作关系"), choices, DEFAULT_PROGRAMME)


def _years() -> Filter:
    years = [year for year in panels.city_panel().years() if year >= FIRST_YEAR]
    choices = tuple((str(one), _("%(year)s年") % {"year": one}) for one in reversed(years))
    return Filter("year", _("年份"), choices, DEFAULT_YEAR)


@lru_cache(maxsize=64)
def pairs_of(programme: str, year: int) -> tuple[Pair, ...]:
    """City pairs at the end of the year, moved into the life of the programme; with both codes.

    Refused where the programme has no pair between two regions with a code of their own.
    """
    chosen = load.programme(programme)
    known = set(panels.city_panel().regions())
    days = (date(year, 12, 31), chosen.start, *(pair.start for pair in chosen.pairs))
    for day in days:
        found = [
            (pair.supporter, pair.recipient)
            for pair in chosen.pairs
            if pair.in_force(day) and {pair.supporter, pair.recipient} <= known
        ]
        if found:
            return tuple(dict.fromkeys(found))
    raise Refusal(Problem("no pair of two cities in this programme", value=programme))


def _named(pair: Pair) -> str:
    panel = panels.city_panel()
    return " → ".join(short_name(panel.name(code), language()) for code in pair)


@lru_cache(maxsize=32)
def described(programme: str, year: int) -> StructureResult:
    """Every supporter against every recipient, so that a pair is seen beside those not made."""
    pairs = pairs_of(programme, year)
    supporters = sorted({one for one, _other in pairs})
    recipients = sorted({other for _one, other in pairs})
    crossed = tuple((a, b) for a in supporters for b in recipients if a != b)
    request = StructureRequest(year=year, pairs=crossed)
    return describe_structure(request, programme=load.programme(programme))
