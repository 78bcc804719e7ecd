"""Drafting the list of who does what, and negotiating its lines and conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.data.industries import division_names
from jiedui.web.judgement.offers import access
from jiedui.web.judgement.offers.actions.common import record, refuse, said, save
from jiedui.web.judgement.offers.enums import (
    ConditionKind,
    Doer,
    Link,
    ListState,
    Outcome,
    State,
)
from jiedui.web.judgement.offers.lines import spelled, word_of
from jiedui.web.judgement.offers.models import Condition, DevelopmentList, Line, Offer
from jiedui.web.judgement.offers.naming import LIST
from jiedui.web.judgement.offers.signed import agreed_lines
from jiedui.web.platform.accounts.capabilities import CONFIRM, EDIT_PROJECTS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import OutOfReach, covers_region, sides_of
from jiedui.web.records.confirmations import actions as both_sides
from jiedui.web.records.confirmations.enums import Side
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects.access import visible_projects
from jiedui.web.records.projects.enums import Mode

# Which link each side does where a project works in a mode of cooperation (C21): the supporter's
# comes first. `resource_firm` says where the resource lies, not who makes what.
BY_MODE = {
    Mode.PRODUCT_MARKET.value: (Link.MARKET, Link.MANUFACTURE),
    Mode.MANUFACTURE_RESEARCH.value: (Link.RESEARCH, Link.MANUFACTURE),
    Mode.BASE_HEADQUARTERS.value: (Link.RESEARCH, Link.PROCESSING),
}


@dataclass(frozen=True)
class Drafted:
    """A line that a draft begins with."""

    industry: str
    link: str
    doer: str
    offer: Offer | None = None


@transaction.atomic
def draft_list(*, by: User, pair: str, side: str = "", is_made_up: bool = False) -> DevelopmentList:
    """A new draft of a pair's list: what was signed last, then what offers and projects show.

    The lines stand in the name of the side that drafts; the other side confirms or answers each.

    Raises
    ------
    Http404
        The person speaks for neither side of the pair.
    Refusal
        There is a draft already.
    """
    found = Pair.objects.select_for_update().get(pk=access.pair_for(by, pair).pk)
    own = _own_side(by, found, side)
    last = DevelopmentList.objects.filter(pair=found).order_by("-number").first()
    number = last.number + 1 if last else 1
    made = DevelopmentList(
        code=f"{found.key}.{number}",
        pair=found,
        number=number,
        drafted_by=by.username,
        drafted_at=timezone.now(),
        is_made_up=is_made_up,
    )
    save(made)
    lines = drafted(by, found, last)
    for line in lines:
        _claim(made, line, by=by, side=own)
    record(by, "draft_list", made, str(len(lines)), {"lines": len(lines)})
    return made


def drafted(by: User, pair: Pair, last: DevelopmentList | None) -> list[Drafted]:
    """What a draft begins with, each industry and link once; the first word on it counts."""
    found: dict[tuple[str, str], Drafted] = {}
    for one in (*_signed_before(last), *_of_offers(pair), *_of_projects(by, pair)):
        found.setdefault((one.industry, one.link), one)
    return [found[key] for key in sorted(found)]


def _signed_before(last: DevelopmentList | None) -> Iterator[Drafted]:
    for line in agreed_lines(last) if last else ():
        yield Drafted(line["industry"], line["link"], line["doer"])


def _of_offers(pair: Pair) -> Iterator[Drafted]:
    """An accepted offer settles a firm's works at the park's side."""
    taken = Offer.objects.filter(pair=pair, state=State.ACCEPTED).select_related("park")
    for one in taken.exclude(industry="").order_by("code"):
        is_reverse = covers_region(pair.supporter, one.host_region)
        doer = Doer.SUPPORTER if is_reverse else Doer.RECIPIENT
        yield Drafted(one.industry, Link.MANUFACTURE.value, doer.value, one)


def _of_projects(by: User, pair: Pair) -> Iterator[Drafted]:
    """What projects of the pair show by their mode of cooperation; no sealed lead is read."""
    projects = visible_projects(by).filter(pair=pair, is_sealed=False, mode__in=BY_MODE)
    shown = projects.exclude(industry="").order_by("industry", "mode").distinct()
    for industry, mode in shown.values_list("industry", "mode"):
        for doer, link in zip((Doer.SUPPORTER, Doer.RECIPIENT), BY_MODE[mode], strict=True):
            yield Drafted(industry, link.value, doer.value)


@transaction.atomic
def claim_link(
    *,
    by: User,
    code: str,
    industry: str,
    link: str,
    doer: str,
    reason: str = "",
    side: str = "",
) -> DevelopmentList:
    """Say for one side who does a link of an industry. Another word than the other side's needs a
    reason; both then stand beside each other until one confirms or an arbitrator rules."""
    one = _draft(by, code)
    own = access.side_for(by, one, side)
    if link not in Link.values or doer not in Doer.values:
        hint = f"{', '.join(Link.values)}; {', '.join(Doer.values)}"
        raise refuse(_("没有这个环节或这一方"), value=f"{link} {doer}", hint=hint)
    _fail_if_unknown(industry)
    _fail_without_reason(one, industry, link, doer, own, reason)
    _claim(one, Drafted(industry, link, doer), by=by, side=own, reason=reason.strip())
    save(one, version=one.version + 1)
    told = {"industry": industry, "link": link, "doer": doer, "side": own.value}
    words = f"{industry} {Link(link).label}：{word_of(one.pair, doer)}"
    record(by, "claim_link", one, words, told)
    return one


@transaction.atomic
def confirm_lines(
    *,
    by: User,
    code: str,
    lines: Iterable[int],
    seen: Mapping[int, int] | None = None,
    side: str = "",
) -> DevelopmentList:
    """Confirm what the other side says of these lines, all of them or none.

    Parameters
    ----------
    seen
        For each line the declaration that was on the screen: one replaced since is refused.
    """
    one = _draft(by, code)
    own = access.side_for(by, one, side)
    wanted = set(lines)
    found = {line.line.pk: line.spoken for line in spelled(one) if line.line.pk in wanted}
    matters = {pk: spoken.matter.pk for pk, spoken in found.items() if spoken}
    if len(matters) < len(wanted) or not wanted:
        raise refuse(_("没有选中要确认的行"), value=len(wanted))
    read = {matters[line]: said_ for line, said_ in (seen or {}).items() if line in matters}
    both_sides.confirm(by=by, side=own, matters=matters.values(), seen=read)
    save(one, version=one.version + 1)
    return one


@transaction.atomic
def add_condition(
    *, by: User, code: str, kind: str, text: str, industry: str = "", side: str = ""
) -> Condition:
    """Write an exclusion or an incentive into a draft; it needs a fair-competition check."""
    one = _draft(by, code)
    own = access.side_for(by, one, side)
    if kind not in ConditionKind.values:
        hint = ", ".join(ConditionKind.values)
        raise refuse(_("没有这个类别"), column="kind", value=kind, hint=hint)
    if industry:
        _fail_if_unknown(industry)
    made = Condition(
        list=one,
        kind=kind,
        industry=industry,
        text=said(text, column="text", what=_("要写明内容")),
        side=own,
        added_by=by.username,
        added_at=timezone.now(),
    )
    save(made)
    save(one, version=one.version + 1)
    record(by, "add_condition", one, made.text, {"kind": kind, "side": own.value})
    return made


@transaction.atomic
def check_condition(
    *,
    by: User,
    code: str,
    condition: int,
    outcome: str,
    reason: str,
    reviewer: str,
    on: date,
    today: date | None = None,
) -> Condition:
    """Record the fair-competition check of an exclusion or incentive (国务院令第783号).

    A later check replaces an earlier one; the trail keeps both.
    """
    one = _draft(by, code, EDIT_PROJECTS)
    found = _condition(one, condition)
    if found.added_by == by.username:
        raise refuse(_("提出的人不能自己记公平竞争审查"), column="reviewer", value=by.username)
    if outcome not in Outcome.values or not outcome:
        hint = ", ".join(value for value in Outcome.values if value)
        raise refuse(_("没有这个审查结论"), column="outcome", value=outcome, hint=hint)
    if on > (today or timezone.localdate()) or on.year < 2000:
        raise refuse(_("不可能是这一天"), column="on", value=on)
    body = said(reviewer, column="reviewer", what=_("要写明审查单位"))[:120]
    before = {"outcome": found.outcome, "reason": found.reason}
    save(
        found,
        outcome=outcome,
        reason=said(reason, column="reason", what=_("审查要写明理由")),
        reviewer=body,
        reviewed_on=on,
        reviewed_by=by.username,
    )
    save(one, version=one.version + 1)
    words = f"{found.text}：{found.get_outcome_display()}，{found.reason}"
    told = {"condition": found.text, "outcome": outcome, "reviewer": body, "before": before}
    record(by, "check_condition", one, words, told)
    return found


@transaction.atomic
def drop_condition(*, by: User, code: str, condition: int, side: str = "") -> Condition:
    """Take an exclusion or incentive out of a draft; it stays to be read, struck through."""
    one = _draft(by, code)
    access.side_for(by, one, side)
    found = _condition(one, condition)
    save(found, dropped_by=by.username)
    save(one, version=one.version + 1)
    record(by, "drop_condition", one, found.text, {"condition": found.text})
    return found


def _own_side(by: User, pair: Pair, wanted: str) -> Side:
    sides = sides_of(by, pair, CONFIRM)
    if not sides or (wanted and wanted not in sides):
        raise OutOfReach(f"pair: {pair.key}")
    if not wanted and len(sides) > 1:
        raise refuse(_("您代表两方，要说明代表哪一方"), column="side")
    return Side(wanted or next(iter(sides)))


def _draft(by: User, code: str, capability: str = CONFIRM) -> DevelopmentList:
    one = access.list_for(by, code, capability, lock=True)
    if one.state != ListState.DRAFT:
        hint = _("要改，请起草新的一版")
        raise refuse(_("已签署的清单不能改"), column="list", value=code, hint=hint)
    return one


def _condition(one: DevelopmentList, number: int) -> Condition:
    found = one.conditions.filter(pk=number, dropped_by="").first()
    if found is None:
        raise refuse(_("清单里没有这一条"), column="condition", value=number)
    return found


def _claim(one: DevelopmentList, said_: Drafted, *, by: User, side: Side, reason: str = "") -> None:
    line = Line(list=one, industry=said_.industry, link=said_.link)
    if not one.lines.filter(industry=said_.industry, link=said_.link).exists():
        line.offer, line.added_by, line.added_at = said_.offer, by.username, timezone.now()
        save(line)
    both_sides.state(
        by=by,
        pair=one.pair,
        side=side,
        kind=LIST,
        key=one.code,
        aspect=line.aspect,
        value=word_of(one.pair, said_.doer),
        definition=reason,
    )


def _fail_if_unknown(industry: str) -> None:
    """Two to four digits of GB/T 4754, of a division that there is."""
    is_code = industry.isascii() and industry.isdigit() and 2 <= len(industry) <= 4
    if not is_code or industry[:2] not in division_names():
        hint = _("写 GB/T 4754 的两到四位代码，如 27、2761")
        raise refuse(_("没有这个行业代码"), column="industry", value=industry, hint=hint)


def _fail_without_reason(
    one: DevelopmentList, industry: str, link: str, doer: str, own: Side, reason: str
) -> None:
    for found in spelled(one):
        if (found.line.industry, found.line.link) != (industry, link):
            continue
        theirs: Any = getattr(found, own.other.value)
        if theirs and theirs != doer and not reason.strip():
            hint = _("写一句理由，两方的说法就并列；或者确认对方的说法")
            raise refuse(_("与对方的说法不同，却没有写理由"), column="reason", hint=hint)
