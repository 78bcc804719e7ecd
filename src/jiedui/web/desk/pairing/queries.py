"""What the pairing pages ask of the store and of the bundled data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jiedui import __version__, data
from jiedui.core.errors import Refusal
from jiedui.core.rules import Rule
from jiedui.data import panels
from jiedui.reports.drawings.pairing_map import per_person as per_person
from jiedui.reports.words import short_name
from jiedui.schemes import load
from jiedui.web.desk.pairing import making
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.runs import queries as runs
from jiedui.web.records.runs.models import Run

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from jiedui.analysis.pairing import MonitorResult

DATA_SET = "city_panel"
MOST_LISTED = 60
# Indicators of the panel that a score is made of: their doubts are shown with the result.
SCORED = ("gdp", "pop_resident", "deposits", "loans", "land_area")


@dataclass(frozen=True)
class Field:
    """Who may pair with whom in a programme and year, and the rules that say so."""

    supporters: tuple[str, ...]
    recipients: tuple[str, ...]
    names: Mapping[str, str]
    rules: tuple[Rule, ...]
    unscored: tuple[tuple[str, str], ...]

    def name(self, code: str) -> str:
        return short_name(self.names.get(code, code), language())


@lru_cache(maxsize=256)
def field(programme: str, year: int) -> Field:
    """Candidates of a bundled programme; empty sides where no pair has figures in that year."""
    from jiedui.analysis.pairing import bundled, participants
    from jiedui.analysis.pairing.request import PairingRequest

    chosen = load.programme(programme)
    sources = bundled(chosen)
    try:
        found = participants.of_programme(
            chosen, load.scheme(programme), sources, PairingRequest(year=year)
        )
    except Refusal:
        return Field((), (), {}, (), ())
    names = dict(found.names) | dict(sources.panel.names)
    unscored = tuple((item.what, item.reason) for item in found.refused)
    return Field(found.supporters, found.recipients, names, found.rules, unscored)


@lru_cache(maxsize=16)
def watched(programme: str) -> MonitorResult | None:
    """The city pairs of a bundled programme over years; None where no pair has figures."""
    from jiedui.analysis.pairing import monitor_pairs

    try:
        return monitor_pairs(load.programme(programme))
    except Refusal:
        return None


@lru_cache(maxsize=16)
def years(programme: str) -> tuple[int, ...]:
    """Years of the panel in which the programme has candidates to pair."""
    every = panels.city_panel().years()
    return tuple(year for year in every if field(programme, year).supporters)


def run(fingerprint: str) -> Run:
    """A stored pairing; `Run.DoesNotExist` if there is none."""
    found = runs.run(fingerprint)
    if found.kind != "pairing":
        raise Run.DoesNotExist(fingerprint)
    return found


def stored(programme: str = "") -> list[Run]:
    """The newest stored pairings, of one programme or of all, with their results."""
    found = runs.runs("pairing").defer(None)
    newest = (found.filter(scheme=programme) if programme else found)[:MOST_LISTED]
    return [one for one in newest if making.is_readable(one.result)]


def latest(request: Mapping[str, Any]) -> Run | None:
    """The newest run of exactly this request, whatever version made it."""
    same = (
        one
        for one in _of_year(request["programme"], request["year"])
        if one.request == dict(request)
    )
    return next(same, None)


def of_year(programme: str, year: int, *, first: Mapping[str, Any]) -> Run | None:
    """A run of this programme and year: that of the request `first`, else the newest, else none."""
    newest = _of_year(programme, year).defer(None)[:MOST_LISTED]
    found = [one for one in (latest(first), *newest) if one is not None]
    return next((one for one in found if making.is_readable(one.result)), None)


def _of_year(programme: str, year: int) -> QuerySet[Run]:
    return runs.runs("pairing").filter(scheme=programme, request__year=year)


def is_fresh(one: Run) -> bool:
    """Whether this program, these rules and these files would make the run under its number."""
    scheme_is_same = one.scheme_sha256 == load.sha256(one.scheme)
    return one.version == __version__ and scheme_is_same and _files_are_same(one.inputs)


def _files_are_same(inputs: Mapping[str, str]) -> bool:
    sets = sorted({name.split("/", 1)[0] for name in inputs})
    return dict(inputs) == dict(panels.inputs(*sets))


def data_set(level: str) -> str:
    """The bundled set that a result of this level is made from."""
    return "county_panel" if level == "county" else DATA_SET


def doubts(codes: tuple[str, ...], year: int, level: str = "city") -> tuple[str, ...]:
    """Suspicious cells among the figures that the scores are made of, each in words."""
    panel = panels.county_panel() if level == "county" else panels.city_panel()
    meanings = {rule.rule: rule.meaning for rule in data.about(data_set(level)).flags}
    found = panel.flags_of(SCORED, codes, (year,))
    said = []
    for flag in found.itertuples(index=False):
        meaning = meanings.get(flag.rule)
        words = getattr(meaning, language()) if meaning else flag.detail or flag.rule
        place = short_name(panel.name(flag.region), language())
        said.append(f"{place} {flag.year} {flag.indicator}: {words}")
    return tuple(dict.fromkeys(said))
