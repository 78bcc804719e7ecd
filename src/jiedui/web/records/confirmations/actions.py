"""Saying something of a joint record, and answering what the other side said.

What ends a difference stands in `arbitration`, what freezes a record in `freezing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.analysis.provenance import plain
from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import CONFIRM
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.confirmations import access, kinds
from jiedui.web.records.confirmations.arbitration import (
    decide,
    dispute,
    end_by_agreement,
    reassign,
)
from jiedui.web.records.confirmations.enums import Answer, Side, Standing
from jiedui.web.records.confirmations.models import Batch, Declaration, Matter
from jiedui.web.records.confirmations.standing import Spoken, conclude, figure, is_silent, spoken
from jiedui.web.records.confirmations.summaries import name_of, told
from jiedui.web.records.documents.actions import attach
from jiedui.web.records.programmes.models import Pair

__all__ = ["confirm", "decide", "dispute", "keep_concerns", "reassign", "stand_beside", "state"]


@transaction.atomic
def state(
    *,
    by: User,
    pair: Pair,
    side: str,
    kind: str,
    key: str,
    aspect: str,
    value: Any,
    unit: str = "",
    definition: str = "",
    evidence: Iterable[str] = (),
) -> Declaration:
    """Say something for one side. Said again by the same side, the later takes the earlier's place.

    The same figure said twice is one declaration. `evidence` holds keys of documents.

    Raises
    ------
    Http404
        The person speaks for neither side of the pair.
    Refusal
        For the other side; a different figure without a definition; a matter that is with an
        arbitrator or settled.
    """
    chosen = _side(side)
    concerns = kinds.described(kind).concerns(key)
    regions = (concerns.home_region, concerns.host_region)
    access.fail_if_not_speaking(by, pair, chosen, regions)
    matter = _matter(pair, kind, key, aspect, concerns)
    before = spoken([matter])[matter.pk]
    declaration = _said(
        before, by=by, side=chosen, value=value, unit=unit, definition=definition.strip()
    )
    for document in evidence:
        attach(by=by, document=document, kind=kind, key=key, aspect=aspect)
    return declaration


@transaction.atomic
def stand_beside(
    *, by: User, side: str, matter: Matter | int, value: Any, definition: str, unit: str = ""
) -> Declaration:
    """Let one's own figure stand beside the other side's, with its definition."""
    chosen = _side(side)
    before = _locked(by, chosen, [_number(matter)])[0]
    if before.of(chosen.other) is None:
        raise Refusal(Problem(_("对方还没有说，没有可以并列的"), column=name_of(before.matter)))
    return _said(before, by=by, side=chosen, value=value, unit=unit, definition=definition.strip())


@transaction.atomic
def confirm(
    *,
    by: User,
    side: str,
    matters: Iterable[Matter | int],
    seen: Mapping[int, int] | None = None,
) -> Batch:
    """Confirm what the other side says of these matters, all of them or none.

    Parameters
    ----------
    seen
        For each matter the declaration that the person had on the screen: one that was replaced in
        the meantime is refused, so nobody confirms what he or she has not read.
    """
    chosen = _side(side)
    found = _locked(by, chosen, [_number(matter) for matter in matters])
    problems = [problem for one in found for problem in _why_not(one, by, chosen, seen or {})]
    if problems or not found:
        raise Refusal(problems or Problem(_("没有选中要确认的事项")))
    batch = Batch.objects.create(
        side=chosen, confirmed_by=by, confirmed_at=timezone.now(), count=len(found)
    )
    for one in found:
        _confirmed(one, by=by, side=chosen, batch=batch)
    record_entry(
        by=by.username,
        action="confirm",
        object_kind="batch",
        object_key=str(batch.pk),
        summary=f"{chosen.value} {len(found)}: " + "; ".join(name_of(one.matter) for one in found),
        payload=[[one.matter.pk, figure(one.of(chosen.other))] for one in found],
    )
    return batch


@transaction.atomic
def keep_concerns(*, kind: str, key: str) -> int:
    """Let the matters of an object follow it to another park, firm, region or secrecy level.

    Part of the action that changes the object, which writes the audit entry.
    """
    concerns = kinds.described(kind).concerns(key)
    return Matter.objects.filter(object_kind=kind, object_key=key).update(**vars(concerns))


def _side(side: str) -> Side:
    if side not in Side.values:
        hint = "supporter, recipient"
        raise Refusal(Problem(_("没有这一方"), column="side", value=str(side), hint=hint))
    return Side(side)


def _number(matter: Matter | int) -> int:
    return matter if isinstance(matter, int) else int(matter.pk)


def _matter(pair: Pair, kind: str, key: str, aspect: str, concerns: kinds.Concerns) -> Matter:
    if not (kind and key and aspect):
        raise Refusal(Problem(_("要写明是什么对象的什么事项"), value=f"{kind} {key} {aspect}"))
    found, _is_new = Matter.objects.get_or_create(
        pair=pair, object_kind=kind, object_key=key, aspect=aspect, defaults=vars(concerns)
    )
    return Matter.objects.select_for_update(of=("self",)).select_related("pair").get(pk=found.pk)


def _locked(by: User, side: Side, numbers: Iterable[int]) -> list[Spoken]:
    matters = access.matters_for(by, numbers, CONFIRM)
    for matter in matters:
        regions = (matter.home_region, matter.host_region)
        access.fail_if_not_speaking(by, matter.pair, side, regions)
    return list(spoken(matters).values())


def _said(
    before: Spoken, *, by: User, side: Side, value: Any, unit: str, definition: str
) -> Declaration:
    """One declaration with its place among the others, the new standing and the trace."""
    mine, theirs = before.of(side), before.of(side.other)
    new = Declaration(
        matter=before.matter,
        side=side,
        answer=Answer.STATED,
        value=_value(value),
        unit=unit.strip(),
        definition=definition,
        said_by=by,
        said_at=timezone.now(),
        replaces=mine,
    )
    if mine is not None and figure(mine) == figure(new) and mine.answer != Answer.CONFIRMED:
        return mine
    _fail_if_closed(before)
    if theirs is not None and theirs.said_by_id == by.pk:
        hint = _("请本方的另一个人来说")
        column = name_of(before.matter)
        raise Refusal(Problem(_("同一个人不能代表两方"), column=column, hint=hint))
    is_own = theirs is not None and theirs.answer != Answer.CONFIRMED
    if is_own and figure(theirs) != figure(new):
        _fail_if_undefined(before, new)
        new.answer, new.about = Answer.BESIDE, theirs
    new.save(force_insert=True)
    conclude(before.matter)
    _record(by, "state", new, before)
    return new


def _value(value: Any) -> Any:
    written = plain(value)
    if written is None or written in ("", [], {}):
        raise Refusal(Problem(_("没有写数或日期"), column=_("数或日期")))
    return written.strip() if isinstance(written, str) else written


def _fail_if_closed(found: Spoken) -> None:
    if found.open_dispute:
        hint = _("可以确认对方的说法来结束争议，或者等裁定")
        raise Refusal(Problem(_("正在仲裁，不能另提"), column=name_of(found.matter), hint=hint))
    if found.ruling:
        hint = _("有新的佐证，可以再提争议")
        raise Refusal(Problem(_("已经裁定，不能另提"), column=name_of(found.matter), hint=hint))


def _fail_if_undefined(before: Spoken, new: Declaration) -> None:
    if not new.definition:
        raise Refusal(
            Problem(
                _("与对方的数不同，却没有写口径"),
                column=name_of(before.matter),
                value=f"{new.value} {new.unit}".strip(),
                hint=_("写明您的数按什么口径，两数才能并列；或者确认对方的数，或者提出争议"),
            )
        )


def _why_not(found: Spoken, by: User, side: Side, seen: Mapping[int, int]) -> Iterable[Problem]:
    theirs, column = found.of(side.other), name_of(found.matter)
    if theirs is None:
        yield Problem(_("对方还没有说，不能确认自己一方的说法"), column=column)
    elif found.ruling:
        yield Problem(_("已经裁定，不需要再确认"), column=column)
    elif found.standing == Standing.AGREED:
        yield Problem(_("两方已经一致，不需要再确认"), column=column)
    elif is_silent(found, side.other):
        yield Problem(_("对方要先答复您这一方的新说法"), column=column)
    elif theirs.said_by_id == by.pk:
        hint = _("请本方的另一个人确认")
        yield Problem(_("同一个人不能代表两方互相确认"), column=column, hint=hint)
    elif seen.get(found.matter.pk, theirs.pk) != theirs.pk:
        hint = _("看过新的说法再确认")
        value = told(found.matter, theirs)
        yield Problem(_("对方刚刚改了说法"), column=column, value=value, hint=hint)


def _confirmed(found: Spoken, *, by: User, side: Side, batch: Batch) -> None:
    theirs = found.of(side.other)
    assert theirs is not None
    Declaration(
        matter=found.matter,
        side=side,
        answer=Answer.CONFIRMED,
        value=theirs.value,
        unit=theirs.unit,
        definition=theirs.definition,
        said_by=by,
        said_at=batch.confirmed_at,
        replaces=found.of(side),
        about=theirs,
        batch=batch,
    ).save(force_insert=True)
    if found.open_dispute:
        end_by_agreement(found.open_dispute, by=by, at=batch.confirmed_at)
    conclude(found.matter)


def _record(by: User, action: str, declaration: Declaration, before: Spoken) -> None:
    matter = before.matter
    record_entry(
        by=by.username,
        action=action,
        object_kind=matter.object_kind,
        object_key=matter.object_key,
        summary=f"{matter.aspect} {declaration.side}: {told(matter, declaration)}",
        payload={
            "pair": matter.pair.key,
            "aspect": matter.aspect,
            "side": declaration.side,
            "figure": figure(declaration),
            "replaces": figure(declaration.replaces),
            "standing": matter.standing,
        },
    )
