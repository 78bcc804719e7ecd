"""A run: what was asked, what came out, and all that is needed to make it again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.runs.enums import Kind


class Run(models.Model):
    """One analysis, kept as the bytes it produced. The fingerprint is what the outside sees."""

    fingerprint = models.CharField(_("测算编号"), max_length=64, unique=True)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("标题"), max_length=200, blank=True)
    request = models.JSONField(_("要求"))
    result = models.TextField(_("结果"))
    inputs = models.JSONField(_("输入摘要值"))
    scheme = models.CharField(_("规则"), max_length=60, blank=True)
    scheme_sha256 = models.CharField(_("规则摘要值"), max_length=64, blank=True)
    version = models.CharField(_("程序版本"), max_length=40)
    seed = models.BigIntegerField(_("随机种子"), null=True, blank=True)
    created_at = models.DateTimeField(_("测算时间"), auto_now_add=True)
    created_by = models.CharField(_("测算人"), max_length=150)

    class Meta:
        verbose_name = _("测算")
        verbose_name_plural = _("测算")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="runs_kind_is_known",
                violation_error_message=_("测算类别不在清单中。"),
            ),
            models.CheckConstraint(
                condition=~Q(result=""),
                name="runs_has_a_result",
                violation_error_message=_("没有结果的测算不能保存。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint}"
