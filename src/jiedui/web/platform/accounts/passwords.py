"""Two profiles of passwords, since two rules disagree; which one holds is a setting.

`asvs`  OWASP ASVS 5.0: long, not among the common ones, no composition rule, no forced change.
`djbh`  GB/T 22239-2019 等级保护: three kinds of characters, changed every 90 days.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts import times

_DJANGO = "django.contrib.auth.password_validation"
_KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
KINDS_MIN = 3


def _validators(length: int) -> list[dict[str, Any]]:
    return [
        {"NAME": f"{_DJANGO}.MinimumLengthValidator", "OPTIONS": {"min_length": length}},
        {"NAME": f"{_DJANGO}.CommonPasswordValidator"},
        {"NAME": f"{_DJANGO}.UserAttributeSimilarityValidator"},
    ]


_COMPOSED = {"NAME": "jiedui.web.platform.accounts.passwords.ThreeKinds"}
PROFILES = {"asvs": _validators(12), "djbh": [*_validators(8), _COMPOSED]}


def validators(profile: str) -> list[dict[str, Any]]:
    if profile not in PROFILES:
        hint = f"choose {' or '.join(PROFILES)}"
        raise Refusal(
            Problem("no such profile", column="JIEDUI_PASSWORD_PROFILE", value=profile, hint=hint)
        )
    return PROFILES[profile]


class ThreeKinds:
    """Three of: small letters, capitals, digits, other characters."""

    def validate(self, password: str, user: Any = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in _KINDS) < KINDS_MIN:
            raise ValidationError(self.get_help_text(), code="too_plain")

    def get_help_text(self) -> str:
        return _("密码须含大写字母、小写字母、数字、其他字符中的至少三类。")


def is_over(user: Any) -> bool:
    """Whether the profile in force asks for a new password before anything else."""
    if settings.PASSWORD_PROFILE != "djbh" or not user.has_usable_password():
        return False
    changed = user.password_changed
    return changed is None or timezone.now() - changed >= times.PASSWORD
