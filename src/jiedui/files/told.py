"""Values of declared columns as cells that are read back as the same values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from jiedui.catalog.columns import Column
from jiedui.files.writing import Field

UNITS = {"zh": {"money": "元", "area": "平方米"}, "en": {"money": "cny", "area": "m2"}}
OWN = {"zh": "本币", "en": "own"}
_QUARTER_MONTHS = 3


def fields(declared: Mapping[str, Column], lang: str) -> list[Field]:
    """The headers of a kind: the names of its columns, sums and areas with their unit."""
    return [Field(_header(column, declared, lang)) for column in declared.values()]


def cells(
    declared: Mapping[str, Column], rows: Iterable[Sequence[Any]], lang: str
) -> Iterator[list[Any]]:
    """Values (sums in hundredths, dates with their precision) as cells."""
    tellers = [_teller(column, lang) for column in declared.values()]
    for row in rows:
        yield [
            None if value is None else tell(value) for tell, value in zip(tellers, row, strict=True)
        ]


def _header(column: Column, declared: Mapping[str, Column], lang: str) -> str:
    title = column.zh if lang == "zh" else column.name
    if column.type not in UNITS[lang]:
        return title
    own = column.type == "money" and "currency" in declared
    return f"{title}({OWN[lang] if own else UNITS[lang][column.type]})"


def _teller(column: Column, lang: str) -> Callable[[Any], Any]:
    if column.type == "choice":
        return lambda word: column.choices.get(word, word) if lang == "zh" else word
    tellers: Mapping[str, Callable[[Any], Any]] = {
        "date": moment_text,
        "money": whole_units,
        "flag": lambda said: {"zh": "是否", "en": "yn"}[lang][not said],
    }
    return tellers.get(column.type, lambda value: value)


def moment_text(told: tuple[date, str]) -> str:
    """A day as exactly as it is known.

    >>> moment_text((date(2023, 4, 1), "quarter")), moment_text((date(2023, 4, 1), "year"))
    ('2023Q2', '2023')
    """
    day, precision = told
    if precision == "quarter":
        return f"{day.year}Q{(day.month + 2) // _QUARTER_MONTHS}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]


def is_same_moment(one: tuple[date, str], other: tuple[date, str]) -> bool:
    """Whether two days are the same as far as they are known.

    >>> is_same_moment((date(2023, 5, 17), "month"), (date(2023, 5, 1), "month"))
    True
    """
    return moment_text(one) == moment_text(other)


def whole_units(hundredths: int) -> int | float | str:
    """A sum in whole units; as text where a floating-point number would not hold it.

    >>> whole_units(120050), whole_units(120000), whole_units(10**17 + 1)
    (1200.5, 1200, '1000000000000000.01')
    """
    if hundredths % 100 == 0:
        return hundredths // 100
    if abs(hundredths) < 10**15:
        return hundredths / 100
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"
