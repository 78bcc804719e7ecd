"""Figures of parks as somebody gave them. Two that clash both stand (D9)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.parks.enums import Nature
from jiedui.web.records.parks.models.register import Park
from jiedui.web.records.regions.enums import Certainty

LARGEST = 1e300  # beyond is infinity or a fault; NaN fails the comparison on PostgreSQL


class ParkFact(models.Model):
    """One figure of a park, or of several together under a `subject`.

    A figure says its unit, whether stock or flow, its period, currency and certainty. Only what
    was published without saying so may leave its nature unstated.
    """

    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="facts", verbose_name=_("园区")
    )
    subject = models.CharField(_("对象"), max_length=120)
    indicator = models.CharField(_("指标"), max_length=60, db_index=True)
    printed_as = models.CharField(_("原文指标"), max_length=120, blank=True)
    value = models.FloatField(_("数量"))
    unit = models.CharField(_("单位"), max_length=20)
    nature = models.CharField(_("存量流量"), max_length=10, choices=Nature.choices)
    period = models.CharField(_("期间"), max_length=60)
    start = models.DateField(_("期间开始"), null=True, blank=True)
    end = models.DateField(_("期间结束"), null=True, blank=True)
    currency = models.CharField(_("币种"), max_length=3, blank=True)
    certainty = models.CharField(
        _("表述"), max_length=8, choices=Certainty.choices, default=Certainty.EXACT
    )
    source = models.TextField(_("来源"))
    is_published = models.BooleanField(_("见于公开报道"), default=False)
    recorded_by = models.CharField(_("登记人"), max_length=150)
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("园区数字")
        verbose_name_plural = _("园区数字")
        ordering = ("subject", "indicator", "end", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "indicator", "nature", "period", "unit", "source"),
                name="parks_fact_once_per_source",
                violation_error_message=_("同一来源对同一指标、期间只能登记一个数字。"),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=-LARGEST, value__lte=LARGEST),
                name="parks_fact_is_finite",
                violation_error_message=_("数值必须是有限的数。"),
            ),
            models.CheckConstraint(
                condition=Q(is_published=True) | ~Q(nature=Nature.UNSTATED),
                name="parks_fact_says_stock_or_flow",
                violation_error_message=_("数字要写明是存量、流量还是累计。"),
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
                name="parks_fact_period_ends_after_start",
                violation_error_message=_("期间的结束不能早于开始。"),
            ),
            models.CheckConstraint(
                condition=~Q(period=""),
                name="parks_fact_has_a_period",
                violation_error_message=_("数字要写明期间。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.indicator} {self.value:g} {self.unit}"
