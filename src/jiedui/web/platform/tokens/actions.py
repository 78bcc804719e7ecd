"""Making, ending and using tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts import passwords, times
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import Scope, limit, scopes_of
from jiedui.web.platform.accounts.roles import ROLES
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.tokens import access
from jiedui.web.platform.tokens.models import NAME_LENGTH_MAX, Token

PREFIX: Final = "jd_"
LONGEST: Final = timedelta(days=365)
HELD_MAX: Final = 50


def scopes(user: Any) -> dict[str, Scope]:
    """The scopes of a person's grants, each once, by the text that a form sends back."""
    return {scope_word(one): one for one in scopes_of(user)}


def scope_word(scope: Scope) -> str:
    return " ".join(p for p in (scope.programme, scope.kind, scope.key, scope.side) if p)


def capabilities_in(user: Any, word: str) -> list[str]:
    """What a person may do in one of the scopes, in the order of the list."""
    roles = {one.role for one in scopes_of(user) if scope_word(one) == word}
    held = frozenset[str]().union(*(ROLES[role].may for role in roles))
    return [one for one in can.LABELS if one in held]


@transaction.atomic
def make_token(
    *, by: User, name: str, scope: str, capabilities: Iterable[str], expires_on: date
) -> tuple[Token, str]:
    """A token and its word. The word is shown this once; only its hash stays.

    Parameters
    ----------
    scope
        One of `scopes(by)`: a token never joins two grants of different scope.
    expires_on
        The last day on which it works, within a year.
    """
    chosen = scopes(by).get(scope)
    if chosen is None:
        hint = "; ".join(scopes(by)) or _("没有授权")
        raise Refusal(Problem(_("这不是您的授权范围"), column="scope", value=scope, hint=hint))
    wanted = _wanted(by, scope, capabilities)
    now = timezone.now()
    word = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=by,
        name=_named(by, name),
        sha256=hashed(word),
        capabilities=wanted,
        programme=chosen.programme,
        scope_kind=chosen.kind,
        scope_key=chosen.key,
        side=chosen.side,
        made=now,
        expires=_end_of(expires_on, now),
    )
    _note(by, "make_token", token, {"capabilities": wanted, "expires": token.expires})
    return token, word


@transaction.atomic
def end_token(*, by: User, number: int) -> Token:
    """It works no more, from this moment."""
    token = access.own_token(by, number)
    if token.ended is None:
        token.ended, token.ended_by = timezone.now(), by.username
        token.save(update_fields=["ended", "ended_by"])
        _note(by, "end_token", token, {})
    return token


def hashed(word: str) -> str:
    """A word of 256 random bits needs no salt and no slow hash."""
    return hashlib.sha256(word.encode()).hexdigest()


def user_of(word: str) -> User | None:
    """The owner, reduced to what the token may do now; None for a token that does not work."""
    token = Token.objects.select_related("user").filter(sha256=hashed(word)).first()
    if token is None or token.is_over or not token.user.is_active:
        return None
    if passwords.is_over(token.user):
        return None
    _used(token)
    held = [one for one in scopes_of(token.user) if token.is_within(one)]
    limit(token.user, scopes=held, capabilities=token.capabilities)
    return token.user


def _used(token: Token) -> None:
    now = timezone.now()
    if token.used is None or now - token.used >= times.NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(used=now)


def _wanted(by: User, scope: str, capabilities: Iterable[str]) -> list[str]:
    allowed = capabilities_in(by, scope)
    wanted = sorted(set(capabilities))
    beyond = [one for one in wanted if one not in allowed]
    if beyond or not wanted:
        raise Refusal(
            Problem(
                _("您在这个范围没有这项权限") if beyond else _("没有选权限"),
                column="capabilities",
                value=", ".join(beyond),
                hint=", ".join(allowed),
            )
        )
    return wanted


def _named(by: User, name: str) -> str:
    name = name.strip()
    if not name or len(name) > NAME_LENGTH_MAX or "\x00" in name:
        hint = _("写明用在哪里，最多 %(count)s 字") % {"count": NAME_LENGTH_MAX}
        raise Refusal(Problem(_("用途不合适"), column="name", value=name[:40], hint=hint))
    if (
        access.own_tokens(by).filter(ended__isnull=True, expires__gt=timezone.now()).count()
        >= HELD_MAX
    ):
        raise Refusal(Problem(_("令牌太多了"), hint=_("先终止不用的令牌")))
    return name


def _end_of(day: date, now: datetime) -> datetime:
    """The end of a day, which is no more than a year away."""
    if not timezone.localdate() <= day <= timezone.localdate() + LONGEST:
        hint = _("从今天起，最长一年")
        raise Refusal(
            Problem(_("到期日不合适"), column="expires_on", value=day.isoformat(), hint=hint)
        )
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _note(by: User, action: str, token: Token, payload: dict[str, Any]) -> None:
    record_entry(
        by=by.username,
        action=action,
        object_kind="token",
        object_key=f"{token.user.username}:{token.pk}",
        summary=f"{token.name} {token.scope}",
        payload=payload,
        after={"capabilities": token.capabilities, "expires": token.expires.date().isoformat()},
    )
