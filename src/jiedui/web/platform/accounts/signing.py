"""Sign-ins as records: begun, seen, ended; and what signing in and out leaves in the trail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from jiedui.web.platform.accounts import times
from jiedui.web.platform.accounts.models import SignIn
from jiedui.web.platform.audit.actions import record_entry

KEY = "sign_in"


@transaction.atomic
def begin(*, request: HttpRequest, user: Any) -> SignIn:
    """A sign-in begins: the session carries its number."""
    now = timezone.now()
    made = SignIn.objects.create(
        user=user,
        started=now,
        seen=now,
        address=request.META.get("REMOTE_ADDR", ""),
        device=request.META.get("HTTP_USER_AGENT", "")[:200],
    )
    request.session[KEY] = made.pk
    _note(user.username, "sign_in", user.username)
    return made


@transaction.atomic
def end(*, user: Any, by: str, why: str, only: int | None = None, keep: int | None = None) -> int:
    """End a person's sign-ins: all, `only` one, or all but the one to `keep`; how many ended."""
    found = SignIn.objects.filter(user=user, ended__isnull=True)
    found = found.filter(pk=only) if only else found.exclude(pk=keep)
    count = found.update(ended=timezone.now(), ended_why=why)
    if count:
        _note(by, "end_sign_ins", user.username, summary=f"{count} {why}")
    return count


@transaction.atomic
def note_failure(*, username: str) -> None:
    """Only of accounts that there are: people type passwords where names belong."""
    if get_user_model().objects.filter(username=username).exists():
        _note("anonymous", "sign_in", username, result="failed")


def check(request: HttpRequest) -> None:
    """End the sign-in of this request if its time is over; else note that it lives."""
    if not request.user.is_authenticated:
        return
    found = SignIn.objects.filter(pk=request.session.get(KEY), user=request.user).first()
    now = timezone.now()
    why = _over(found, now)
    if why:
        if found is not None and found.ended is None:
            end(user=request.user, by=request.user.username, why=why, only=found.pk)
        logout(request)
        return
    if found is not None and now - found.seen >= times.NOTED_EVERY:
        SignIn.objects.filter(pk=found.pk, ended__isnull=True).update(seen=now)


def _over(found: SignIn | None, now: Any) -> str:
    if found is None or found.ended is not None:
        return "ended"
    if now - found.started >= times.ABSOLUTE:
        return "absolute"
    return "idle" if now - found.seen >= times.IDLE else ""


def _note(by: str, action: str, account: str, *, summary: str = "", result: str = "") -> None:
    record_entry(
        by=by,
        action=action,
        object_kind="person",
        object_key=account,
        summary=summary,
        result=result,
    )


class SignIns:
    """Middleware: a sign-in that is over is over before anything else is asked.

    Stands outside the guard of reading pages, since the time of last activity is written here.
    Who has no session is not looked at, so that readers without an account cost nothing.
    """

    def __init__(self, get_response: Any):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        if request.session.session_key:
            check(request)
        return self.get_response(request)
