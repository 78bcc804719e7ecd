"""Units of the figures we read: a scale and a base, `100m_cny` being 10⁸ yuan.

A unit stands last in a column name (`gdp_100m_cny`). No unit means a share from 0 to 1 or a count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiedui.core.errors import Problem, Refusal

SCALES = {"": 1.0, "1k": 1e3, "10k": 1e4, "1m": 1e6, "100m": 1e8, "1bn": 1e9}
CHINESE = {
    "元": "cny",
    "万元": "10k_cny",
    "亿元": "100m_cny",
    "人": "persons",
    "万人": "10k",
    "平方公里": "km2",
    "公顷": "ha",
    "百万美元": "1m_usd",
    "年": "years",
    "%": "percent",
}
LABELS_ZH = {unit: label for label, unit in CHINESE.items()} | {"": "", "10k": "万人"}
_BASES = r"[a-z]{3}|percent|persons|km2|ha|years|hours|minutes|km|t|beds|ratio|tce|kwh"
_UNIT = re.compile(rf"(?:(?P<scale>1k|10k|1m|100m|1bn)_?)?(?P<base>{_BASES})?")


@dataclass(frozen=True)
class Unit:
    """`factor` times the base unit; two units compare when their bases are the same."""

    name: str
    factor: float
    base: str

    def to(self, other: Unit) -> float:
        """The number by which a value in this unit is multiplied to be in the other.

        >>> unit("10k_cny").to(unit("100m_cny"))
        0.0001
        """
        if self.base != other.base:
            raise Refusal(
                Problem(
                    "units do not measure the same thing",
                    value=self.name,
                    hint=f"give the value in {other.name}",
                )
            )
        return self.factor / other.factor


def unit(name: str) -> Unit:
    """Read a unit: `100m_cny`, `10k` (persons), `km2`, or the Chinese words 亿元, 万元, 万人.

    >>> unit("亿元")
    Unit(name='100m_cny', factor=100000000.0, base='cny')
    """
    canonical = CHINESE.get(name.strip(), name.strip().lower())
    found = _UNIT.fullmatch(canonical)
    if found is None:
        allowed = ", ".join([*CHINESE, "100m_cny", "10k_cny", "cny", "10k", "persons", "km2"])
        raise Refusal(Problem("unknown unit", value=name, hint=f"use one of {allowed}, or none"))
    scale, base = found["scale"] or "", found["base"] or ""
    return Unit(canonical, SCALES[scale], base or ("persons" if scale else ""))


def split_column(column: str) -> tuple[str, str]:
    """Split `gdp_100m_cny` into indicator and unit; a name without a unit is returned whole.

    >>> split_column("pop_resident_10k"), split_column("gdp_100m_cny"), split_column("birth_rate")
    (('pop_resident', '10k'), ('gdp', '100m_cny'), ('birth_rate', ''))
    """
    found = re.fullmatch(
        r"(?P<indicator>.+?)_(?P<unit>(?:1k|10k|1m|100m|1bn)(?:_[a-z]{3})?|cny|usd|eur|persons|km2|ha)",
        column,
    )
    return (found["indicator"], found["unit"]) if found else (column, "")
