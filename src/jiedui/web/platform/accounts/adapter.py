"""How allauth signs people in here: no sign-up, nobody is sent mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone


class Accounts(DefaultAccountAdapter):
    """Accounts are made by an administrator; a lost password is replaced by a one-time link."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing: offices run this without a mail server, and the trail tells what happened."""

    def set_password(self, user: Any, password: str) -> None:
        user.password_changed = timezone.now()
        super().set_password(user, password)
