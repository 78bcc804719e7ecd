"""Tokens of people. Only the hash of the word is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiedui.web.platform.accounts.enums import ScopeKind, Side
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import Scope

NAME_LENGTH_MAX = 80


class Token(models.Model):
    """What a program of somebody may do: some capabilities, in the scope of one grant.

    A token holds no rights of its own. At every request it gets what the owner's grants in force
    give in that scope, and of that only its own capabilities.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name=_("用户"))
    name = models.CharField(_("用途"), max_length=NAME_LENGTH_MAX)
    sha256 = models.CharField(_("摘要值"), max_length=64, unique=True)
    capabilities = models.JSONField(_("权限"), default=list)
    programme = models.CharField(_("协作关系"), max_length=60, blank=True)
    scope_kind = models.CharField(_("范围类别"), max_length=12, choices=ScopeKind.choices)
    scope_key = models.CharField(_("范围编号"), max_length=200, blank=True)
    side = models.CharField(_("代表一方"), max_length=10, choices=Side.choices, blank=True)
    made = models.DateTimeField(_("生成时间"))
    expires = models.DateTimeField(_("到期"))
    used = models.DateTimeField(_("最近使用"), null=True, blank=True)
    ended = models.DateTimeField(_("终止时间"), null=True, blank=True)
    ended_by = models.CharField(_("终止人"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(expires__gt=F("made")),
                name="tokens_token_expires_after_it_was_made",
                violation_error_message=_("到期日要在今天之后。"),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="tokens_token_says_what_for",
                violation_error_message=_("要写明令牌用在哪里。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.name}"

    @property
    def scope(self) -> str:
        parts = (self.programme, self.scope_kind, self.scope_key, self.side)
        return " ".join(part for part in parts if part)

    @property
    def is_over(self) -> bool:
        return self.ended is not None or self.expires <= timezone.now()

    def is_within(self, scope: Scope) -> bool:
        """Whether a grant of the owner is one that this token may use."""
        own = (self.programme, self.scope_kind, self.scope_key, self.side)
        return own == (scope.programme, scope.kind, scope.key, scope.side)
