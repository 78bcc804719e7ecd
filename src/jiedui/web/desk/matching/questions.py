"""From an address to a change, and the choices that a what-if offers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from jiedui.analysis.matching.presence import lies_in
from jiedui.analysis.matching.results import MatchResult
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.files.cells import number
from jiedui.schemes import load
from jiedui.schemes.records import Pair
from jiedui.web.desk.matching import words
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.places import place

if TYPE_CHECKING:
    from jiedui.analysis.matching.changes import Change

MORE = "more_"
LARGEST, FIGURE_MOST = 1e9, 40
NOTHING = 1e-9
"""A share of what a park has that is left when all of it is taken away, by rounding."""


@dataclass(frozen=True)
class Amount:
    """A resource in the form: what it is called, its unit, what was typed."""

    name: str
    label: str
    unit: str
    value: str


@dataclass(frozen=True)
class Form:
    """What may be asked of a match, filled with what was asked."""

    parks: tuple[tuple[str, str], ...]
    park: str
    leaves: bool
    amounts: tuple[Amount, ...]
    pairs: tuple[tuple[str, str], ...]
    pair: str
    rules: tuple[tuple[str, str], ...]
    lifted: str


def form(result: MatchResult, given: QueryDict) -> Form:
    full: dict[str, float] = {}
    for limit in result.limits:
        share = limit.used / limit.capacity if limit.capacity else 0.0
        full[limit.park] = max(full.get(limit.park, 0.0), share)
    parks = sorted(result.parks, key=lambda one: (-full.get(one.park, 0.0), one.park))
    return Form(
        parks=tuple((one.park, one.name) for one in parks),
        park=given.get("park", ""),
        leaves=_leaves(given),
        amounts=amounts(result, given),
        pairs=tuple((key, pair_name(pair)) for key, pair in pairs_of(result).items()),
        pair=given.get("pair", ""),
        rules=tuple((one.rule, getattr(one, f"name_{language()}")) for one in refusing(result)),
        lifted=given.get("lift", ""),
    )


def amounts(result: MatchResult, given: QueryDict | Mapping[str, str]) -> tuple[Amount, ...]:
    """The resources of a run, each with what the address asks for."""
    return tuple(
        Amount(MORE + name, kind.said, kind.unit, given.get(MORE + name, "")[:FIGURE_MOST])
        for name in result.resources
        for kind in [words.resource(name)]
    )


def refusing(result: MatchResult) -> list:
    """Rules that refuse something in this run: lifting another changes nothing."""
    return [one for one in result.rules if one.refused and one.refuses and not one.is_lifted]


def pairs_of(result: MatchResult) -> dict[str, Pair]:
    """The programme's pairs whose recipient has a park in the run, by key."""
    regions = sorted({one.region for one in result.parks})
    programme = load.programme(result.programme)
    return {
        pair.key(programme.id): pair
        for pair in programme.pairs
        if pair.supporter and pair.recipient and any(lies_in(r, pair.recipient) for r in regions)
    }


def pair_name(pair: Pair) -> str:
    return f"{place(pair.supporter_name)} → {place(pair.recipient_name)}"


def is_asked(given: QueryDict) -> bool:
    """Whether the form was sent, be it empty; the page is opened without any of its fields."""
    names = ("park", "pair", "lift", "leaves")
    return any(name in names or name.startswith(MORE) for name in given)


def change(result: MatchResult, given: QueryDict) -> Change:
    """The change that an address asks for.

    Raises
    ------
    Refusal
        For what the run does not have, and for a form that changes nothing.
    """
    from jiedui.analysis.matching.changes import Change

    park = _known(given, "park", _("园区"), [one.park for one in result.parks])
    pair = _known(given, "pair", _("结对"), list(pairs_of(result)))
    lifted = _known(given, "lift", _("规则"), [one.rule for one in refusing(result)])
    more = _amounts(result, given)
    leaves = _leaves(given)
    if not (park or pair or lifted or more or leaves):
        hint = _("选园区并填增加多少，或选退出的结对，或选放开的规则")
        raise Refusal(Problem(_("什么都没有改"), hint=hint))
    if (more or leaves) and not park:
        raise Refusal(Problem(_("没有选园区"), column=_("园区"), hint=_("选一个园区")))
    if park and not (more or leaves):
        hint = _("填增加多少(减少写负数)，或勾选“不再接收”")
        raise Refusal(Problem(_("没有写园区变什么"), column=_("园区"), value=park, hint=hint))
    if more and leaves:
        hint = _("两样只选一样")
        raise Refusal(
            Problem(_("不再接收的园区没有什么可增加"), column=_("园区"), value=park, hint=hint)
        )
    if not leaves:
        more = left_of(result, park, more)
    return Change(
        capacity=() if leaves else tuple(_more(park, name, n) for name, n in more.items()),
        parks_out=(park,) if leaves else (),
        pairs_out=(pair,) if pair else (),
        lifted=(lifted,) if lifted else (),
    )


def _more(park: str, resource: str, amount: float):
    from jiedui.analysis.matching.changes import MoreOf

    return MoreOf(park, resource, amount)


def _amounts(result: MatchResult, given: QueryDict) -> dict[str, float]:
    """By resource, in the unit of its own name; a form speaks of mu and kilowatts."""
    found = {}
    for name in result.resources:
        text = given.get(MORE + name, "").strip()
        if text:
            found[name] = _figure(text, words.resource(name).name) * words.resource(name).factor
    return {name: amount for name, amount in found.items() if amount}


def left_of(result: MatchResult, park: str, more: dict[str, float]) -> dict[str, float]:
    """The same amounts, of what a park has at most all.

    Raises
    ------
    Refusal
        A limit would fall below 0; said in the unit of the form.
    """
    held = {one.resource: one.capacity for one in result.limits if one.park == park}
    refuse_if_any(
        Problem(
            _("减到比没有还少"),
            column=words.resource(name).name,
            value=words.resource(name).text(amount),
            hint=_("园区现有%(held)s") % {"held": " " + words.resource(name).text(held[name])},
        )
        for name, amount in more.items()
        if held[name] + amount < -NOTHING * held[name]
    )
    return {name: max(amount, -held[name]) for name, amount in more.items()}


def _leaves(given: QueryDict) -> bool:
    """Whether the box is ticked."""
    return given.get("leaves", "") not in ("", "0")


def _figure(text: str, column: str) -> float:
    value = number(text)
    if isinstance(value, Problem) or math.isnan(value) or abs(value) > LARGEST:
        hint = _("填数，如 100；减少写负数")
        raise Refusal(Problem(_("不是可用的数"), column=column, value=text[:40], hint=hint))
    return value


def _known(given: QueryDict, name: str, label: str, allowed: list[str]) -> str:
    value = given.get(name, "")
    if value and value not in allowed:
        hint = _("在列表里选")
        raise Refusal(Problem(_("这次测算里没有"), column=label, value=value[:60], hint=hint))
    return value
