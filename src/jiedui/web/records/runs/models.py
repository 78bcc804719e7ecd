"""A run: what was asked, what came out, and all that is needed to make it again.

A run over tables that an office brought is not open to all: `held_…` say for whom it was made.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.runs.enums import Kind, TableKind

NAME_LENGTH_MAX = 200
HELD = ("held_pair", "held_side", "held_region", "held_park")


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
    is_open = models.BooleanField(_("对所有人公开"), default=True)
    held_pair = models.CharField(_("结对"), max_length=200, blank=True, default="")
    held_side = models.CharField(_("一方"), max_length=10, blank=True, default="")
    held_region = models.CharField(_("地区代码"), max_length=20, blank=True, default="")
    held_park = models.CharField(_("园区"), max_length=60, blank=True, default="")

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
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(**dict.fromkeys(HELD, "")),
                name="runs_open_is_held_by_nobody",
                violation_error_message=_("对所有人公开的测算不属于哪一方。"),
            ),
            models.CheckConstraint(
                condition=Q(is_open=True) | ~Q(scheme="") & ~Q(created_by=""),
                name="runs_closed_names_programme_and_person",
                violation_error_message=_("不公开的测算要写明协作关系和测算人。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint}"


class Content(models.Model):
    """The bytes of a file that somebody brought, once for every digest."""

    sha256 = models.CharField(_("摘要值"), max_length=64, unique=True)
    data = models.BinaryField(_("内容"))

    class Meta:
        verbose_name = _("文件内容")
        verbose_name_plural = _("文件内容")
        ordering = ("sha256",)

    def __str__(self) -> str:
        return self.sha256


class OwnTable(models.Model):
    """A table of firms or parks that an office brought for one run: name, rows, bytes."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="own_tables", verbose_name=_("测算"))
    kind = models.CharField(_("哪一种表"), max_length=10, choices=TableKind.choices)
    name = models.CharField(_("文件名"), max_length=NAME_LENGTH_MAX)
    rows = models.PositiveIntegerField(_("行数"))
    content = models.ForeignKey(
        Content, models.PROTECT, related_name="tables", verbose_name=_("文件内容")
    )

    class Meta:
        verbose_name = _("自带的表")
        verbose_name_plural = _("自带的表")
        ordering = ("run", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=("run", "kind"),
                name="runs_own_table_once",
                violation_error_message=_("一次测算每种表只有一张。"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TableKind.values),
                name="runs_own_table_kind_is_known",
                violation_error_message=_("自带的表只能是企业或园区。"),
            ),
            models.CheckConstraint(
                condition=Q(rows__gte=1) & ~Q(name=""),
                name="runs_own_table_holds_rows",
                violation_error_message=_("自带的表要有文件名和至少一行。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
