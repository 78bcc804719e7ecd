"""What the rules pages ask: a programme's rules, pairs, groups and policy timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiedui.core.frames import Grouping
from jiedui.core.rules import Rule
from jiedui.schemes import load
from jiedui.schemes.records import Programme
from jiedui.web.platform.kit.places import listed, place
from jiedui.web.records.programmes import queries as programmes
from jiedui.web.records.programmes.models import Pair


@dataclass(frozen=True)
class Sheet:
    """All that is known of one programme."""

    programme: Programme
    rules: tuple[Rule, ...]
    sha256: str
    pairs: list[Pair]
    groupings: tuple[Grouping, ...]
    region_names: Mapping[str, str]

    @property
    def refusing(self) -> int:
        """How many rules stand in a document or an agreement, and so may refuse."""
        return sum(rule.force.may_refuse for rule in self.rules)


def sheets() -> list[Sheet]:
    """Every programme that the store holds, newest first."""
    return [sheet(record.code) for record in programmes.programmes()]


def sheet(code: str) -> Sheet:
    """One programme; `DoesNotExist` if the store does not hold it."""
    record = programmes.programme(code)
    programme = load.programme(record.code)
    return Sheet(
        programme=programme,
        rules=load.scheme(record.code).rules,
        sha256=record.sha256,
        pairs=list(programmes.pairs_of_programme(record)),
        groupings=tuple(programme.groupings.values()),
        region_names=_names(programme),
    )


def parameters(rule: Rule, region_names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a rule is told beside its words, as its file writes it, regions by their names."""
    known = {name: value for name, value in rule.parameters.items() if value not in (None, ())}
    return [(name, _text(value, region_names)) for name, value in known.items()]


def _text(value: Any, region_names: Mapping[str, str]) -> str:
    if isinstance(value, list | tuple):
        return listed(_text(item, region_names) for item in value)
    if isinstance(value, Mapping):
        return listed(f"{key}: {_text(item, region_names)}" for key, item in value.items())
    return region_names.get(str(value), str(value))


def _names(programme: Programme) -> dict[str, str]:
    """Names by code in the visitor's language, as far as city figures or the pairs know them."""
    from jiedui.data.panels import city_panel

    names = dict(city_panel().names)
    for pair in programme.pairs:
        names.setdefault(pair.supporter, pair.supporter_name)
        names.setdefault(pair.recipient, pair.recipient_name)
    return {code: place(name) for code, name in names.items()}
