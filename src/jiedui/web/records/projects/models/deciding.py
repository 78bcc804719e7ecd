"""What a person has to look at, and which lists a person keeps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.projects.enums import FlagKind, FlagState
from jiedui.web.records.projects.models.project import Project


class Flag(models.Model):
    """A doubt with its reason. A check raises it, a person decides."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="flags", verbose_name=_("项目")
    )
    kind = models.CharField(_("提示"), max_length=12, choices=FlagKind.choices)
    against = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="flags_against",
        verbose_name=_("相关项目"),
    )
    reason = models.CharField(_("缘由"), max_length=400)
    state = models.CharField(
        _("结论"), max_length=10, choices=FlagState.choices, default=FlagState.OPEN
    )
    raised_at = models.DateTimeField(_("提示时间"))
    decided_by = models.CharField(_("核定人"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("核定时间"), null=True, blank=True)
    decision = models.CharField(_("核定理由"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("待核提示")
        verbose_name_plural = _("待核提示")
        ordering = ("project", "kind", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "kind", "against"),
                name="projects_flag_once_against",
                violation_error_message=_("同一提示只出现一次。"),
            ),
            models.UniqueConstraint(
                fields=("project", "kind"),
                condition=Q(against__isnull=True),
                name="projects_flag_once_alone",
                violation_error_message=_("同一提示只出现一次。"),
            ),
            models.CheckConstraint(
                condition=Q(state=FlagState.OPEN) | (~Q(decided_by="") & ~Q(decision="")),
                name="projects_flag_decision_has_a_reason",
                violation_error_message=_("核定必须署名并写明理由。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class SavedFilter(models.Model):
    """A view of the list that a person keeps under a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("用户")
    )
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("条件"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("常用筛选")
        verbose_name_plural = _("常用筛选")
        ordering = ("owner", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "name"),
                name="projects_saved_filter_once",
                violation_error_message=_("已有同名的常用筛选。"),
            ),
        )

    def __str__(self) -> str:
        return self.name
