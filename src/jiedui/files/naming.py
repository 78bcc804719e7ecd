"""Which indicator a header or a cell names, in which unit, and what that unit is converted by."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache

from jiedui.catalog.columns import indicator_names
from jiedui.catalog.indicators import indicators
from jiedui.core.errors import Problem, Refusal
from jiedui.core.units import Unit, split_column, unit
from jiedui.files.cells import clean, shown
from jiedui.files.tables import key

_BRACKETED = re.compile(r"(?P<name>.+?)\s*[(\[【](?P<unit>[^()\[\]【】]*)[)\]】]")
_COUNTS = {"个": "", "家": "", "户": "", "件": "", "张": "beds"}
_NO_CURRENCIES = ("tce", "kwh")
_UNIT_MAY_BE_LEFT_OUT = ("", "beds", "years")


@dataclass(frozen=True)
class Measure:
    """An indicator in the unit that the sender gives it in, and the unit that we keep it in."""

    indicator: str
    given: Unit
    kept: Unit
    known: bool

    def convert(self, value: float) -> float:
        """The figure in the kept unit; divided where that rounds better than multiplying."""
        if self.given.factor >= self.kept.factor:
            return value * (self.given.factor / self.kept.factor)
        return value / (self.kept.factor / self.given.factor)

    def back(self, value: float) -> float:
        """A kept figure in the sender's unit, as messages about it need."""
        return value * self.kept.factor / self.given.factor


def measure(name: str, unit_said: str) -> Measure | Problem:
    """An indicator by id or by any of its names, with the unit written beside it.

    >>> measure("地区生产总值", "万元").convert(12345.0)
    1.2345
    >>> str(measure("gdp", ""))
    'gdp: no unit is given; write one, such as 100m_cny (亿元)'
    """
    found = _indicator(name)
    if isinstance(found, Problem):
        return found
    given = _unit(unit_said)
    if isinstance(given, Problem):
        return given
    if found not in indicators():
        return Measure(found, given, given, known=False)
    kept = indicators()[found].measured_in()
    if given.base == kept.base:
        return Measure(found, given, kept, known=True)
    if _is_currency(given) and _is_currency(kept):
        return Measure(found, given, unit(kept.name.replace(kept.base, given.base)), known=True)
    if not given.name and kept.name in _UNIT_MAY_BE_LEFT_OUT:
        return Measure(found, kept, kept, known=True)
    return _unfit(name, given, kept)


def _is_currency(one: Unit) -> bool:
    """Other countries' money is kept in their own, at the scale of the catalogue."""
    return len(one.base) == 3 and one.base.isalpha() and one.base not in _NO_CURRENCIES


def from_header(header: str) -> Measure | Problem:
    """The measure of a wide column: `gdp_100m_cny`, `地区生产总值(亿元)`, `beds_per_head`.

    >>> from_header("地区生产总值（万元）").given.name
    '10k_cny'
    """
    said = clean(header)
    bracketed = _BRACKETED.fullmatch(said)
    if bracketed:
        return measure(bracketed["name"], bracketed["unit"])
    if key(said) in _spellings():
        return measure(said, "")
    name, unit_said = split_column(said)
    return measure(name, unit_said)


def nearest(name: str) -> str:
    """The known indicator that a name may be a slip of; empty if none is close."""
    close = difflib.get_close_matches(name, list(indicators()), n=1, cutoff=0.75)
    return close[0] if close else ""


@cache
def _spellings() -> dict[str, str | Problem]:
    found: dict[str, str | Problem] = {}
    for spelling in indicator_names():
        problem = Problem("does not say which indicator", value=spelling.spelling)
        said = spelling.indicator or Problem(problem.reason, hint=spelling.hint)
        found[key(spelling.spelling)] = said
    for indicator in indicators().values():
        for name in (indicator.id, indicator.name_zh, indicator.name_en):
            found[key(name)] = indicator.id
    return found


def _indicator(name: str) -> str | Problem:
    said = clean(name)
    if not said:
        return Problem("the indicator is missing", hint="name one, such as gdp")
    found = _spellings().get(key(said), said)
    if isinstance(found, Problem):
        return Problem(found.reason, value=shown(said), hint=found.hint)
    return found


def _unit(said: str) -> Unit | Problem:
    cleaned = clean(said)
    try:
        return unit(_COUNTS.get(cleaned, cleaned))
    except Refusal as refusal:
        first = refusal.problems[0]
        return Problem(first.reason, value=shown(cleaned), hint=first.hint)


def _unfit(name: str, given: Unit, kept: Unit) -> Problem:
    example = _example(kept)
    if not given.name:
        return Problem("no unit is given", value=shown(name), hint=f"write one, such as {example}")
    reason = f"{shown(name)} is not measured in {given.name}"
    return Problem(reason, value=given.name, hint=f"give it in {example}")


def _example(kept: Unit) -> str:
    from jiedui.core.units import LABELS_ZH

    label = LABELS_ZH.get(kept.name, "")
    return f"{kept.name} ({label})" if label and label != kept.name else kept.name or "no unit"
