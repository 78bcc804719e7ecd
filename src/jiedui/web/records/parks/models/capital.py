"""Money and matter: the capital cycle, who holds the developer, facilities, tenants."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.parks.enums import Amenity, Capital, Phase, Progress
from jiedui.web.records.parks.models.base import (
    AMOUNT_MAX_MINOR,
    Told,
    currency_field,
    precision_field,
)


class CapitalEvent(Told):
    """A step in the closed cycle 投融建管退. An exit is real: it has proceeds (D21)."""

    phase = models.CharField(_("资本阶段"), max_length=8, choices=Phase.choices)
    title = models.CharField(_("事项"), max_length=200)
    day = models.DateField(_("日期"))
    precision = precision_field()
    amount_minor = models.BigIntegerField(_("金额(分)"), null=True, blank=True)
    currency = currency_field()

    class Meta:
        verbose_name = _("资本环节")
        verbose_name_plural = _("资本环节")
        ordering = ("park", "day", "phase", "title")
        default_related_name = "capital_events"
        constraints = (
            models.CheckConstraint(
                condition=~Q(phase=Phase.EXIT) | Q(amount_minor__isnull=False),
                name="parks_exit_has_proceeds",
                violation_error_message=_("退出要有收回的金额；没有收回就不算退出。"),
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True)
                | Q(amount_minor__gte=0, amount_minor__lte=AMOUNT_MAX_MINOR),
                name="parks_capital_amount_is_plausible",
                violation_error_message=_("金额不能是负数，也不能大得离谱。"),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Holding(Told):
    """Who holds which share of the park's developer on a day (D17)."""

    as_of = models.DateField(_("截至日期"))
    holder = models.CharField(_("出资人"), max_length=120)
    capital = models.CharField(_("资本"), max_length=16, choices=Capital.choices)
    share = models.DecimalField(_("份额"), max_digits=9, decimal_places=8)

    class Meta:
        verbose_name = _("股权")
        verbose_name_plural = _("股权")
        ordering = ("park", "-as_of", "-share", "holder")
        default_related_name = "holdings"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "as_of", "holder"),
                name="parks_holding_once",
                violation_error_message=_("同一出资人在同一天只能登记一次。"),
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1),
                name="parks_holding_is_a_share",
                violation_error_message=_("份额应大于0、不超过1。"),
            ),
        )

    def __str__(self) -> str:
        return self.holder


class Facility(Told):
    """A line of the inventory of infrastructure and amenities (D19, D24)."""

    kind = models.CharField(_("类别"), max_length=12, choices=Amenity.choices)
    name = models.CharField(_("名称"), max_length=120)
    capacity = models.FloatField(_("能力"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    progress = models.CharField(_("进展"), max_length=10, choices=Progress.choices)
    completed = models.DateField(_("建成日期"), null=True, blank=True)
    precision = precision_field()

    class Meta:
        verbose_name = _("设施")
        verbose_name_plural = _("设施")
        ordering = ("park", "kind", "name")
        default_related_name = "facilities"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "kind", "name"),
                name="parks_facility_once",
                violation_error_message=_("同类设施的名称不能重复。"),
            ),
            models.CheckConstraint(
                condition=Q(progress=Progress.DONE) | Q(completed__isnull=True),
                name="parks_facility_completed_when_done",
                violation_error_message=_("没有建成的设施不能有建成日期。"),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Tenancy(Told):
    """A firm in the park, by its credit code."""

    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    name = models.CharField(_("企业"), max_length=120)
    since = models.DateField(_("入驻日期"))
    until = models.DateField(_("迁出日期"), null=True, blank=True)
    precision = precision_field()

    class Meta:
        verbose_name = _("入驻企业")
        verbose_name_plural = _("入驻企业")
        ordering = ("park", "credit_code", "since")
        default_related_name = "tenancies"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "credit_code", "since"),
                name="parks_tenancy_once",
                violation_error_message=_("同一企业在同一天只能登记一次入驻。"),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="parks_tenancy_ends_after_start",
                violation_error_message=_("迁出日期必须晚于入驻日期。"),
            ),
        )

    def __str__(self) -> str:
        return self.name
