"""Pages that ask a kept match further: what if, what each rule costs, the chain of a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiedui.analysis.matching.results import MatchResult
from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.matching import (
    chains,
    comparing,
    effect_tables,
    effect_words,
    effects,
    making,
    queries,
    questions,
    words,
)
from jiedui.web.desk.matching.opening import opened, taken
from jiedui.web.platform.kit.filters import Filter, filter_bar
from jiedui.web.platform.kit.pages import render_page, unknown_is_not_found
from jiedui.web.platform.kit.tables import Table
from jiedui.web.records.runs.models import Run

if TYPE_CHECKING:
    from jiedui.analysis.matching.whatif import Effect


@require_safe
@unknown_is_not_found
def what_if(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The form, and where something is asked the answer on the same page."""
    kept, result = _known(request, fingerprint)
    context = _base(kept, result) | {"form": questions.form(result, request.GET), "problems": ()}
    if not questions.is_asked(request.GET):
        return render_page(request, "matching/what_if.html", context)
    try:
        asked = questions.change(result, request.GET)
        found = effects.effect(kept, asked)
    except Refusal as refusal:
        context["problems"] = refusal.problems
        return render_page(request, "matching/what_if.html", context, status=422)
    parks = [*(more.park for more in asked.capacity), *asked.parks_out]
    park = parks[0] if parks else ""
    tables = _effect_tables(result, fingerprint, found, park)
    title = effect_words.asked(result, asked)
    file = taken(request, tables.values(), kept, name="jiedui-what-if", title=title)
    context |= {
        "found": found,
        "asked": title,
        "came": effect_words.came_of_it(result, found, park),
        "proven": effect_words.proven(found.difference),
        "tables": _cut(tables),
        "totals": _totals(tables),
    }
    return file or render_page(request, "matching/what_if.html", context)


def _effect_tables(
    result: MatchResult, fingerprint: str, found: Effect, park: str
) -> dict[str, Table]:
    sets = (
        ("entering", _("新进园区的企业"), found.entering),
        ("leaving", _("失去园区的企业"), found.leaving),
        ("moving", _("换园区的企业"), found.moving),
    )
    made = {
        name: effect_tables.moves(
            result, fingerprint, effect_tables.most_changed(firms), name=name, title=title
        )
        for name, title, firms in sets
        if firms
    }
    made["uses"] = effect_tables.uses(result, fingerprint, found)
    made["certified"] = effect_tables.certified(found)
    if park:
        of_park = effect_tables.entering, effect_tables.departing
        both = (table(result, fingerprint, found, park) for table in of_park)
        made = {one.id: one for one in both} | made
    return made


@require_safe
@unknown_is_not_found
def costs(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """What each rule costs in fit; those that the address names are worked out."""
    kept, result = _known(request, fingerprint)
    rules = questions.refusing(result)
    choices = {one.rule: one for one in rules}
    has_bonus = any(one.term == effects.BONUS and one.value > 0 for one in result.terms)
    open_ = [*choices, *([effects.BONUS] if has_bonus else [])]
    wanted = [name for name in open_ if name in request.GET.getlist("of")]
    strange = [name for name in request.GET.getlist("of") if name not in open_]
    if strange:
        hint = _("在列表里选")
        raise Refusal(Problem(_("这次测算里没有"), column="of", value=strange[0][:60], hint=hint))
    known = {name: effects.cost(kept, name) for name in wanted}
    table = effect_tables.costs(result, fingerprint, rules, known)
    gaining = [
        effect_tables.moves(
            result,
            fingerprint,
            found.gaining,
            name=f"gaining-{name}",
            title=_("没有“%(rule)s”，得益最多的企业") % {"rule": words.said_in(found.name)},
        )
        for name, found in known.items()
        if found.gaining
    ]
    title = _("每条规则的代价")
    file = taken(request, [table, *gaining], kept, name="jiedui-costs", title=title)
    context = _base(kept, result) | {
        "table": table,
        "gaining": [(effect_tables.cut(one), len(one.rows)) for one in gaining],
        "open": [name for name in open_ if name not in known],
        "wanted": wanted,
        "every": open_,
    }
    return file or render_page(request, "matching/costs.html", context)


@require_safe
@unknown_is_not_found
def chain(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The chain in the parks of one pair's recipient, before and after the placement."""
    kept, result = _known(request, fingerprint)
    pairs = questions.pairs_of(result)
    if not pairs:
        return render_page(request, "matching/chain.html", _base(kept, result) | {"bar": None})
    options = tuple((key, questions.pair_name(pair)) for key, pair in pairs.items())
    bar = filter_bar(request.GET, Filter("pair", _("结对"), options, options[0][0]))
    pair = pairs[bar["pair"]]
    prepared, placed = effects.placement(kept)
    found = chains.chain_of(prepared.run, placed, pair)
    tables = chains.tables(result, fingerprint, found)
    title = _("%(pair)s的产业链：之前与之后") % {"pair": questions.pair_name(pair)}
    file = taken(request, tables.values(), kept, name="jiedui-chain", title=title)
    context = _base(kept, result) | {
        "bar": bar,
        "title": title,
        "lead": chains.lead(found),
        "said": chains.said(found),
        "tables": tables | {"nodes": chains.nodes(result, found, is_page=True)},
        "picture": chains.picture(found),
    }
    return file or render_page(request, "matching/chain.html", context)


@require_safe
@unknown_is_not_found
def compare(request: HttpRequest) -> HttpResponse:
    """Two kept matches side by side; without two, the newest two of one programme."""
    runs = queries.stored(user=request.user)
    if len(runs) < 2:
        return render_page(request, "matching/too_few.html", {})
    a, b = comparing.two(request.GET, runs)
    if not b:
        return render_page(request, "matching/too_few.html", {})
    compared = comparing.compare(opened(request, a), opened(request, b))
    file = taken(
        request,
        compared.tables.values(),
        compared.a,
        compared.b,
        name=f"jiedui-compare-{a}-{b}",
        title=compared.sentence,
    )
    context = {
        "compared": compared,
        "titles": [comparing.dated(one) for one in (compared.a, compared.b)],
        "choices": [(one.fingerprint, comparing.dated(one)) for one in runs],
        "tables": _cut(compared.tables),
        "totals": _totals(compared.tables),
    }
    return file or render_page(request, "matching/compare.html", context)


def _cut(tables: dict[str, Table]) -> dict[str, Table]:
    return {name: effect_tables.cut(table) for name, table in tables.items()}


def _totals(tables: dict[str, Table]) -> dict[str, int]:
    return {name: len(table.rows) for name, table in tables.items()}


def _known(request: HttpRequest, fingerprint: str) -> tuple[Run, MatchResult]:
    kept = opened(request, fingerprint)
    if not making.is_readable(kept.result):
        raise Run.DoesNotExist(fingerprint)
    return kept, making.revived(kept.result)


def _base(kept: Run, result: MatchResult) -> dict[str, Any]:
    return {
        "run": kept,
        "result": result,
        "programme": words.programme(kept.scheme),
        "summary": words.summary(kept),
        "is_fresh": queries.is_fresh(kept),
    }
