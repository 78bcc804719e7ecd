"""The filter bar: a few choices that live in the address, so that a view can be sent as a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from jiedui.core.errors import Problem, Refusal


@dataclass(frozen=True)
class Filter:
    """One choice: its parameter in the address, its label, its `(value, label)` options."""

    name: str
    label: Any
    choices: tuple[tuple[str, Any], ...]
    default: str

    def chosen(self, parameters: QueryDict | Mapping[str, str]) -> str:
        """What the address asks for, or the default; anything else is refused by name."""
        value = parameters.get(self.name) or self.default
        if value not in dict(self.choices):
            allowed = ", ".join([value for value, _ in self.choices if value][:12])
            raise Refusal(
                Problem("no such choice", column=self.name, value=value, hint=f"choose: {allowed}")
            )
        return value


@dataclass(frozen=True)
class Bar:
    """Filters with what is chosen, ready for `kit/includes/filter_bar.html`."""

    filters: tuple[Filter, ...]
    values: Mapping[str, str]

    def fields(self) -> Iterable[tuple[Filter, str]]:
        return [(item, self.values[item.name]) for item in self.filters]

    def __getitem__(self, name: str) -> str:
        return self.values[name]


def filter_bar(parameters: QueryDict | Mapping[str, str], *filters: Filter) -> Bar:
    """Read every filter from the address.

    >>> year = Filter("year", "年份", (("2020", "2020年"), ("2021", "2021年")), "2021")
    >>> filter_bar({}, year)["year"]
    '2021'
    """
    return Bar(filters, {item.name: item.chosen(parameters) for item in filters})
