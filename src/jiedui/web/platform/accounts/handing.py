"""Hand-over lists (交接清单): a whole team changes at once, and nothing falls between two chairs.

Grants move by themselves. Other apps register what else passes on: `register(kind, label, ...)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts import actions
from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.models import Grant, HandOver, User
from jiedui.web.platform.accounts.reach import may, reach
from jiedui.web.platform.accounts.roles import ADMINISTRATORS
from jiedui.web.platform.audit.actions import record_entry

Item = tuple[str, str]  # natural key, what people read


@dataclass(frozen=True)
class Passing:
    """A kind of thing that one person passes to another: drafts, tasks."""

    label: Any
    held_by: Callable[[User], Iterable[Item]]
    move: Callable[[User, User, Sequence[str]], None]


_KINDS: dict[str, Passing] = {}


def register(
    kind: str,
    label: Any,
    *,
    held_by: Callable[[User], Iterable[Item]],
    move: Callable[[User, User, Sequence[str]], None],
) -> None:
    """Let a kind of thing be handed over. `move(giver, taker, keys)` runs in the transaction."""
    _KINDS[kind] = Passing(label, held_by, move)


def held_by(user: User) -> list[dict[str, str]]:
    """All that a person would hand over today, grants first."""
    grants = Grant.objects.in_force().filter(user=user)
    found = [{"kind": "grant", "key": str(one.pk), "text": _grant_text(one)} for one in grants]
    for kind, passing in sorted(_KINDS.items()):
        found += [{"kind": kind, "key": key, "text": text} for key, text in passing.held_by(user)]
    return found


def _grant_text(one: Grant) -> str:
    return f"{one.role_of.name} {one.scope}"


@transaction.atomic
def draw_up(*, by: User, giver: User, taker: User, reason: str) -> HandOver:
    """A list of all that one person holds, for both to sign."""
    items = held_by(giver)
    if giver.pk == taker.pk:
        raise _refusal(_("移交人和接收人不能是同一人"), giver.username)
    if not items:
        raise _refusal(_("没有可移交的授权、草稿或任务"), giver.username)
    if not reason.strip():
        raise _refusal(_("请写明交接的事由"), "")
    if by.pk not in (giver.pk, taker.pk) and not leads(by, giver):
        raise _refusal(_("只有移交人、接收人或牵头办公室能列交接清单"), by.username)
    made = HandOver.objects.create(
        giver=giver,
        taker=taker,
        reason=reason.strip()[:400],
        items=items,
        made_by=by.username,
        made=timezone.now(),
    )
    _note(by, "draw_up_hand_over", made, after=items)
    return made


@transaction.atomic
def sign(*, by: User, hand_over: HandOver) -> HandOver:
    """Sign as giver, as taker, or as the lead for whoever has not; signed by all, it happens."""
    kept = (
        HandOver.objects.select_for_update().select_related("giver", "taker").get(pk=hand_over.pk)
    )
    if kept.done:
        raise _refusal(_("这份清单已经办结"), str(kept.pk))
    signs = _signs_for(by, kept)
    if not signs:
        raise _refusal(_("只有尚未签字的移交人、接收人或牵头办公室能签字"), by.username)
    now = timezone.now()
    if "giver" in signs:
        kept.given_by, kept.given = by.username, now
    if "taker" in signs:
        kept.taken_by, kept.taken = by.username, now
    if kept.given and kept.taken:
        _move(kept, by)
        kept.done = now
    kept.save()
    _note(by, "sign_hand_over", kept, after={"done": bool(kept.done)})
    return kept


def may_sign(by: User, hand_over: HandOver) -> bool:
    return hand_over.done is None and bool(_signs_for(by, hand_over))


def _signs_for(by: User, kept: HandOver) -> set[str]:
    """The places on the list that somebody may sign: one's own, or as the lead every empty one."""
    empty = {"giver"} if kept.given is None else set()
    empty |= {"taker"} if kept.taken is None else set()
    own = {"giver": kept.giver.pk, "taker": kept.taker.pk}
    mine = {place for place in empty if own[place] == by.pk}
    return mine if by.pk in own.values() else (empty if leads(by, kept.giver) else set())


def leads(by: User, giver: User) -> bool:
    """Whether somebody may sign a person's list in their place.

    A security administrator may; a lead office where it covers every grant on the list.
    """
    if may(by, can.MANAGE_GRANTS):
        return True
    offices = reach(by, can.ARBITRATE)
    grants = Grant.objects.in_force().filter(user=giver)
    return not offices.is_empty and all(
        one.role not in ADMINISTRATORS and offices.covers(programme=one.programme) for one in grants
    )


def _move(kept: HandOver, by: User) -> None:
    keys: dict[str, list[str]] = {}
    for item in kept.items:
        keys.setdefault(item["kind"], []).append(item["key"])
    for one in Grant.objects.in_force().filter(user=kept.giver, pk__in=keys.pop("grant", [])):
        _move_grant(one, kept)
    for kind, named in sorted(keys.items()):
        _KINDS[kind].move(kept.giver, kept.taker, named)


def _move_grant(one: Grant, kept: HandOver) -> None:
    signed = f"{kept.given_by}+{kept.taken_by}"
    reason = f"交接清单 {kept.pk}: {kept.reason}"
    actions.end_grant(by=signed, grant=one, reason=reason)
    actions.grant(
        by=signed,
        user=kept.taker,
        role=one.role,
        reason=reason,
        scope_kind=one.scope_kind,
        scope_key=one.scope_key,
        programme=one.programme,
        side=one.side,
        ends=one.ends,
    )


def _note(by: User, action: str, made: HandOver, *, after: Any) -> None:
    record_entry(
        by=by.username,
        action=action,
        object_kind="hand_over",
        object_key=str(made.pk),
        summary=f"{made.giver.username} → {made.taker.username}",
        after=after,
    )


def _refusal(reason: str, value: str) -> Refusal:
    return Refusal(Problem(reason, value=value))
