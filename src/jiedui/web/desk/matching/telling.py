"""Offers told on the pages of firms and parks: terms, clauses, what can be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from jiedui.analysis.matching.explain import Offer, RuleLine
from jiedui.analysis.matching.results import (
    Limit,
    MatchResult,
    ParkLine,
    PlacedFirm,
    UnplacedFirm,
)
from jiedui.core.rules import Force
from jiedui.web.desk.matching import tables, words
from jiedui.web.desk.matching.carriers import Carrier
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.industries import industry_said
from jiedui.web.platform.kit.places import place
from jiedui.web.platform.kit.tables import Cell, Column, Shown, Table, row
from jiedui.web.platform.kit.templatetags.kit import force_label
from jiedui.web.records.programmes.models import Pair

POINTS = 3


@dataclass(frozen=True)
class Box:
    """A row with what can be done about it: sent, sent already, or why not."""

    cells: list[Shown]
    firm: str
    park: str
    may_send: bool = False
    offer: str = ""

    @property
    def value(self) -> str:
        return f"{self.firm}|{self.park}"


@dataclass(frozen=True)
class Clause:
    """A rule that warns of an offer or was not checked, as a reader sees it."""

    name: str
    force: str
    document: str
    words: str
    is_warning: bool


@dataclass(frozen=True)
class Told:
    """An offer with its terms and clauses, and whether the firm was placed by it."""

    offer: Offer
    terms: Table
    clauses: tuple[Clause, ...]
    is_placed: bool
    box: Box
    doubt: str


def standing(
    firm: str,
    park: str,
    known: Mapping[str, Carrier],
    sent: Mapping[tuple[str, str], str],
    *,
    fits: bool = True,
) -> tuple[bool, str]:
    """Whether an offer may be sent, and the code of one that waits already.

    None is sent to a park that as a whole is too small for the firm.
    """
    waiting = sent.get((firm, park), "")
    carrier = known.get(park)
    return bool(fits and carrier and carrier.may_send and not waiting), waiting


def told(
    result: MatchResult,
    offer: Offer,
    home: str,
    known: Mapping[str, Carrier],
    sent: Mapping[tuple[str, str], str],
) -> Told:
    at, fits = (offer.firm, offer.park), result.holds(offer.park, offer.firm)
    lines = [(one, True) for one in offer.warnings] + [(one, False) for one in offer.not_checked]
    return Told(
        offer=offer,
        terms=terms_of(offer),
        clauses=tuple(_clause(one, is_warning) for one, is_warning in lines),
        is_placed=offer.park == home,
        box=Box([], *at, *standing(*at, known, sent, fits=fits)),
        doubt=doubt(offer),
    )


def ends(offer: Offer) -> tuple[float, float]:
    """Between what the score lies once the missing figures are known; a penalty only lowers it."""
    missing = [one.weight for one in offer.terms if one.value is None]
    lower = sum(weight for weight in missing if weight < 0)
    higher = sum(weight for weight in missing if weight > 0)
    return offer.score + lower, offer.score + higher


def doubt(offer: Offer) -> str:
    """What missing figures leave open, in words; empty where none is missing."""
    if not offer.missing:
        return ""
    least, most = (numbers.figure(value, POINTS) for value in ends(offer))
    names = _("、").join(words.said_in(one.name) for one in offer.terms if one.value is None)
    return _("缺数、没有计分的项：%(names)s。数补上之后，得分在 %(least)s 到 %(most)s 之间。") % {
        "names": names,
        "least": least,
        "most": most,
    }


def _clause(one: RuleLine, is_warning: bool) -> Clause:
    document = f"{one.clause.document} {one.clause.place}".strip()
    force = str(force_label(Force(one.force)))
    return Clause(words.said_in(one.name), force, document, one.clause.words, is_warning)


TERM_COLUMNS = ("term", "weight", "value", "points", "why", "source", "weight_why")


def terms_of(offer: Offer) -> Table:
    """Weight × value = contribution; the contributions add up to the score."""
    lines = [_term(one) for one in offer.terms if one.weight]
    total = sum(one.contribution or 0.0 for one in offer.terms)
    lines.append(row(Cell(_("合计")), None, None, total, None, None, None))
    return Table(f"terms-{offer.rank}", _("得分从哪里来"), _term_columns(), tuple(lines))


def _term_columns() -> tuple[Column, ...]:
    return (
        Column("term", _("得分项")),
        Column("weight", _("权重"), places=2),
        Column("value", _("数值(0到1)"), places=POINTS),
        Column("points", _("得分"), places=POINTS),
        Column("why", _("理由")),
        Column("source", _("数据")),
        Column("weight_why", _("为什么给这个权重")),
    )


def _term(one: Any) -> tuple[Cell, ...]:
    return row(
        words.said_in(one.name),
        one.weight,
        one.value,
        one.contribution,
        words.said_in(one.why),
        words.sources(one.source) or None,
        words.said_in(one.weight_reason) or None,
    )


def terms_table(found: Sequence[Offer]) -> Table:
    """Every term of every offer, for a file."""
    columns = (Column("park", _("园区名称")), Column("rank", _("名次"), places=0), *_term_columns())
    lines = tuple(
        (Cell(offer.park_name), Cell(offer.rank), *_term(one))
        for offer in found
        for one in offer.terms
        if one.weight
    )
    return Table("terms", _("每个园区的每一项得分"), columns, lines)


def offers_table(
    found: Sequence[Offer], result: MatchResult, fingerprint: str, home: str, *, candidates: int
) -> Table:
    """The firm's parks, best first; `candidates` is how many it has, shown or not."""
    regions = {line.park: line.region for line in result.parks}
    columns = (
        Column("park", _("园区名称")),
        Column("rank", _("名次"), places=0),
        Column("score", _("得分"), places=POINTS),
        Column("least", _("至少"), places=POINTS),
        Column("most", _("至多"), places=POINTS),
        Column("region", _("所在地")),
        Column("best", _("主要得分项")),
        Column("placed", _("这次安排")),
    )
    lines = tuple(
        row(
            Cell(one.park_name, url=tables.park_url(fingerprint, one.park)),
            one.rank,
            one.score,
            *ends(one),
            words.region(regions[one.park]) or None,
            words.best_terms(one),
            Cell(_("安排在这里"), tag="tag-accent") if one.park == home else None,
        )
        for one in found
    )
    note = ""
    if any(one.missing for one in found):
        note = _("缺数的项没有计分，数补上之后，得分在“至少”与“至多”之间。")
    if candidates > len(found):
        note += _("候选共 %(n)s 个园区，全部见导出。") % {"n": candidates}
    return Table("offers", _("推荐的园区"), columns, lines, note=note)


def firms_table(
    table_id: str,
    title: str,
    found: Sequence[Offer],
    result: MatchResult,
    fingerprint: str,
    park: str,
) -> Table:
    """Firms that fit a park, best first, what they need of it, and where each was placed."""
    homes = {one.firm: one.park for one in result.placed}
    facts, names = result.firms, result.park_names()
    beyond = _("不在前%(top)s") % {"top": result.top}
    columns = (
        Column("firm", _("企业")),
        Column("score", _("得分"), places=POINTS),
        Column("rank", _("企业的第几选"), places=0),
        Column("best", _("主要得分项")),
        *tables.needs_columns(result),
        Column("room", _("放得下吗")),
        Column("placed", _("这次安排在")),
        Column("industry", _("行业")),
        Column("home", _("来源地")),
    )
    lines = tuple(
        row(
            Cell(one.firm_name, url=tables.firm_url(fingerprint, one.firm)),
            one.score,
            Cell(one.rank or None, text="" if one.rank else beyond),
            words.best_terms(one),
            *tables.needs_of(result, facts[one.firm]),
            room_for(result, park, one.firm, is_here=homes.get(one.firm) == park),
            names.get(homes.get(one.firm, ""), None),
            industry_said(facts[one.firm].industry),
            words.region(facts[one.firm].home) or None,
        )
        for one in found
    )
    return Table(table_id, title, columns, lines)


def room_for(result: MatchResult, park: str, firm: str, *, is_here: bool) -> str:
    """Whether there is as much of a park as a firm needs, and what lacks."""
    if is_here:
        return _("已安排在这里")
    pairs = zip(result.limits_of[park], result.firms[firm].needs, strict=False)
    return _("；").join(text for limit, need in pairs if (text := _short(limit, need))) or _(
        "还放得下"
    )


def _short(limit: Limit, need: float) -> str:
    kind = words.resource(limit.resource)
    if limit.has_left(need):
        return ""
    if limit.is_enough(need):
        said, amount = _("%(resource)s只剩 %(amount)s"), limit.left
    else:
        said, amount = _("%(resource)s共 %(amount)s，放不下"), limit.capacity
    return said % {"resource": kind.name, "amount": kind.text(amount)}


def placed_here(result: MatchResult, fingerprint: str, park: str) -> Table:
    here = [one for one in result.placed if one.park == park]
    found = tables.placed(result, fingerprint, sorted(here, key=lambda one: -one.score))
    return replace(
        tables.without(found, "park", "park_code"), title=_("安排在这里的企业"), note=found.note
    )


def limits_table(result: MatchResult, park: str) -> Table:
    """What the park has of each resource, what is used, and what the limit costs."""
    columns = (
        Column("resource", _("资源")),
        Column("capacity", _("可供"), places=2),
        Column("used", _("已用"), places=2),
        Column("left", _("还剩"), places=2),
        Column("unit", _("单位")),
        Column("price", _("影子价"), _("得分/单位"), 4),
    )
    lines = []
    for one in result.limits_of[park]:
        kind = words.resource(one.resource)
        figures = [kind.shown(n) for n in (one.capacity, one.used, one.left)]
        lines.append(row(kind.name, *figures, kind.unit, one.price * kind.factor))
    note = words.price_note(result.limits_of[park])
    return Table("limits", _("有什么，用了多少"), columns, tuple(lines), note=note)


def boxes_of_park(
    found: Mapping[str, Table],
    result: MatchResult,
    applicants: Sequence[Offer],
    park: str,
    known: Mapping[str, Carrier],
    sent: Mapping[tuple[str, str], str],
) -> dict[str, tuple[Box, ...]]:
    """Rows of those placed here and of those who want in, with what can be sent."""
    here = sorted((one for one in result.placed if one.park == park), key=lambda one: -one.score)
    firms = {"placed": [one.firm for one in here], "applicants": [one.firm for one in applicants]}
    return {
        name: tuple(
            Box(
                cells,
                firm,
                park,
                *standing(firm, park, known, sent, fits=result.holds(park, firm)),
            )
            for cells, firm in zip(found[name].shown(), of_table, strict=True)
        )
        for name, of_table in firms.items()
    }


def firm_lead(
    found: Sequence[Offer],
    result: MatchResult,
    placed: PlacedFirm | None,
    lacking: UnplacedFirm | None,
    rules: dict[str, str],
) -> str:
    """Where the firm went in this run, or why nowhere."""
    if placed is not None:
        name = result.park_names()[placed.park]
        if placed.rank == 1:
            return _("这次安排在%(park)s，正是它得分最高的园区。") % {"park": name}
        before = [one.park for one in found if one.rank < placed.rank]
        are_small = len(before) == placed.rank - 1 and not any(
            result.holds(park, placed.firm) for park in before
        )
        said = (
            _("这次安排在%(park)s，是它的第 %(rank)s 选：前面的园区整个都放不下它。")
            if are_small
            else _(
                "这次安排在%(park)s，是它的第 %(rank)s 选：前面的园区剩下的放不下它，"
                "让给了换地方更吃亏的企业。"
            )
        )
        return said % {"park": name, "rank": placed.rank}
    if lacking is not None:
        return _("这次没有安排：%(why)s。") % {"why": words.why_unplaced(lacking, rules)}
    return "" if found else _("没有推荐的园区。")


def park_lead(result: MatchResult, line: ParkLine, wanting: int) -> str:
    """How many are placed here, and how many have it among their best."""
    return _(
        "这次安排了 %(firms)s 家；%(wanting)s 家企业把它列在自己最合适的 %(top)s 个园区之内。"
    ) % {
        "firms": numbers.figure(line.firms, 0),
        "wanting": numbers.figure(wanting, 0),
        "top": result.top,
    }


def needs(
    result: MatchResult, firm: PlacedFirm | UnplacedFirm | None
) -> tuple[tuple[str, str], ...]:
    """What the firm needs of each resource; of a run that an older program kept, where placed."""
    if firm is None or not firm.needs:
        return ()
    pairs = zip(result.resources, firm.needs, strict=True)
    return tuple((words.resource(name).said, words.resource(name).text(n)) for name, n in pairs)


def pair_name(pair: Pair) -> str:
    return f"{place(pair.supporter_name)} → {place(pair.recipient_name)}"
