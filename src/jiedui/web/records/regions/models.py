"""The spine: places with dated codes, indicators, batches and their observations."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.regions.enums import Certainty, Level

FIRST_YEAR, LAST_YEAR = 1900, 2200
LARGEST = 1e300  # a figure beyond is infinity or a fault; NaN fails the comparison on PostgreSQL


class Place(models.Model):
    """A place that lasts: 吴江 stays one place when 吴江市 320584 becomes 吴江区 320509."""

    key = models.CharField(_("编号"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("层级"), max_length=12, choices=Level.choices)

    class Meta:
        verbose_name = _("地区")
        verbose_name_plural = _("地区")
        ordering = ("key",)

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class PlaceCode(models.Model):
    """A GB/T 2260 code and the name a place bears under it; years from included, to excluded."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="codes", verbose_name=_("地区"))
    code = models.CharField(_("代码"), max_length=12, db_index=True)
    name = models.CharField(_("名称"), max_length=60, db_index=True)
    valid_from_year = models.SmallIntegerField(_("起用年份"))
    valid_to_year = models.SmallIntegerField(_("停用年份"), null=True, blank=True)

    class Meta:
        verbose_name = _("区划代码")
        verbose_name_plural = _("区划代码")
        ordering = ("code", "valid_from_year", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("code", "valid_from_year", "name"),
                name="regions_code_once_per_start",
                violation_error_message=_("同一代码、同一名称在同一起用年份只能登记一次。"),
            ),
            models.CheckConstraint(
                condition=Q(valid_to_year__isnull=True) | Q(valid_to_year__gt=F("valid_from_year")),
                name="regions_code_ends_after_start",
                violation_error_message=_("停用年份必须晚于起用年份。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Succession(models.Model):
    """What became of a code: the whole of it, or a part, went to another code."""

    earlier = models.ForeignKey(
        PlaceCode, models.CASCADE, related_name="successions", verbose_name=_("原代码")
    )
    later = models.ForeignKey(
        PlaceCode, models.CASCADE, related_name="predecessors", verbose_name=_("后继代码")
    )
    year = models.SmallIntegerField(_("年份"))
    weight = models.FloatField(_("份额"), null=True, blank=True)

    class Meta:
        verbose_name = _("沿革")
        verbose_name_plural = _("沿革")
        ordering = ("earlier__code", "later__code", "year")
        constraints = (
            models.UniqueConstraint(
                fields=("earlier", "later", "year"),
                name="regions_succession_once",
                violation_error_message=_("同一沿革只能登记一次。"),
            ),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=1),
                name="regions_succession_weight_is_a_share",
                violation_error_message=_("份额应大于0、不超过1；不知道时留空。"),
            ),
            models.CheckConstraint(
                condition=~Q(earlier=F("later")),
                name="regions_succession_leads_elsewhere",
                violation_error_message=_("代码不能是自己的后继。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.earlier} → {self.later} ({self.year})"


class Indicator(models.Model):
    """What a figure measures; denominators are indicators too. A copy of the catalogue's row."""

    code = models.CharField(_("指标代号"), max_length=60, unique=True)
    name_zh = models.CharField(_("中文名"), max_length=80)
    name_en = models.CharField(_("英文名"), max_length=120)
    unit = models.CharField(_("单位"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("指标")
        verbose_name_plural = _("指标")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Batch(models.Model):
    """Figures that came together: one source, one vintage. A new vintage is a new batch."""

    key = models.CharField(_("批次编号"), max_length=120, unique=True)
    data_set = models.CharField(_("数据集"), max_length=60, db_index=True)
    title = models.CharField(_("标题"), max_length=200)
    source = models.TextField(_("来源"))
    vintage = models.CharField(_("版本"), max_length=60, blank=True)
    sha256 = models.CharField(_("文件摘要值"), max_length=64)
    is_made_up = models.BooleanField(_("模拟数据"), default=False)
    # What a panel says of its columns and regions, in order: ids, units, sources, names.
    contents = models.JSONField(_("内容"))
    created_at = models.DateTimeField(_("入库时间"), auto_now_add=True)
    created_by = models.CharField(_("入库人"), max_length=150)

    class Meta:
        verbose_name = _("数据批次")
        verbose_name_plural = _("数据批次")
        ordering = ("data_set", "-id")

    def __str__(self) -> str:
        return self.key


class Observation(models.Model):
    """One figure: of a place, for a year, in a unit, from a batch. Never overwritten."""

    # The unique constraint's own index serves every reading, so the keys carry none of their own:
    # each index more would make taking in a panel half as slow again.
    batch = models.ForeignKey(
        Batch,
        models.CASCADE,
        related_name="observations",
        verbose_name=_("数据批次"),
        db_index=False,
    )
    region = models.CharField(_("地区代码"), max_length=20)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("地区"),
        db_index=False,
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", verbose_name=_("指标"), db_index=False
    )
    year = models.SmallIntegerField(_("年份"))
    value = models.FloatField(_("数值"))
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    certainty = models.CharField(
        _("表述"), max_length=8, choices=Certainty.choices, default=Certainty.EXACT
    )

    class Meta:
        verbose_name = _("观测值")
        verbose_name_plural = _("观测值")
        ordering = ("batch", "region", "year", "indicator")
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "indicator", "region", "year"),
                name="regions_one_figure_per_cell",
                violation_error_message=_("同一批次中，同一地区、指标、年份只能有一个数值。"),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=-LARGEST, value__lte=LARGEST),
                name="regions_value_is_finite",
                violation_error_message=_("数值必须是有限的数。"),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="regions_year_is_plausible",
                violation_error_message=_("年份应在1900到2200之间。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.region} {self.year} {self.value:g} {self.unit}"


class Flag(models.Model):
    """A doubt about a cell. The value stays as published; the doubt is shown wherever it is."""

    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="flags", verbose_name=_("数据批次")
    )
    region = models.CharField(_("地区代码"), max_length=20)
    year = models.SmallIntegerField(_("年份"))
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", verbose_name=_("指标")
    )
    rule = models.CharField(_("检查规则"), max_length=120)
    detail = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("可疑值标记")
        verbose_name_plural = _("可疑值标记")
        ordering = ("batch", "region", "year", "indicator", "rule")

    def __str__(self) -> str:
        return f"{self.region} {self.year} {self.rule}"
