"""What is done to accounts and grants. Each leaves one entry in the trail."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts import signing, times
from jiedui.web.platform.accounts.enums import ScopeKind, Side
from jiedui.web.platform.accounts.models import Grant, SignInLink, User
from jiedui.web.platform.accounts.reach import forget_scopes
from jiedui.web.platform.accounts.roles import ROLES, excluded_by
from jiedui.web.platform.audit.actions import record_entry

By = User | str


def name_of(by: By) -> str:
    return by if isinstance(by, str) else by.username


@transaction.atomic
def add_person(*, by: By, username: str, name: str = "", is_local: bool = False) -> User:
    """A new account without a password: its owner comes in by a one-time link and sets one."""
    username = username.strip()
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        hint = "letters, digits and @ . + - _"
        raise _refusal(error.messages[0], "username", username, hint) from error
    if User.objects.filter(username__iexact=username).exists():
        raise _refusal(_("这个账号已经有了"), "username", username, _("换一个账号名"))
    user = User(username=username, last_name=name.strip()[:150], is_local=is_local)
    user.set_unusable_password()
    user.save()
    _note(by, "add_person", user, after={"name": name})
    return user


@transaction.atomic
def grant(
    *,
    by: By,
    user: User,
    role: str,
    reason: str,
    scope_kind: str = ScopeKind.ALL,
    scope_key: str = "",
    programme: str = "",
    side: str = "",
    ends: datetime | None = None,
) -> Grant:
    """Let a person act in a role within a scope. Every sign-in of the person ends.

    Raises
    ------
    Refusal
        An unknown role, a scope that is not named, no reason, a grant to oneself, or two
        administrators in one person.
    """
    made = Grant(
        user=user,
        role=role,
        programme=programme.strip(),
        scope_kind=scope_kind,
        scope_key=scope_key.strip(),
        side=side,
        ends=ends,
        granted_by=name_of(by),
        reason=reason.strip()[:400],
    )
    _fail_if_wrong(made, by)
    _fail_if_excluded(made)
    made.save()
    _changed(by, "grant", made, after={"role": role, "scope": made.scope, "reason": made.reason})
    return made


@transaction.atomic
def end_grant(*, by: By, grant: Grant, reason: str) -> Grant:
    """End a grant now; it stays on record. Every sign-in of the person ends."""
    kept = Grant.objects.select_for_update().get(pk=grant.pk)
    now = timezone.now()
    if kept.ends is not None and kept.ends <= now:
        raise _refusal(_("这项授权已经终止"), "grant", str(kept.pk))
    if not reason.strip():
        raise _refusal(_("请写明终止的事由"), "reason", "")
    kept.ends, kept.ended_by, kept.end_reason = now, name_of(by), reason.strip()[:400]
    kept.starts = min(kept.starts, now)
    kept.save(update_fields=["starts", "ends", "ended_by", "end_reason"])
    before = {"role": kept.role, "scope": kept.scope}
    _changed(by, "end_grant", kept, before=before, after={"reason": kept.end_reason})
    return kept


@transaction.atomic
def make_link(*, by: By, user: User) -> str:
    """The word of a link that signs a person in once within a day; older links stop working."""
    now = timezone.now()
    SignInLink.objects.filter(user=user, used__isnull=True).update(used=now)
    word = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        user=user, sha256=_hash(word), made_by=name_of(by), made=now, expires=now + times.LINK
    )
    _note(by, "make_link", user)
    return word


def link_of(word: str) -> SignInLink | None:
    """The link, where it still works."""
    return (
        SignInLink.objects.select_related("user")
        .filter(
            sha256=_hash(word),
            used__isnull=True,
            expires__gt=timezone.now(),
            user__is_active=True,
        )
        .first()
    )


@transaction.atomic
def use_link(*, word: str) -> User | None:
    """The person whom a link signs in, once; the password that there was is forgotten."""
    found = link_of(word)
    used = found and SignInLink.objects.filter(pk=found.pk, used__isnull=True).update(
        used=timezone.now()
    )
    if found is None or not used:
        return None
    user = found.user
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _note(user, "use_link", user)
    return user


@transaction.atomic
def set_active(*, by: By, user: User, is_active: bool, reason: str) -> User:
    """Close an account, or open it again. A closed one keeps its history and its grants' record."""
    if not reason.strip():
        raise _refusal(_("请写明事由"), "reason", "")
    if name_of(by) == user.username:
        raise _refusal(_("不能停用自己的账号"), "username", user.username)
    before = {"is_active": user.is_active}
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    signing.end(user=user, by=name_of(by), why="account closed")
    _note(by, "set_active", user, before=before, after={"is_active": is_active, "reason": reason})
    return user


def _fail_if_wrong(made: Grant, by: By) -> None:
    if made.role not in ROLES:
        raise _refusal("no such role", "role", made.role, f"choose {', '.join(ROLES)}")
    if made.scope_kind not in ScopeKind.values:
        allowed = ", ".join(ScopeKind.values)
        raise _refusal("no such kind of scope", "scope", made.scope_kind, f"choose {allowed}")
    if (made.scope_kind == ScopeKind.ALL) != (made.scope_key == ""):
        hint = _("“全部”不写编号；其他范围写地区代码、结对编号、园区编号或统一社会信用代码")
        raise _refusal(_("范围和编号不相符"), "scope", made.scope, hint)
    if made.side and (made.scope_kind != ScopeKind.PAIR or made.side not in Side.values):
        raise _refusal(_("只有结对范围的授权才能代表一方"), "side", made.side)
    if not made.reason:
        raise _refusal(_("请写明授权的事由"), "reason", "")
    if isinstance(by, User) and by.pk == made.user.pk:
        raise _refusal(
            _("不能给自己授权"), "username", made.user.username, _("请另一位安全管理员来做")
        )


def _fail_if_excluded(made: Grant) -> None:
    User.objects.select_for_update().get(pk=made.user.pk)
    held = Grant.objects.in_force().filter(user=made.user).values_list("role", flat=True)
    excluded = excluded_by(made.role, held)
    if excluded:
        names = "、".join(str(ROLES[code].name) for code in sorted(excluded))
        hint = _("先终止另一项授权，或换一个人：三员不得兼任")
        raise _refusal(_("系统、安全、审计三员不能由一人兼任"), "role", names, hint)


def _changed(by: By, action: str, made: Grant, *, before: Any = None, after: Any = None) -> None:
    forget_scopes(made.user)
    _note(by, action, made.user, before=before, after=after)
    signing.end(user=made.user, by=name_of(by), why="role changed")


def _note(by: By, action: str, user: User, *, before: Any = None, after: Any = None) -> None:
    record_entry(
        by=name_of(by),
        action=action,
        object_kind="person",
        object_key=user.username,
        before=before,
        after=after,
    )


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def _refusal(reason: str, column: str, value: str, hint: str = "") -> Refusal:
    return Refusal(Problem(reason, column=column, value=value, hint=hint))
