"""What a person's grants reach: the one place where scope is decided.

`access` modules of the records ask here and nowhere else. A thing that none of a person's grants
reaches answers 404, as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Protocol, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from jiedui.web.platform.accounts.models import Grant
from jiedui.web.platform.accounts.roles import ROLES, with_capability

NOTHING = Q(pk__in=())
SIDES = ("supporter", "recipient")
AnyModel = TypeVar("AnyModel", bound=Model)


class OutOfReach(Http404):
    """The thing is there, but no grant of the person reaches it; people see a plain 404."""


class PairLike(Protocol):
    key: str
    supporter: str
    recipient: str


def subtree(code: str) -> str:
    """What the codes of a region and of everything under it start with.

    >>> subtree("320000"), subtree("320500"), subtree("320581"), subtree("330521000000")
    ('32', '3205', '320581', '330521')
    """
    stem = code
    while len(stem) > 2 and stem.endswith("00"):
        stem = stem[:-2]
    return stem


def covers_region(scope: str, code: str) -> bool:
    """Whether a region scope contains the region of that code."""
    return bool(scope and code) and code.startswith(subtree(scope))


@dataclass(frozen=True)
class Scope:
    """One grant, reduced to what decides."""

    role: str
    programme: str
    kind: str
    key: str
    side: str = ""


@dataclass(frozen=True)
class Reach:
    """Everywhere that a person may use one capability."""

    capability: str
    scopes: tuple[Scope, ...]

    @property
    def is_empty(self) -> bool:
        return not self.scopes

    def of_kinds(self, *kinds: str) -> Reach:
        """Only what grants of these scope kinds reach."""
        return Reach(self.capability, tuple(one for one in self.scopes if one.kind in kinds))

    def of_roles(self, *roles: str) -> Reach:
        """Only what grants of these roles reach."""
        return Reach(self.capability, tuple(one for one in self.scopes if one.role in roles))

    def __or__(self, other: Reach) -> Reach:
        more = tuple(one for one in other.scopes if one not in self.scopes)
        return Reach(self.capability, self.scopes + more)

    def q(
        self,
        *,
        programme: str = "",
        pair: str = "",
        regions: Sequence[str] = (),
        park: str = "",
        organisation: str = "",
    ) -> Q:
        """The filter of a queryset, from the names of its own fields.

        A grant whose kind of scope has no field here reaches nothing; one with a programme also
        demands it, by the programme's field or by the start of the pair's key.
        """
        fields = {"pair": pair, "park": park, "organisation": organisation}
        found = [_q(one, programme, pair, regions, fields) for one in self.scopes]
        return reduce(or_, found, NOTHING)

    def covers(
        self,
        *,
        programme: str = "",
        pair: str = "",
        regions: Iterable[str] = (),
        park: str = "",
        organisation: str = "",
    ) -> bool:
        """Whether a thing with these values is within reach: for things not yet in the store."""
        values = {"pair": pair, "park": park, "organisation": organisation}
        codes = tuple(regions)
        return any(_covers(one, programme, codes, values) for one in self.scopes)


def _q(
    scope: Scope, programme: str, pair: str, regions: Sequence[str], fields: dict[str, str]
) -> Q:
    demand = _programme_q(scope.programme, programme, pair)
    if scope.kind == "all":
        return demand
    if scope.kind == "region":
        stem = subtree(scope.key)
        inside = [Q(**{f"{name}__startswith": stem}) for name in regions if name]
        return reduce(or_, inside, NOTHING) & demand
    name = fields.get(scope.kind, "")
    return Q(**{name: scope.key}) & demand if name else NOTHING


def _programme_q(wanted: str, programme: str, pair: str) -> Q:
    if not wanted:
        return ~NOTHING
    if programme:
        return Q(**{programme: wanted})
    return Q(**{f"{pair}__startswith": f"{wanted}:"}) if pair else NOTHING


def _covers(scope: Scope, programme: str, regions: Sequence[str], values: dict[str, str]) -> bool:
    of = programme or values["pair"].partition(":")[0]
    if scope.programme and scope.programme != of:
        return False
    if scope.kind == "all":
        return True
    if scope.kind == "region":
        return any(covers_region(scope.key, code) for code in regions)
    return bool(scope.key) and values.get(scope.kind) == scope.key


def reach(user: Any, capability: str) -> Reach:
    """What a person's grants in force reach with a capability; nothing for who is not signed in."""
    only = getattr(user, "_only", None)
    if only is not None and capability not in only:
        return Reach(capability, ())
    roles = with_capability(capability)
    return Reach(capability, tuple(one for one in scopes_of(user) if one.role in roles))


def scopes_of(user: Any) -> tuple[Scope, ...]:
    """The grants in force, read once for each object of a user: once per request."""
    if user is None or not user.is_authenticated or not user.is_active:
        return ()
    kept: tuple[Scope, ...] | None = getattr(user, "_scopes", None)
    if kept is None:
        grants = Grant.objects.in_force().filter(user=user).order_by("id")
        kept = tuple(
            Scope(one.role, one.programme, one.scope_kind, one.scope_key, one.side)
            for one in grants
        )
        user._scopes = kept
    return kept


def limit(user: Any, *, scopes: Iterable[Scope], capabilities: Iterable[str]) -> None:
    """Let this object of a user reach no more than these of its grants, with these capabilities.

    For a request that a program makes with a token: the account itself keeps what it has.
    """
    user._scopes, user._only = tuple(scopes), frozenset(capabilities)


def is_limited(user: Any) -> bool:
    """Whether a request is a program's, which is not the person himself or herself."""
    return getattr(user, "_only", None) is not None


def forget_scopes(user: Any) -> None:
    """After a grant began or ended: the next question reads again."""
    if hasattr(user, "_scopes"):
        del user._scopes


def may(user: Any, capability: str) -> bool:
    """Whether a person may use a capability anywhere."""
    return capability in held(user)


def held(user: Any) -> frozenset[str]:
    """The capabilities that a person may use anywhere."""
    brought = (ROLES[role].may for role in {one.role for one in scopes_of(user)} & set(ROLES))
    found = frozenset[str]().union(*brought)
    only: frozenset[str] | None = getattr(user, "_only", None)
    return found if only is None else found & only


def sides_of(
    user: Any, pair: PairLike, capability: str, *, regions: Iterable[str] = ()
) -> frozenset[str]:
    """The sides of a pair that a person speaks for.

    A grant of the pair names its side. A region grant speaks for the side whose region it contains,
    and never for both at once. `regions` are the codes of the object spoken of: somebody of a
    county inside one side then speaks for that side, of things in that county.
    """
    codes = tuple(regions)
    of_programme = pair.key.partition(":")[0]
    found: set[str] = set()
    for scope in reach(user, capability).scopes:
        if scope.programme in ("", of_programme):
            found |= _sides(scope, pair, codes)
    return frozenset(found)


def _sides(scope: Scope, pair: PairLike, regions: Sequence[str]) -> set[str]:
    if scope.kind == "pair":
        return {scope.side} if scope.key == pair.key and scope.side else set()
    if scope.kind != "region":
        return set()
    codes = {side: getattr(pair, side) for side in SIDES}
    whole = {side for side, code in codes.items() if covers_region(scope.key, code)}
    if whole:
        return whole if len(whole) == 1 else set()
    spoken_of = any(covers_region(scope.key, code) for code in regions)
    return {side for side, code in codes.items() if spoken_of and covers_region(code, scope.key)}


def fetch(queryset: QuerySet[AnyModel], within: Q, **lookup: Any) -> AnyModel:
    """The one object that a lookup names and the filter reaches, together in one step.

    Raises
    ------
    OutOfReach
        The object is there and out of reach: a 404 that the audit trail notes.
    Http404
        There is no such object.
    """
    found = queryset.filter(within, **lookup).first()
    if found is not None:
        return found
    if queryset.filter(**lookup).exists():
        raise OutOfReach(f"{queryset.model._meta.label}: {lookup}")
    raise Http404(f"{queryset.model._meta.label}: {lookup}")
