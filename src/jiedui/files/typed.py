"""What a cell of a declared column says: a whole number, a choice, a sum in fen, a date."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from jiedui.catalog.columns import Column
from jiedui.core.credit_codes import why_not_a_code
from jiedui.core.errors import Problem
from jiedui.files.cells import clean, number, shown
from jiedui.files.dates import moment

Reader = Callable[[str], Any]
"""From the text of a cell to its value, None where it says nothing, or a `Problem`."""

OWN = "OWN"
MONEY_UNITS = {
    **{"元": ("CNY", 1), "万元": ("CNY", 10**4), "亿元": ("CNY", 10**8), "千元": ("CNY", 10**3)},
    **{"百万元": ("CNY", 10**6), "人民币万元": ("CNY", 10**4), "人民币亿元": ("CNY", 10**8)},
    **{"美元": ("USD", 1), "万美元": ("USD", 10**4), "亿美元": ("USD", 10**8)},
    **{"港元": ("HKD", 1), "万港元": ("HKD", 10**4), "欧元": ("EUR", 1), "万欧元": ("EUR", 10**4)},
    # Of the currency that a column beside it names, in hundredths of its unit.
    **{"本币": (OWN, 1), "own": (OWN, 1)},
    **{"日元": ("JPY", 1), "万日元": ("JPY", 10**4), "新元": ("SGD", 1), "万新元": ("SGD", 10**4)},
}
MINOR_DIGITS = {"JPY": 0, "KRW": 0}
CODED_SCALES = {"": 1, "1k_": 10**3, "10k_": 10**4, "1m_": 10**6, "100m_": 10**8, "1bn_": 10**9}
_CODED_MONEY = re.compile(r"(1k_|10k_|1m_|100m_|1bn_|)(cny|usd|eur|hkd|twd|sgd|gbp|jpy|krw)")
# A mu is 2000/3 square metres, so three mu are a whole number of them.
AREA_UNITS = {
    **{"m2": Decimal(1), "平方米": Decimal(1), "平米": Decimal(1), "ha": Decimal(10_000)},
    **{"公顷": Decimal(10_000), "亩": Decimal(2000) / 3, "mu": Decimal(2000) / 3},
    **{"km2": Decimal(1_000_000), "平方公里": Decimal(1_000_000)},
}
_YES = {"是", "1", "true", "yes", "y", "√", "有"}
_NO = {"否", "0", "false", "no", "n", "×", "无"}
_LARGEST = 2**62
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SEPARATORS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")


@dataclass(frozen=True)
class Amount:
    """How sums of a column are read: their currency, and what one stands for in minor units."""

    currency: str
    factor: Decimal


def amount_unit(text: str) -> Amount | None:
    """The currency and scale that a header names: `万元`, `10k_cny`.

    >>> amount_unit("万元").factor, amount_unit("10k_usd").currency, amount_unit("斤")
    (Decimal('1000000'), 'USD', None)
    """
    said = clean(text)
    currency, scale = MONEY_UNITS.get(said, ("", 0))
    if not scale and (found := _CODED_MONEY.fullmatch(said.lower())):
        currency, scale = found[2].upper(), CODED_SCALES[found[1]]
    if not scale:
        return None
    return Amount(currency, Decimal(scale) * 10 ** MINOR_DIGITS.get(currency, 2))


def reader(column: Column, unit: str = "") -> Reader:
    """The reader of a column; `unit` is what its header says, for `money` and `area`."""
    makers: Mapping[str, Callable[[], Reader]] = {
        "count": lambda: _within(_count, column),
        "number": lambda: _within(_number, column),
        "share": lambda: _within(_share, column),
        "date": lambda: moment,
        "choice": lambda: _choice(column),
        "flag": lambda: _flag,
        "money": lambda: _scaled(_factor_of_money(unit), "a fen"),
        "area": lambda: _scaled(AREA_UNITS[clean(unit).lower()], "a square metre", rounds=True),
        "credit_code": lambda: _credit_code,
    }
    return makers.get(column.type, lambda: _text)()


def _factor_of_money(unit: str) -> Decimal:
    found = amount_unit(unit)
    if found is None:
        raise KeyError(unit)
    return found.factor


def _text(text: str) -> str | Problem | None:
    said = clean(text)
    if _CONTROL.search(said):
        return Problem("a control character", value=shown(text), hint="delete it")
    return " ".join(said.split()) or None


def _number(text: str) -> float | Problem | None:
    found = number(text)
    return None if isinstance(found, float) and found != found else found


def _count(text: str) -> int | Problem | None:
    found = _number(text)
    if isinstance(found, float):
        if not found.is_integer():
            return Problem("not a whole number", value=shown(text), hint="give a whole number")
        return int(found)
    return found


def _share(text: str) -> float | Problem | None:
    said = clean(text)
    if said.endswith("%"):
        found = _number(said[:-1])
        return found / 100 if isinstance(found, float) else found
    return _number(text)


def _within(read: Reader, column: Column) -> Reader:
    def bounded(text: str) -> Any:
        found = read(text)
        if found is None or isinstance(found, Problem):
            return found
        too_low = column.minimum is not None and found < column.minimum
        too_high = column.maximum is not None and found > column.maximum
        if too_low or too_high:
            low = "" if column.minimum is None else f"{column.minimum:g}"
            high = "" if column.maximum is None else f"{column.maximum:g}"
            hint = f"allowed: {low or 'any'} to {high or 'any'}"
            return Problem("out of its bounds", value=shown(text), hint=hint)
        return found

    return bounded


def _choice(column: Column) -> Reader:
    meant = {
        clean(name).casefold(): word for word, zh in column.choices.items() for name in (word, zh)
    }

    def choose(text: str) -> str | Problem | None:
        said = clean(text).casefold()
        if not said:
            return None
        if said in meant:
            return meant[said]
        allowed = ", ".join(f"{zh} ({word})" for word, zh in column.choices.items())
        return Problem("not one of the choices", value=shown(text), hint=f"write one of {allowed}")

    return choose


def _flag(text: str) -> bool | Problem | None:
    said = clean(text).casefold()
    if not said:
        return None
    if said in _YES or said in _NO:
        return said in _YES
    return Problem("neither yes nor no", value=shown(text), hint="write 是 or 否")


def _credit_code(text: str) -> str | Problem | None:
    said = "".join(clean(text).split()).upper()
    if not said:
        return None
    reason = why_not_a_code(said)
    if reason:
        hint = "copy the eighteen characters of the business licence"
        return Problem(f"not a credit code: {reason}", value=shown(text), hint=hint)
    return said


def _scaled(factor: Decimal, smallest: str, *, rounds: bool = False) -> Reader:
    """A reader of decimal figures as whole numbers of the smallest unit, without floating point."""

    def read(text: str) -> int | Problem | None:
        checked = number(text)
        if isinstance(checked, Problem):
            return checked
        if checked != checked:
            return None
        try:
            exact = Decimal(_SEPARATORS.sub("", clean(text)).replace(" ", "")) * factor
        except InvalidOperation:  # pragma: no cover - `number` has read it
            return Problem("not a number", value=shown(text))
        whole = int(exact.to_integral_value())
        if whole < 0:
            return Problem("is negative", value=shown(text), hint="give 0 or more")
        if whole > _LARGEST:
            return Problem("is too large", value=shown(text), hint="check the unit in the header")
        if not rounds and abs(exact - whole) > Decimal("0.001") and len(clean(text)) < 15:
            hint = "give fewer decimals, or a smaller unit in the header"
            return Problem(f"is finer than {smallest}", value=shown(text), hint=hint)
        return whole

    return read
