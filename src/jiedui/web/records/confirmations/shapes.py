"""The shapes that a value may have: a dated stage, a sum of money, a number, words.

A side that lets its own figure stand beside the other's types it as people write it; it is read in
the shape of the figure that stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.files.dates import moment

FEN_PER_10K_YUAN = 1_000_000
_MINOR_PLACES = {"JPY": 0, "KRW": 0}


@dataclass(frozen=True)
class Written:
    """A value as a person types and reads it. `day` is the date of a sum of money."""

    text: str
    unit: str
    day: str = ""

    def __str__(self) -> str:
        times = " × " if str(self.unit)[:1].isdigit() else " "  # 2 × 10,000 yuan, not 2 10,000
        amount = f"{self.text}{times}{self.unit}".strip()
        return f"{amount} · {self.day}" if self.day else amount


def written(value: Any, unit: str = "") -> Written:
    """A value as it is shown and typed again.

    >>> str(written({"date": "2023-07-01", "precision": "quarter"}))
    '2023Q3'
    >>> str(written({"amount_minor": 50000000, "date": "2023-09-12"}, "CNY"))
    '50 万元 · 2023-09-12'
    """
    if is_money(value):
        return _money(value, unit)
    if is_dated(value):
        return Written(_dated(value), unit)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Written(f"{value:,}", unit)
    if isinstance(value, dict):
        return Written(" · ".join(f"{name} {one}" for name, one in sorted(value.items())), unit)
    return Written(str(value), unit)


def shown(value: Any, unit: str = "") -> str:
    """A value in one line.

    >>> shown({"date": "2023-09-01", "precision": "month"}), shown(1250000, "元")
    ('2023-09', '1,250,000 元')
    """
    return str(written(value, unit))


def read(text: str, *, like: Any, unit: str = "", day: str = "") -> Any:
    """What a person typed, in the shape of the value that stands there.

    >>> read("2023年四季度", like={"date": "2023-09-12", "precision": "day"})
    {'date': '2023-10-01', 'precision': 'quarter'}
    >>> read("50.5", like={"amount_minor": 50000000, "date": "2023-09-12"}, unit="CNY")
    {'amount_minor': 50500000, 'date': '2023-09-12'}

    Raises
    ------
    Refusal
        It cannot be read as that.
    """
    said = text.strip()
    if not said:
        raise Refusal(Problem(_("没有写数或日期"), column=_("数或日期")))
    if is_money(like):
        when = _moment(day)["date"] if day.strip() else like["date"]
        return {**like, "amount_minor": _minor(said, unit), "date": when}
    if is_dated(like):
        return {**like, **_moment(said)}
    if isinstance(like, int | float) and not isinstance(like, bool):
        number = _number(said)
        is_whole = number == number.to_integral_value()
        return int(number) if is_whole else float(number)
    return said


def is_dated(value: Any) -> bool:
    return isinstance(value, dict) and "date" in value and not is_money(value)


def is_money(value: Any) -> bool:
    return isinstance(value, dict) and "amount_minor" in value and "date" in value


def _dated(value: dict[str, Any]) -> str:
    day, precision = str(value["date"]), value.get("precision", "day")
    if precision == "quarter":
        return f"{day[:4]}Q{(int(day[5:7]) + 2) // 3}"
    return day[: {"year": 4, "month": 7}.get(precision, 10)]


def _money(value: dict[str, Any], unit: str) -> Written:
    minor = Decimal(value["amount_minor"])
    if unit in ("", "CNY"):
        return Written(f"{_plain(minor / FEN_PER_10K_YUAN)}", _("万元"), str(value["date"]))
    amount = minor / 10 ** _MINOR_PLACES.get(unit, 2)
    return Written(_plain(amount), unit, str(value["date"]))


def _plain(amount: Decimal) -> str:
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _minor(text: str, unit: str) -> int:
    scale = FEN_PER_10K_YUAN if unit in ("", "CNY") else 10 ** _MINOR_PLACES.get(unit, 2)
    minor = _number(text) * scale
    if minor != minor.to_integral_value():
        raise Refusal(Problem(_("小数位太多，写不成整分"), value=text))
    return int(minor)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        hint = _("只写数字，不写单位")
        raise Refusal(Problem(_("不是数"), column=_("数或日期"), value=text, hint=hint))
    return number


def _moment(text: str) -> dict[str, str]:
    found = moment(text)
    if found is None or isinstance(found, Problem):
        hint = _("写 2023-05-30；只知道月、季、年，就写 2023-05、2023Q2、2023")
        raise Refusal(Problem(_("不是日期"), column=_("数或日期"), value=text, hint=hint))
    day, precision = found
    return {"date": day.isoformat(), "precision": precision}
