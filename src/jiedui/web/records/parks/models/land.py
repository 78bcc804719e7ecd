"""Land and works: dated areas, land in use, plots, and the works that D11 puts in order."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.parks.enums import Layer, PlotState, Space, WorkKind
from jiedui.web.records.parks.models.base import Told, precision_field

AREA_MAX_KM2 = 10_000.0
HECTARES_MAX = 1_000_000.0


class ParkArea(Told):
    """The area of a park from a day on: 13.6 km², then 21.35 km² (D14)."""

    valid_from = models.DateField(_("起始日期"))
    precision = precision_field()
    area_km2 = models.FloatField(_("面积(平方公里)"))
    kind = models.CharField(_("面积口径"), max_length=40, default="规划面积")
    is_target = models.BooleanField(_("为规划目标"), default=False)
    boundary = models.JSONField(_("边界"), null=True, blank=True)

    class Meta:
        verbose_name = _("园区面积")
        verbose_name_plural = _("园区面积")
        ordering = ("park", "valid_from", "kind")
        default_related_name = "areas"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "kind", "valid_from", "source"),
                name="parks_area_once_per_source",
                violation_error_message=_("同一来源、同一口径在同一天只能登记一个面积。"),
            ),
            models.CheckConstraint(
                condition=Q(area_km2__gt=0, area_km2__lte=AREA_MAX_KM2),
                name="parks_area_is_positive",
                violation_error_message=_("面积应大于0、不超过1万平方公里。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.area_km2:g} km²"


class LandUse(Told):
    """Land in use on a day, by production, living and ecology (D12)."""

    as_of = models.DateField(_("截至日期"))
    space = models.CharField(_("用地布局"), max_length=12, choices=Space.choices)
    area_ha = models.FloatField(_("面积(公顷)"))

    class Meta:
        verbose_name = _("用地")
        verbose_name_plural = _("用地")
        ordering = ("park", "as_of", "space")
        default_related_name = "land_uses"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "as_of", "space"),
                name="parks_land_use_once",
                violation_error_message=_("同一天、同一布局只能登记一次用地。"),
            ),
            models.CheckConstraint(
                condition=Q(area_ha__gte=0, area_ha__lte=HECTARES_MAX),
                name="parks_land_use_is_an_area",
                violation_error_message=_("用地面积不能是负数，也不超过100万公顷。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.space} {self.area_ha:g} ha"


class Plot(Told):
    """A plot of a park, from plan to use."""

    number = models.CharField(_("地块编号"), max_length=60)
    phase = models.CharField(_("分期"), max_length=40, blank=True)
    kind = models.CharField(_("用途"), max_length=16, choices=WorkKind.choices)
    area_ha = models.FloatField(_("面积(公顷)"))
    state = models.CharField(_("状态"), max_length=10, choices=PlotState.choices)
    state_since = models.DateField(_("状态日期"))
    precision = precision_field()
    user_code = models.CharField(_("用地单位代码"), max_length=18, blank=True)

    class Meta:
        verbose_name = _("地块")
        verbose_name_plural = _("地块")
        ordering = ("park", "number")
        default_related_name = "plots"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "number"),
                name="parks_plot_once",
                violation_error_message=_("同一园区的地块编号不能重复。"),
            ),
            models.CheckConstraint(
                condition=Q(area_ha__gt=0, area_ha__lte=HECTARES_MAX),
                name="parks_plot_is_an_area",
                violation_error_message=_("地块面积应大于0、不超过100万公顷。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.number}"


class Work(Told):
    """A work of a park with its dates. Planning is a work of its own."""

    name = models.CharField(_("工程"), max_length=120)
    phase = models.CharField(_("分期"), max_length=40, blank=True)
    kind = models.CharField(_("类别"), max_length=16, choices=WorkKind.choices)
    layer = models.CharField(_("地上地下"), max_length=12, choices=Layer.choices, blank=True)
    plot = models.ForeignKey(
        Plot, models.PROTECT, null=True, blank=True, related_name="works", verbose_name=_("地块")
    )
    started = models.DateField(_("开工日期"), null=True, blank=True)
    started_precision = precision_field()
    completed = models.DateField(_("完工日期"), null=True, blank=True)
    completed_precision = precision_field()
    evidence = models.CharField(_("佐证文号"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("园区工程")
        verbose_name_plural = _("园区工程")
        ordering = ("park", "phase", "started", "name")
        default_related_name = "works"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "phase", "name"),
                name="parks_work_once",
                violation_error_message=_("同一分期的工程名称不能重复。"),
            ),
            models.CheckConstraint(
                condition=Q(started__isnull=True)
                | Q(completed__isnull=True)
                | Q(completed__gte=F("started")),
                name="parks_work_ends_after_start",
                violation_error_message=_("完工日期不能早于开工日期。"),
            ),
        )

    def __str__(self) -> str:
        return self.name
