"""The lists of a match as the address narrows and sorts them: placed, without a park, parks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from jiedui.analysis.matching.results import MatchResult
from jiedui.web.desk.matching import tables, words
from jiedui.web.desk.matching.sides import Sides, sides
from jiedui.web.platform.kit.filters import Bar, Filter, filter_bar
from jiedui.web.platform.kit.industries import industry_said
from jiedui.web.platform.kit.tables import Table

ROWS_PER_PAGE = 25
TEXT_LENGTH_MAX = 40
SORTS: dict[str, tuple[str, ...]] = {
    "placed": ("score", "firm", "park", "rank", "industry"),
    "unplaced": ("firm", "why", "industry"),
    "parks": ("firms", "park", "region", "full"),
}


@dataclass(frozen=True)
class Listed:
    """One list: its filters, the page of rows on show, the table of the page."""

    bar: Bar
    text: str
    rows: tuple[Any, ...]
    page: Page[Any]
    table: Table

    @property
    def show(self) -> str:
        return self.bar["show"]


def listed(
    result: MatchResult,
    fingerprint: str,
    given: QueryDict,
    *,
    sendable: frozenset[str] = frozenset(),
) -> Listed:
    """What the address asks for; the table holds the rows of the page, codes in the files alone.

    `sendable` are the parks of which this reader may send offers: the list narrows to them.
    """
    between = sides(result)
    bar = _bar(result, given, has_pairs=bool(between.parks), can_send=bool(sendable))
    text = given.get("q", "").strip()[:TEXT_LENGTH_MAX]
    found = _narrowed(result, bar, text)
    found = _only(bar.values.get("only", ""), found, between, sendable)
    rows = _sorted(result, bar, found)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(given.get("page"))
    shown = table(result, fingerprint, bar["show"], page)
    codes = ("park_code",) if bar["show"] == "parks" else ("firm_code", "park_code")
    return Listed(bar, text, tuple(rows), page, tables.without(shown, *codes))


def whole(result: MatchResult, fingerprint: str, listed: Listed) -> Table:
    """Every row of the list, for a file, which says what it is narrowed to."""
    found = table(result, fingerprint, listed.show, listed.rows)
    narrowed = [
        _("：").join((str(one.label), str(dict(one.choices)[value])))
        for one, value in listed.bar.fields()
        if one.name not in ("show", "sort") and value != one.default
    ]
    if listed.text:
        narrowed.append(f"“{listed.text}”")
    if not narrowed:
        return found
    title = _("%(list)s(%(narrowed)s)") % {"list": found.title, "narrowed": _("，").join(narrowed)}
    return replace(found, title=title)


def table(result: MatchResult, fingerprint: str, show: str, rows: Any) -> Table:
    make: dict[str, Callable[..., Table]] = {
        "placed": tables.placed,
        "unplaced": tables.unplaced,
        "parks": tables.parks,
    }
    return make[show](result, fingerprint, rows)


def _only(only: str, rows: list[Any], between: Sides, sendable: frozenset[str]) -> list[Any]:
    """The rows of the recipients' parks, those between the two sides of a pair, or the sendable."""
    keep: dict[str, Callable[[Any], bool]] = {
        "recipients": lambda one: one.park in between.parks,
        "paired": lambda one: one.firm in between.firms,
        "sendable": lambda one: one.park in sendable,
    }
    return [one for one in rows if keep[only](one)] if only else rows


def _scopes(show: str, *, has_pairs: bool, can_send: bool) -> tuple[tuple[str, str], ...]:
    found = [("", _("全部"))]
    if has_pairs and show != "unplaced":
        found.append(("recipients", _("受帮扶方的园区")))
    if has_pairs and show == "placed":
        found.append(("paired", _("来自结对的帮扶方")))
    if can_send and show == "placed":
        found.append(("sendable", _("现在能发邀约的")))
    return tuple(found)


def _bar(result: MatchResult, given: QueryDict, *, has_pairs: bool, can_send: bool) -> Bar:
    shows = (
        ("placed", _("安排好的企业")),
        ("unplaced", _("没有园区的企业")),
        ("parks", _("园区")),
    )
    first = Filter("show", _("名单"), shows, "placed")
    show = first.chosen(given)
    names = {
        "score": _("得分高的在前"),
        "firm": _("按证券代码") if words.has_shipped_firms(result) else _("按企业代码"),
        "park": _("按园区"),
        "rank": _("委屈最大的在前"),
        "industry": _("按行业"),
        "why": _("按原因"),
        "firms": _("企业多的在前"),
        "region": _("按所在地"),
        "full": _("最紧的在前"),
    }
    # A sort of another list says nothing of this one: its own first stands.
    sorts = tuple((key, names[key]) for key in SORTS[show])
    wanted = given.copy()
    if wanted.get("sort") in names and wanted.get("sort") not in SORTS[show]:
        del wanted["sort"]
    filters = [first]
    if show == "parks":
        wanted.pop("industry", None)
    else:
        filters.append(Filter("industry", _("行业"), _industries(result), ""))
    scopes = _scopes(show, has_pairs=has_pairs, can_send=can_send)
    if len(scopes) > 1:
        filters.append(Filter("only", _("范围"), scopes, ""))
        # As with sorts: a scope of another list says nothing of this one.
        if wanted.get("only") in ("recipients", "paired", "sendable"):
            wanted["only"] = wanted["only"] if wanted["only"] in dict(scopes) else ""
    return filter_bar(wanted, *filters, Filter("sort", _("排序"), sorts, SORTS[show][0]))


def _industries(result: MatchResult) -> tuple[tuple[str, str], ...]:
    """Every division of the run: one that this list lacks shows none, and is no wrong address."""
    found = sorted({one.industry[:2] for one in (*result.placed, *result.unplaced)})
    return (("", _("全部")), *((code, industry_said(code)) for code in found))


def _narrowed(result: MatchResult, bar: Bar, text: str) -> list[Any]:
    show = bar["show"]
    if show == "parks":
        return [
            one
            for one in result.parks
            if _has(text, one.name, one.park, one.leading_industries, words.region(one.region))
        ]
    names = result.park_names()
    found: list[Any] = list(result.placed if show == "placed" else result.unplaced)
    if bar["industry"]:
        found = [one for one in found if one.industry[:2] == bar["industry"]]
    return [
        one
        for one in found
        if _has(text, one.name, one.firm, names.get(getattr(one, "park", ""), ""))
    ]


def _has(text: str, *where: str) -> bool:
    return not text or any(text.lower() in one.lower() for one in where)


def _sorted(result: MatchResult, bar: Bar, rows: list[Any]) -> list[Any]:
    """Ties keep the order of the run's own tables."""
    used: dict[str, float] = {}
    for one in result.limits:
        share = one.used / one.capacity if one.capacity else 0.0
        used[one.park] = max(share, used.get(one.park, 0.0))
    keys: dict[str, Callable[[Any], Any]] = {
        "score": lambda one: -one.score,
        "firm": lambda one: one.firm,
        "park": lambda one: one.park,
        "rank": lambda one: -one.rank,
        "industry": lambda one: one.industry,
        "why": lambda one: (one.why, one.rules),
        "firms": lambda one: -one.firms,
        "region": lambda one: one.region,
        "full": lambda one: -used.get(one.park, 0.0),
    }
    return sorted(rows, key=keys[bar["sort"]])
