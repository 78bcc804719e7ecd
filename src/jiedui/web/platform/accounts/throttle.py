"""Slower and slower for whoever guesses a password; never shut for good.

Failures are counted per account and address, so that a whole office behind one address, or the
owner of the account elsewhere, is not kept waiting by somebody's guesses.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from jiedui.web.platform.accounts import times

DAY = timedelta(days=1)


def username(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    given = credentials or {}
    named = given.get("username") or given.get("login")
    return str(named or (request.POST.get("login", "") if request else ""))[:150]


def wait(request: HttpRequest | None = None) -> timedelta:
    """How long to wait after the failures of the last day: doubled with each further five."""
    return wait_after(_failures(request) if request else 0)


def wait_after(failures: int) -> timedelta:
    """The wait after so many failures.

    >>> [str(wait_after(n)) for n in (5, 10, 15, 500)]
    ['0:00:30', '0:01:00', '0:02:00', '0:15:00']
    """
    doubled = min(max(failures // times.FAILURES - 1, 0), 10)
    return min(times.WAIT_FIRST * 2**doubled, times.WAIT_MAX)


def _failures(request: HttpRequest) -> int:
    from axes.helpers import get_client_ip_address, get_client_username
    from axes.models import AccessFailureLog, AccessLog

    who = {
        "username": get_client_username(request, getattr(request, "axes_credentials", None)),
        "ip_address": get_client_ip_address(request),
    }
    since = timezone.now() - DAY
    last = AccessLog.objects.filter(**who, attempt_time__gt=since).order_by("-attempt_time").first()
    since = last.attempt_time if last else since
    return AccessFailureLog.objects.filter(**who, attempt_time__gt=since).count()
