"""The app of people who sign in."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "jiedui.web.platform.accounts"
    label = "accounts"
    verbose_name = _("账号")

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_set
        from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

        from jiedui.web.platform.audit.reading import everything, register_reach

        register_reach({"person": everything, "hand_over": everything, "page": everything})
        user_logged_in.connect(_begin, dispatch_uid="accounts.begin")
        user_logged_out.connect(_end, dispatch_uid="accounts.end")
        user_login_failed.connect(_failed, dispatch_uid="accounts.failed")
        for signal in (password_changed, password_set):
            signal.connect(_end_others, dispatch_uid=f"accounts.others.{id(signal)}")


def _begin(sender: Any, request: Any, user: Any, **more: Any) -> None:
    from jiedui.web.platform.accounts.signing import begin

    if request is not None and hasattr(request, "session"):
        begin(request=request, user=user)


def _end(sender: Any, request: Any, user: Any, **more: Any) -> None:
    from jiedui.web.platform.accounts import signing

    number = request.session.get(signing.KEY) if hasattr(request, "session") else None
    if user is not None and number:
        signing.end(user=user, by=user.username, why="signed out", only=number)


def _failed(sender: Any, credentials: Any, **more: Any) -> None:
    from jiedui.web.platform.accounts.signing import note_failure

    note_failure(username=str(credentials.get("username") or credentials.get("login") or ""))


def _end_others(sender: Any, request: Any, user: Any, **more: Any) -> None:
    from jiedui.web.platform.accounts import signing

    keep = request.session.get(signing.KEY)
    signing.end(user=user, by=user.username, why="password changed", keep=keep)
