"""Programmes, their pairs and groups, as read from the scheme files."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.platform.kit import pages
from jiedui.web.records.programmes.enums import PairLevel, Standing


class Programme(models.Model):
    """A programme of paired cooperation. Its file in `schemes` is the truth; this is its record."""

    code = models.CharField(_("编号"), max_length=60, unique=True)
    name_zh = models.CharField(_("中文名"), max_length=120)
    name_en = models.CharField(_("英文名"), max_length=200)
    start = models.DateField(_("开始日期"))
    end = models.DateField(_("结束日期"), null=True, blank=True)
    source = models.TextField(_("来源"))
    sha256 = models.CharField(_("文件摘要值"), max_length=64)

    class Meta:
        verbose_name = _("协作关系")
        verbose_name_plural = _("协作关系")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gt=F("start")),
                name="programmes_programme_ends_after_start",
                violation_error_message=_("结束日期必须晚于开始日期。"),
            ),
        )

    def __str__(self) -> str:
        return self.code


class Pair(models.Model):
    """A supporter and a recipient for a time. The roles belong to the pair, not to the places."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="pairs", verbose_name=_("协作关系")
    )
    # What grants and projects name: it stays when the programme's file is read again.
    key = models.CharField(_("编号"), max_length=200, unique=True)
    supporter = models.CharField(_("帮扶方代码"), max_length=20, blank=True, db_index=True)
    recipient = models.CharField(_("受帮扶方代码"), max_length=20, blank=True, db_index=True)
    supporter_name = models.CharField(_("帮扶方"), max_length=80)
    recipient_name = models.CharField(_("受帮扶方"), max_length=80)
    level = models.CharField(_("层级"), max_length=12, choices=PairLevel.choices)
    start = models.DateField(_("开始日期"))
    start_precision = models.CharField(_("日期精度"), max_length=6, default="day")
    end = models.DateField(_("结束日期"), null=True, blank=True)
    standing = models.CharField(_("依据"), max_length=10, choices=Standing.choices)
    source = models.TextField(_("来源"))
    note = models.TextField(_("备注"), blank=True)
    note_en = models.TextField(_("备注(英文)"), blank=True)

    class Meta:
        verbose_name = _("结对")
        verbose_name_plural = _("结对")
        ordering = ("programme", "level", "supporter", "recipient", "start", "recipient_name")
        constraints = (
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gt=F("start")),
                name="programmes_pair_ends_after_start",
                violation_error_message=_("结对的结束日期必须晚于开始日期。"),
            ),
            models.CheckConstraint(
                condition=Q(supporter="") | ~Q(supporter=F("recipient")),
                name="programmes_pair_has_two_places",
                violation_error_message=_("一个地区不能与自己结对。"),
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values),
                name="programmes_pair_standing_is_known",
                violation_error_message=_("依据只能是“公布”或“推定”。"),
            ),
            models.UniqueConstraint(
                fields=("programme", "level", "supporter_name", "recipient_name", "start"),
                name="programmes_pair_once_per_start",
                violation_error_message=_("同一结对在同一开始日期只能登记一次。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.supporter_name} → {self.recipient_name}"

    @property
    def note_for_reader(self) -> str:
        """The note for this reader; one of an office's own stands in the language it came in."""
        return (pages.language() == "en" and self.note_en) or self.note


class GroupSet(models.Model):
    """Groups of regions that are looked at together: 苏南、苏中、苏北."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="group_sets", verbose_name=_("协作关系")
    )
    code = models.CharField(_("编号"), max_length=60)
    name_zh = models.CharField(_("中文名"), max_length=120)
    name_en = models.CharField(_("英文名"), max_length=200)
    source = models.TextField(_("来源"), blank=True)

    class Meta:
        verbose_name = _("分组")
        verbose_name_plural = _("分组")
        ordering = ("programme", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "code"),
                name="programmes_group_set_once",
                violation_error_message=_("同一协作关系中的分组编号不能重复。"),
            ),
        )

    def __str__(self) -> str:
        return self.code


class Group(models.Model):
    """A named set of regions."""

    group_set = models.ForeignKey(
        GroupSet, models.CASCADE, related_name="groups", verbose_name=_("分组")
    )
    code = models.CharField(_("编号"), max_length=60)
    name_zh = models.CharField(_("中文名"), max_length=120)
    name_en = models.CharField(_("英文名"), max_length=200)

    class Meta:
        verbose_name = _("组")
        verbose_name_plural = _("组")
        ordering = ("group_set", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("group_set", "code"),
                name="programmes_group_once",
                violation_error_message=_("同一分组中的组编号不能重复。"),
            ),
        )

    def __str__(self) -> str:
        return self.code


class Membership(models.Model):
    """A region in a group. Sets may overlap across groups, not repeat within one."""

    group = models.ForeignKey(
        Group, models.CASCADE, related_name="memberships", verbose_name=_("组")
    )
    region = models.CharField(_("地区代码"), max_length=20, db_index=True)

    class Meta:
        verbose_name = _("组成员")
        verbose_name_plural = _("组成员")
        ordering = ("group", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "region"),
                name="programmes_member_once",
                violation_error_message=_("同一地区在一个组里只能出现一次。"),
            ),
        )

    def __str__(self) -> str:
        return self.region
