"""How templates head a column: sums and areas with the unit that their figures are in."""

from __future__ import annotations

from jiedui.catalog.columns import Column

_MEASURED = {"zh": {"money": "万元", "area": "亩"}, "en": {"money": "10k_cny", "area": "mu"}}


def heading(column: Column, lang: str) -> str:
    """Sums and areas in the unit that offices count in; it may be changed in the header.

    >>> from jiedui.catalog.columns import columns
    >>> land = columns("match_parks")["capacity_land"]
    >>> heading(land, "zh"), heading(land, "en")
    ('可供土地(亩)', 'capacity_land_mu')
    """
    unit = _MEASURED[lang].get(column.type, "")
    if lang == "zh":
        return f"{column.zh}({unit})" if unit else column.zh
    return f"{column.name}_{unit}" if unit else column.name


def other_headings(column: Column, lang: str) -> tuple[str, ...]:
    """What else is read as this column, each with its unit where it needs one."""
    own = heading(column, "en" if lang == "zh" else "zh")
    others = [_measured(one, column.type) for one in (column.en, *column.aliases)]
    return tuple(dict.fromkeys([own, *others]))


def _measured(name: str, kind: str) -> str:
    unit = _MEASURED["en" if name.isascii() else "zh"].get(kind, "")
    return f"{name}({unit})" if unit else name
