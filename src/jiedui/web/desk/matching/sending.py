"""Sending what a match proposed to both sides, and putting a park on the register for that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiedui.analysis.matching.explain import Offer
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.web.desk.matching import carriers, making, own, page, queries, views
from jiedui.web.desk.matching.opening import opened
from jiedui.web.judgement.offers.actions import ROWS_MAX, OfferRow, Term, send_offers
from jiedui.web.records.parks.actions import register_park
from jiedui.web.records.runs.models import Run


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send the rows of a run that were ticked; all of them or none."""
    kept = _run_of(request)
    try:
        made = send_offers(kept, offer_rows(request.user, kept, request.POST.getlist("row")),
                           by=request.user)  # type: ignore[arg-type]  # fmt: skip
    except Refusal as refusal:
        return _sent_from(request, kept)(problems=refusal.problems, status=422)
    if len(made) == 1:
        return HttpResponseRedirect(reverse("offers:offer", args=[made[0].code]))
    return HttpResponseRedirect(f"{reverse('offers:index')}?sent={len(made)}")


@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Put a park of the catalogue on the register, under a pair, so that offers can be sent."""
    kept, park = _run_of(request), request.POST.get("park", "")
    line = page.line_of(making.revived(kept.result), park)
    found = carriers.pairs_of(line, kept.scheme, timezone.localdate())
    pair = next((one for one in found if one.key == request.POST.get("pair", "")), None)
    try:
        if pair is None:
            hint = _("从列出的结对里选一对")
            raise Refusal(Problem(_("园区不在这对结对的地界内"), column=_("结对"), hint=hint))
        values = carriers.values(line, pair, table=own.parks_table(kept))
        register_park(by=request.user, code=line.park, values=values)  # type: ignore[arg-type]
    except Refusal as refusal:
        told = refusal.problems
        return views.park_page(request, kept.fingerprint, park, problems=told, status=422)
    return HttpResponseRedirect(reverse("matching:park", args=[kept.fingerprint, park]))


def _sent_from(request: HttpRequest, kept: Run) -> Callable[..., HttpResponse]:
    """The page that the form stands on: that of a park where it says so, else that of the run."""
    park = request.POST.get("page_of", "")
    if park in making.revived(kept.result).park_names():
        return partial(views.park_page, request, kept.fingerprint, park)
    return partial(views.run_page, request, kept.fingerprint)


def _run_of(request: HttpRequest) -> Run:
    """The run that a form names, if this program can still read it."""
    fingerprint = request.POST.get("run", "")[:64]
    try:
        kept = opened(request, fingerprint)
    except Run.DoesNotExist:
        raise Refusal(Problem(_("没有这次测算"), column="run", value=fingerprint)) from None
    if not making.is_readable(kept.result):
        hint = _("用同样的条件再算一次")
        raise Refusal(Problem(_("这次测算是旧程序存的，读不了"), value=fingerprint, hint=hint))
    return kept


def offer_rows(user: Any, kept: Run, chosen: Sequence[str]) -> list[OfferRow]:
    """What is sent for each `firm|park`, with rank, score and terms of the run.

    Raises
    ------
    Refusal
        Data or rules have changed since; a park that is not on the register; a firm that does not
        have the park among its best.
    """
    if not queries.is_fresh(kept):
        hint = _("先用同样的条件重算一次，再从新的结果发")
        raise Refusal(Problem(_("这次测算之后数据或规则变了"), value=kept.fingerprint, hint=hint))
    if len(chosen) > ROWS_MAX:
        hint = _("一次最多 %(most)s 份") % {"most": ROWS_MAX}
        raise Refusal(Problem(_("选得太多"), value=str(len(chosen)), hint=hint))
    result = making.revived(kept.result)
    known = carriers.carriers(user, result, timezone.localdate())
    names = result.park_names()
    found = list(_offers(kept, chosen))
    refuse_if_any(
        Problem(
            _("园区还没有登记，不知道发给谁"),
            column=_("园区"),
            value=names.get(one.park, one.park),
            hint=_("打开园区页，先登记"),
        )
        for one in found
        if one.park not in known
    )
    refuse_if_any(
        Problem(
            _("园区放不下这家企业"),
            value=f"{one.firm_name} → {names[one.park]}",
            hint=_("它要的比园区全部的还多；园区扩大以后再发"),
        )
        for one in found
        if not result.holds(one.park, one.firm)
    )
    prepared = making.prepared(kept.request)
    firms = prepared.run.firms.set_index("firm")
    return [
        _row(one, known[one.park].park.code, *firms.loc[one.firm, ["industry", "home"]].map(str))
        for one in found
    ]


def _offers(kept: Run, chosen: Sequence[str]) -> Iterator[Offer]:
    from jiedui.analysis.matching import offer_of

    prepared = making.prepared(kept.request)
    for one in dict.fromkeys(chosen):
        firm, park = _split(prepared, one)
        offer = offer_of(prepared.run, prepared.found, firm, park)
        if offer is None:
            hint = _("只能发测算推荐过的")
            raise Refusal(Problem(_("园区不在这家企业的候选之内"), value=one[:80], hint=hint))
        yield offer


def _split(prepared: making.Prepared, row: str) -> tuple[str, str]:
    """Firm and park of `firm|park`; an id of one's own table may hold the bar itself."""
    parts = row.split("|")
    ways = [("|".join(parts[:at]), "|".join(parts[at:])) for at in range(1, len(parts))]
    run = prepared.run
    known = [w for w in ways if w[0] in run.place_of_firm and w[1] in run.place_of_park]
    firm, _bar, park = row.partition("|")
    return known[0] if known else (firm, park)


def _row(one: Offer, code: str, industry: str, home: str) -> OfferRow:
    return OfferRow(
        firm_key=one.firm,
        firm_name=one.firm_name,
        industry=industry,
        park=code,
        rank=one.rank,
        score=float(str(round(one.score, 8))),
        terms=tuple(
            Term(line.term, line.weight, line.value, line.why.zh, line.why.en)
            for line in one.terms
            if line.weight
        ),
        home_region=home,
    )
