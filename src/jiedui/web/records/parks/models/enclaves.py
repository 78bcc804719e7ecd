"""Enclaves: teams on their way from attraction to conversion, and who used what (E2, E4, E8)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.parks.models.base import (
    AMOUNT_MAX_MINOR,
    Told,
    currency_field,
)


class Team(Told):
    """A research team in a science enclave; its result counts where it is used (E1, E4, E5)."""

    name = models.CharField(_("团队"), max_length=120)
    field = models.CharField(_("领域"), max_length=80, blank=True)
    attracted = models.DateField(_("引进日期"))
    incubated = models.DateField(_("孵化日期"), null=True, blank=True)
    converted = models.DateField(_("转化日期"), null=True, blank=True)
    converted_region = models.CharField(_("转化地代码"), max_length=20, blank=True)
    value_minor = models.BigIntegerField(_("转化金额(分)"), null=True, blank=True)
    currency = currency_field()

    class Meta:
        verbose_name = _("科创团队")
        verbose_name_plural = _("科创团队")
        ordering = ("park", "attracted", "name")
        default_related_name = "teams"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "name"),
                name="parks_team_once",
                violation_error_message=_("同一飞地的团队名称不能重复。"),
            ),
            models.CheckConstraint(
                condition=(Q(incubated__isnull=True) | Q(incubated__gte=F("attracted")))
                & (Q(converted__isnull=True) | Q(converted__gte=F("attracted")))
                & (
                    Q(converted__isnull=True)
                    | Q(incubated__isnull=True)
                    | Q(converted__gte=F("incubated"))
                ),
                name="parks_team_steps_in_order",
                violation_error_message=_("引进、孵化、转化的日期要依次不早于前一步。"),
            ),
            models.CheckConstraint(
                condition=Q(converted__isnull=True) | ~Q(converted_region=""),
                name="parks_conversion_has_a_place",
                violation_error_message=_("转化要写明在哪里转化。"),
            ),
            models.CheckConstraint(
                condition=Q(value_minor__isnull=True)
                | Q(value_minor__gte=0, value_minor__lte=AMOUNT_MAX_MINOR, converted__isnull=False),
                name="parks_conversion_value_is_plausible",
                violation_error_message=_("转化金额不能是负数，且要先有转化日期。"),
            ),
        )

    def __str__(self) -> str:
        return self.name


class SharedUse(Told):
    """One use of a shared resource: who, of what, for how long, at what fee (E2, E8)."""

    day = models.DateField(_("日期"))
    resource = models.CharField(_("资源"), max_length=120)
    user_name = models.CharField(_("使用单位"), max_length=120)
    user_code = models.CharField(_("使用单位代码"), max_length=18, blank=True)
    is_outside = models.BooleanField(_("园外单位"))
    hours = models.DecimalField(_("小时"), max_digits=9, decimal_places=2)
    fee_fen = models.BigIntegerField(_("费用(分)"), default=0)

    class Meta:
        verbose_name = _("共享使用")
        verbose_name_plural = _("共享使用")
        ordering = ("park", "-day", "resource", "user_name")
        default_related_name = "shared_uses"
        constraints = (
            models.CheckConstraint(
                condition=Q(hours__gt=0, fee_fen__gte=0, fee_fen__lte=AMOUNT_MAX_MINOR),
                name="parks_use_has_hours",
                violation_error_message=_("使用时间应大于0，费用不能是负数。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.resource}"
