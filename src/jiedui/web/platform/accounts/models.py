"""People who sign in, and what they were granted."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiedui.web.platform.accounts.enums import ScopeKind, Side
from jiedui.web.platform.accounts.roles import CHOICES, ROLES, Role


class User(AbstractUser):
    """A person. What they may do is granted by role and scope, never by flags here."""

    password_changed = models.DateTimeField(_("密码更改时间"), null=True, blank=True)
    is_local = models.BooleanField(_("本机管理员"), default=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    @property
    def shown_name(self) -> str:
        """The name as Chinese writes it, else the account.

        >>> User(username="wang", last_name="王", first_name="芳").shown_name
        '王芳'
        """
        return f"{self.last_name}{self.first_name}" or self.username


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self) -> GrantQuerySet:
        """Begun and not ended, of people who may still sign in."""
        now = timezone.now()
        return self.filter(
            Q(ends__isnull=True) | Q(ends__gt=now), starts__lte=now, user__is_active=True
        )


class Grant(models.Model):
    """One role of one person in one scope, for a time. Two roles are two grants.

    A grant is ended, never changed or deleted, so that who might do what on a day can be told.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("用户"))
    role = models.CharField(_("角色"), max_length=20, choices=CHOICES)
    programme = models.CharField(_("协作关系"), max_length=60, blank=True)
    scope_kind = models.CharField(_("范围类别"), max_length=12, choices=ScopeKind.choices)
    scope_key = models.CharField(_("范围编号"), max_length=200, blank=True)
    side = models.CharField(
        _("代表一方"), max_length=10, choices=Side.choices, blank=True, default=Side.NONE
    )
    starts = models.DateTimeField(_("开始"), default=timezone.now)
    ends = models.DateTimeField(_("结束"), null=True, blank=True)
    granted_by = models.CharField(_("授权人"), max_length=150)
    reason = models.CharField(_("事由"), max_length=400)
    ended_by = models.CharField(_("终止人"), max_length=150, blank=True)
    end_reason = models.CharField(_("终止事由"), max_length=400, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        ordering = ("user", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(scope_kind__in=ScopeKind.values),
                name="accounts_grant_scope_is_known",
                violation_error_message=_("范围类别不在列表中。"),
            ),
            models.CheckConstraint(
                condition=Q(scope_kind="all", scope_key="")
                | ~Q(scope_kind="all") & ~Q(scope_key=""),
                name="accounts_grant_scope_is_named",
                violation_error_message=_("除“全部”外,授权必须写明范围编号。"),
            ),
            models.CheckConstraint(
                condition=Q(side="") | Q(scope_kind="pair"),
                name="accounts_grant_side_is_of_a_pair",
                violation_error_message=_("只有结对范围的授权才能代表一方。"),
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="accounts_grant_ends_after_start",
                violation_error_message=_("授权的结束不能早于开始。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.scope}"

    @property
    def scope(self) -> str:
        """Where the grant holds, as one short text: `jiangsu-2022 region 320500`."""
        parts: list[Any] = [self.programme, self.scope_kind, self.scope_key, self.side]
        return " ".join(part for part in parts if part)

    @property
    def role_of(self) -> Role:
        return ROLES[self.role]


class SignIn(models.Model):
    """One sign-in on one device. Ending it here ends it there, at its next request."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins", verbose_name=_("用户"))
    started = models.DateTimeField(_("登录时间"))
    seen = models.DateTimeField(_("最近活动"))
    ended = models.DateTimeField(_("结束时间"), null=True, blank=True)
    ended_why = models.CharField(_("结束原因"), max_length=40, blank=True)
    address = models.CharField(_("地址"), max_length=64, blank=True)
    device = models.CharField(_("设备"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("登录")
        verbose_name_plural = _("登录")
        ordering = ("-seen", "-id")

    def __str__(self) -> str:
        return f"{self.user} {self.started:%Y-%m-%d %H:%M}"


class SignInLink(models.Model):
    """A link that signs one person in once. Only the hash of its word is kept."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("用户"))
    sha256 = models.CharField(_("摘要值"), max_length=64, unique=True)
    made_by = models.CharField(_("经办"), max_length=150)
    made = models.DateTimeField(_("生成时间"))
    expires = models.DateTimeField(_("失效时间"))
    used = models.DateTimeField(_("使用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("一次性登录链接")
        verbose_name_plural = _("一次性登录链接")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.user} {self.made:%Y-%m-%d %H:%M}"


class HandOver(models.Model):
    """A hand-over list (交接清单): what passes from one person to another, signed by both.

    The lead office or a security administrator may sign for the one who has left already.
    """

    giver = models.ForeignKey(
        User, models.PROTECT, related_name="hand_overs_given", verbose_name=_("移交人")
    )
    taker = models.ForeignKey(
        User, models.PROTECT, related_name="hand_overs_taken", verbose_name=_("接收人")
    )
    reason = models.CharField(_("事由"), max_length=400)
    # What was on the list when it was made: grants and, per kind, the keys of drafts and tasks.
    items = models.JSONField(_("清单"), default=list)
    made_by = models.CharField(_("经办"), max_length=150)
    made = models.DateTimeField(_("生成时间"))
    given_by = models.CharField(_("移交签字"), max_length=150, blank=True)
    given = models.DateTimeField(_("移交时间"), null=True, blank=True)
    taken_by = models.CharField(_("接收签字"), max_length=150, blank=True)
    taken = models.DateTimeField(_("接收时间"), null=True, blank=True)
    done = models.DateTimeField(_("办结时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("交接清单")
        verbose_name_plural = _("交接清单")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(giver=F("taker")),
                name="accounts_hand_over_of_two_people",
                violation_error_message=_("移交人和接收人不能是同一人。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
