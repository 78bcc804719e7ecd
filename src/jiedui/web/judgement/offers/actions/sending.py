"""Sending what a match run proposed to both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.core.credit_codes import LENGTH
from jiedui.core.errors import Problem, refuse_if_any
from jiedui.web.judgement.offers import access
from jiedui.web.judgement.offers.actions.common import record, refuse, save
from jiedui.web.judgement.offers.enums import State
from jiedui.web.judgement.offers.models import Offer
from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import OutOfReach, sides_of
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.parks.access import visible_parks
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects.models import Firm
from jiedui.web.records.runs.access import visible_runs
from jiedui.web.records.runs.enums import Kind
from jiedui.web.records.runs.models import Run

USUAL_DAYS, DAYS_MAX = 30, 366
ROWS_MAX = 500


@dataclass(frozen=True)
class Term:
    """A term of a score: its code, its weight in the run, its value between 0 and 1.

    `value` is None where a fact was missing; `note` says in which way the term was met, `note_en`
    the same in English.
    """

    code: str
    weight: float
    value: float | None
    note: str = ""
    note_en: str = ""

    @property
    def is_possible(self) -> bool:
        known = self.value is None or isfinite(self.value)
        return bool(self.code) and isfinite(self.weight) and known

    def kept(self) -> dict[str, Any]:
        told = {"term": self.code, "weight": self.weight, "value": self.value}
        notes = {"note": self.note, "note_en": self.note_en}
        return told | {name: text for name, text in notes.items() if text}


@dataclass(frozen=True)
class OfferRow:
    """A row of a match run that is to be sent.

    `firm_key` is the credit code where the firm has one, else the key of the run's table;
    `home_region` is empty where nobody knows it. Rank, score and terms are what the sender says of
    the run: the pages of a match take them from it.
    """

    firm_key: str
    firm_name: str
    industry: str
    park: str
    rank: int
    score: float
    terms: tuple[Term, ...]
    home_region: str = ""


@transaction.atomic
def send_offers(
    run: Run | str,
    rows: Sequence[OfferRow],
    *,
    by: User,
    lapses_on: date | None = None,
    secrecy: str = Secrecy.INTERNAL,
    is_made_up: bool = False,
    today: date | None = None,
) -> list[Offer]:
    """Send rows of a match run to both sides of the pairs of their parks; all of them or none.

    Parameters
    ----------
    run
        The run, or its fingerprint.
    lapses_on
        The last day on which a side may answer; thirty days from today where it is left out.

    Raises
    ------
    Http404
        A park of a pair within which the person may not send.
    Refusal
        A run of another kind; a park or pair that is not there; an offer of the same firm to the
        same park that is still open; a rank, a score or a term that cannot be.
    """
    day = today or timezone.localdate()
    until = _day_of_lapse(lapses_on, day)
    found = _run(run, by)
    if not rows:
        raise refuse(_("没有选中要发的企业"), hint=_("先在行首打勾，再发"))
    if len(rows) > ROWS_MAX:
        hint = _("一次最多 %(most)s 份") % {"most": ROWS_MAX}
        raise refuse(_("选得太多"), value=len(rows), hint=hint)
    parks = {one.code: one for one in visible_parks(by).filter(code__in=[r.park for r in rows])}
    refuse_if_any(
        problem for number, row in enumerate(rows, 1) for problem in _why_not(row, number, parks)
    )
    pairs = _pairs(rows, parks, day)
    return [
        _sent(found, row, parks[row.park], pairs[number], by, until, secrecy, is_made_up, day)
        for number, row in enumerate(rows)
    ]


def _run(run: Run | str, by: User) -> Run:
    """The run, if the person may see it: of another there is nothing to send."""
    fingerprint = run.fingerprint if isinstance(run, Run) else run
    seen = visible_runs(by).filter(fingerprint=fingerprint).first()
    found = run if seen is not None and isinstance(run, Run) else seen
    if found is None:
        raise refuse(_("没有这次测算"), column="run", value=fingerprint)
    if found.kind != Kind.MATCHING:
        raise refuse(_("邀约只能出自匹配测算"), column="run", value=found.kind)
    return found


def _day_of_lapse(lapses_on: date | None, today: date) -> date:
    until = lapses_on or today + timedelta(days=USUAL_DAYS)
    if not today <= until <= today + timedelta(days=DAYS_MAX):
        hint = _("今天起一年以内的一天")
        raise refuse(_("有效期不可能是这一天"), column="lapses_on", value=until, hint=hint)
    return until


def _why_not(row: OfferRow, number: int, parks: dict[str, Park]) -> Iterator[Problem]:
    if not (row.firm_key.strip() and row.firm_name.strip()):
        yield Problem(_("没有写企业"), line=number, column="firm")
    for column, text, most in (("firm_key", row.firm_key, 60), ("firm_name", row.firm_name, 120)):
        if len(text) > most:
            yield Problem(_("太长"), line=number, column=column, value=text[:40])
    if row.park not in parks:
        hint = _("见园区名录")
        yield Problem(_("没有这个园区"), line=number, column="park", value=row.park, hint=hint)
    if row.rank < 1 or not isfinite(row.score) or row.score < 0:
        value = f"{row.rank} {row.score}"
        yield Problem(_("名次从1起，得分不能为负"), line=number, column="score", value=value)
    for term in row.terms:
        if not term.is_possible:
            yield Problem(_("分项不是数"), line=number, column="terms", value=str(term))


def _pairs(rows: Sequence[OfferRow], parks: dict[str, Park], today: date) -> list[Pair]:
    """The pair of each row, locked in one order: numbers are given out one after the other."""
    of_parks = Pair.objects.filter(pk__in=[one.pair_id for one in parks.values() if one.pair_id])
    own = {one.pk: one.key for one in of_parks}
    keys = [own.get(parks[row.park].pair_id or 0, "") for row in rows]
    locked = Pair.objects.select_for_update().filter(key__in=keys).order_by("pk")
    found = {one.key: one for one in locked}
    refuse_if_any(
        problem
        for number, key in enumerate(keys, 1)
        for problem in _why_no_pair(key, number, found, today)
    )
    return [found[key] for key in keys]


def _why_no_pair(key: str, number: int, found: dict[str, Pair], today: date) -> Iterator[Problem]:
    pair = found.get(key)
    if pair is None:
        hint = _("邀约发给园区所属结对的两方")
        yield Problem(_("园区不属于哪一对结对"), line=number, column="pair", value=key, hint=hint)
    elif pair.start > today or (pair.end is not None and pair.end <= today):
        yield Problem(_("这对结对现在无效"), line=number, column="pair", value=key)


def _sent(
    run: Run,
    row: OfferRow,
    park: Park,
    pair: Pair,
    by: User,
    until: date,
    secrecy: str,
    is_made_up: bool,
    today: date,
) -> Offer:
    if not access.may_send(by, pair=pair, park=park, secrecy=secrecy):
        raise OutOfReach(f"park: {park.code}")
    key = row.firm_key.strip()
    _lapse_old(by, key, park, today)
    offer = Offer(
        code=_next_code(park.host_region or pair.recipient, today),
        run=run,
        pair=pair,
        park=park,
        firm=_firm(key),
        firm_key=key,
        firm_name=row.firm_name.strip(),
        industry=row.industry[:5],
        home_region=row.home_region,
        host_region=park.host_region or pair.recipient,
        rank=row.rank,
        score=row.score,
        terms=[term.kept() for term in row.terms],
        secrecy=secrecy,
        sender_side=_side(by, pair),
        sent_by=by.username,
        sent_at=timezone.now() + (today - timezone.localdate()),
        lapses_on=until,
        is_made_up=is_made_up,
    )
    save(offer)
    record(by, "send_offer", offer, f"{offer.firm_name} → {park.name}", _told(offer))
    return offer


def _lapse_old(by: User, key: str, park: Park, today: date) -> None:
    """An offer past its day makes room for another one; the trail says when it was closed."""
    old = Offer.objects.filter(firm_key=key, park=park, state=State.OPEN, lapses_on__lt=today)
    for one in old.select_for_update():
        save(one, state=State.LAPSED, version=one.version + 1)
        record(by, "lapse_offer", one, f"{one.firm_name} {one.lapses_on}", {"state": "lapsed"})


def _firm(key: str) -> Firm | None:
    return Firm.objects.filter(credit_code=key).first() if len(key) == LENGTH else None


def _side(by: User, pair: Pair) -> str:
    """The side for which somebody sends; empty for the lead office and for a park."""
    sides = sides_of(by, pair, EDIT_PROJECTS)
    return next(iter(sides)) if len(sides) == 1 else ""


def _next_code(region: str, today: date) -> str:
    stem = f"{region or 'P'}-Y{today.year}-"
    last = Offer.objects.filter(code__startswith=stem).order_by("-code").first()
    ending = last.code.removeprefix(stem) if last else "0"
    return f"{stem}{int(ending) + 1:05d}"


def _told(offer: Offer) -> dict[str, Any]:
    return {
        "firm": offer.firm_key,
        "park": offer.park.code,
        "run": offer.run.fingerprint,
        "rank": offer.rank,
        "score": offer.score,
        "lapses_on": offer.lapses_on.isoformat(),
    }
