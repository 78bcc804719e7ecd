"""Settings of signing in: allauth for passwords, codes and passkeys, axes against guessing."""

from __future__ import annotations

import os
from typing import Any

from jiedui.web.platform.accounts import passwords, times

PROFILE = os.environ.get("JIEDUI_PASSWORD_PROFILE", "asvs")
APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]


def settings(*, https: bool) -> dict[str, Any]:
    """Every setting of signing in, by its name."""
    return _django(https) | _ALLAUTH | _AXES


def _django(https: bool) -> dict[str, Any]:
    return {
        "LOGIN_URL": "/account/login/",
        "LOGIN_REDIRECT_URL": "/",
        "READ_ONLY_EXCEPT": ("/account/second-factor/recovery-codes/", "/account/oidc/back"),
        "PASSWORD_PROFILE": PROFILE,
        "AUTH_PASSWORD_VALIDATORS": passwords.validators(PROFILE),
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "allauth.account.auth_backends.AuthenticationBackend",
        ],
        "SESSION_COOKIE_NAME": "jiedui_session",
        "SESSION_COOKIE_AGE": int(times.ABSOLUTE.total_seconds()),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
    }


_ALLAUTH: dict[str, Any] = {
    "ACCOUNT_ADAPTER": "jiedui.web.platform.accounts.adapter.Accounts",
    "ACCOUNT_FORMS": {"login": "jiedui.web.platform.accounts.forms.SignInForm"},
    "ACCOUNT_LOGIN_METHODS": {"username"},
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_LOGOUT_ON_GET": False,
    "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False,
    "ACCOUNT_SESSION_REMEMBER": False,
    "ACCOUNT_PREVENT_ENUMERATION": True,
    # Guesses at one account from many addresses; the guesses of one address are counted by axes.
    "ACCOUNT_RATE_LIMITS": {"login_failed": "120/m/ip,30/5m/key"},
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_TOTP_ISSUER": "Jiedui",
    "MFA_TOTP_TOLERANCE": 1,  # clocks without a network differ: one step, as RFC 6238 says
}
_AXES: dict[str, Any] = {
    "AXES_FAILURE_LIMIT": times.FAILURES,
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_COOLOFF_TIME": "jiedui.web.platform.accounts.throttle.wait",
    "AXES_USERNAME_CALLABLE": "jiedui.web.platform.accounts.throttle.username",
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_ENABLE_ACCESS_FAILURE_LOG": True,
    "AXES_ENABLE_ADMIN": False,
    "AXES_LOCKOUT_TEMPLATE": "accounts/wait.html",
    "AXES_VERBOSE": False,
}
