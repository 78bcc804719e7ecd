"""The one door to accounts, grants, sign-ins, hand-over lists and the trail."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.models import Grant, HandOver, SignIn, User
from jiedui.web.platform.accounts.reach import NOTHING, fetch, may, reach, subtree
from jiedui.web.platform.audit.models import Entry


def people(by: User, capability: str = can.MANAGE_USERS) -> QuerySet[User]:
    return User.objects.order_by("username") if may(by, capability) else User.objects.none()


def person_for(by: User, username: str, capability: str = can.MANAGE_USERS) -> User:
    if not may(by, capability):
        raise Http404(username)
    return fetch(User.objects.all(), ~NOTHING, username=username)


def grant_for(by: User, number: int) -> Grant:
    if not may(by, can.MANAGE_GRANTS):
        raise Http404(str(number))
    return fetch(Grant.objects.select_related("user"), ~NOTHING, pk=number)


def own_sign_ins(by: User) -> QuerySet[SignIn]:
    return SignIn.objects.filter(user=by, ended__isnull=True)


def own_sign_in(by: User, number: int) -> SignIn:
    return fetch(SignIn.objects.all(), Q(user=by), pk=number)


def hand_overs(by: User) -> QuerySet[HandOver]:
    """Those that a person gives or takes; every one for who manages grants or leads an office."""
    found = HandOver.objects.select_related("giver", "taker")
    if may(by, can.MANAGE_GRANTS):
        return found
    programmes = [one.programme for one in reach(by, can.ARBITRATE).scopes]
    mine = Q(giver=by) | Q(taker=by)
    if "" in programmes:
        return found
    led = Q(giver__grants__programme__in=programmes) if programmes else NOTHING
    return found.filter(mine | led).distinct()


def hand_over_for(by: User, number: int) -> HandOver:
    found = hand_overs(by).filter(pk=number).first()
    if found is None:
        fetch(HandOver.objects.all(), NOTHING, pk=number)
        raise Http404(str(number))
    return found


def trail(by: User) -> QuerySet[Entry]:
    """The entries that somebody may read: all, or those written within a scope of their own."""
    within = NOTHING
    for scope in reach(by, can.READ_AUDIT).scopes:
        programme = Q(scope__contains=scope.programme) if scope.programme else ~NOTHING
        key = subtree(scope.key) if scope.kind == "region" else scope.key
        named = Q(scope__contains=f"{scope.kind} {key}") if key else ~NOTHING
        within |= programme & named
    return Entry.objects.filter(within).order_by("-id")
