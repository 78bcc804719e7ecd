"""How numbers look on a page. A missing figure is a dash, never a zero; a minus is a minus sign."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from django.utils import timezone

from jiedui.core.units import LABELS_ZH

MISSING = "—"
MINUS = "\u2212"
LABELS_EN = {
    "": "",
    "cny": "yuan",
    "10k_cny": "10,000 yuan",
    "100m_cny": "100 million yuan",
    "persons": "persons",
    "10k": "10,000 persons",
    "km2": "km²",
    "ha": "ha",
    "1m_usd": "million US$",
    "years": "years",
    "ratio": "",
}


def figure(value: Any, digits: int = 2) -> str:
    """A number with a fixed count of decimals and thousands apart.

    >>> figure(12345.678), figure(-0.4, 1), figure(None), figure(-0.001)
    ('12,345.68', '−0.4', '—', '0.00')
    """
    if is_missing(value):
        return MISSING
    text = f"{float(value):,.{digits}f}"
    is_zero = not any(char in "123456789" for char in text)
    return text.lstrip("-") if is_zero else text.replace("-", MINUS)


def minute(at: datetime) -> str:
    """A moment as people of the site's time zone write it: everything is stored in UTC."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def signed(value: Any, digits: int = 2) -> str:
    """A change, with its sign.

    >>> signed(0.5), signed(-0.5), signed(0)
    ('+0.50', '−0.50', '0.00')
    """
    text = figure(value, digits)
    is_positive = not is_missing(value) and any(char in "123456789" for char in text)
    return f"+{text}" if is_positive and float(value) > 0 else text


def percent(share: Any, digits: int = 1) -> str:
    """A share from 0 to 1, as a percentage.

    >>> percent(0.1234), percent(None)
    ('12.3%', '—')
    """
    return MISSING if is_missing(share) else f"{figure(float(share) * 100, digits)}%"


def amount(value_100m_cny: Any, lang: str = "zh") -> str:
    """Money given in 亿元: read in 亿元, below one 亿 in 万元.

    >>> amount(116364.2), amount(0.0358), amount(2.5, "en")
    ('116,364.20 亿元', '358.00 万元', '2.50 × 100 million yuan')
    """
    if is_missing(value_100m_cny):
        return MISSING
    value = float(value_100m_cny)
    is_small = 0 < abs(value) < 1
    unit, scaled = ("10k_cny", value * 1e4) if is_small else ("100m_cny", value)
    times = " × " if lang == "en" else " "
    return f"{figure(scaled)}{times}{unit_label(unit, lang)}"


def unit_label(unit: str, lang: str = "zh") -> str:
    """A unit in words.

    >>> unit_label("100m_cny"), unit_label("10k", "en")
    ('亿元', '10,000 persons')
    """
    labels = LABELS_EN if lang == "en" else LABELS_ZH
    return labels.get(unit, unit)


def decimals(unit: str) -> int:
    """Decimals that a figure of this unit is usually read with."""
    return 0 if unit in ("cny", "persons", "km2", "ha", "years", "") else 2


def is_missing(value: Any) -> bool:
    if value is None or value == "":
        return True
    return isinstance(value, float) and math.isnan(value)
