"""How a park is approved and governed: steps, duties, staff, policies, reforms."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.parks.enums import (
    Compared,
    Function,
    Kind,
    Policy,
    Progress,
    ReformKind,
    Side,
    Step,
)
from jiedui.web.records.parks.models.base import Told, precision_field


class Approval(Told):
    """A step of approval, dated, with the number of its document (D5, D6)."""

    step = models.CharField(_("步骤"), max_length=10, choices=Step.choices)
    kind = models.CharField(_("批为"), max_length=30, choices=Kind.choices)
    day = models.DateField(_("日期"), null=True, blank=True)
    precision = precision_field()
    # What a text says had happened by its own date, where the date of the step is not known.
    known_by = models.DateField(_("至迟日期"), null=True, blank=True)
    number = models.CharField(_("文号"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("审批步骤")
        verbose_name_plural = _("审批步骤")
        ordering = ("park", "kind", "id")
        default_related_name = "approvals"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "kind", "step"),
                name="parks_approval_step_once",
                violation_error_message=_("同一园区的同一审批步骤只能登记一次。"),
            ),
            models.CheckConstraint(
                condition=Q(day__isnull=False) | Q(known_by__isnull=False),
                name="parks_approval_is_dated",
                violation_error_message=_("审批步骤要有日期，或写明至迟哪一天已经完成。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.get_step_display()}"


class Duty(Told):
    """A line of the duty list: a function, the body that holds it, its staff (D15, D24, D25)."""

    function = models.CharField(_("事项"), max_length=120)
    kind = models.CharField(_("职能"), max_length=16, choices=Function.choices)
    body = models.CharField(_("承担机构"), max_length=120)
    side = models.CharField(_("哪一方"), max_length=10, choices=Side.choices)
    staff = models.PositiveIntegerField(_("人员"), null=True, blank=True)
    last_consulted = models.DateField(_("上次协商日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("权责事项")
        verbose_name_plural = _("权责清单")
        ordering = ("park", "kind", "function", "body")
        default_related_name = "duties"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "function", "body"),
                name="parks_duty_once",
                violation_error_message=_("同一机构的同一事项只能登记一次。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.function}: {self.body}"


class Staffing(Told):
    """Staff on a day against the people, firms and tasks they serve (D22)."""

    as_of = models.DateField(_("截至日期"))
    staff = models.PositiveIntegerField(_("管理人员"))
    population = models.PositiveIntegerField(_("服务人口"), null=True, blank=True)
    enterprises = models.PositiveIntegerField(_("企业数"), null=True, blank=True)
    tasks = models.PositiveIntegerField(_("承担事项数"), null=True, blank=True)

    class Meta:
        verbose_name = _("人员配置")
        verbose_name_plural = _("人员配置")
        ordering = ("park", "as_of")
        default_related_name = "staffings"
        constraints = (
            models.UniqueConstraint(
                fields=("park", "as_of"),
                name="parks_staffing_once_per_day",
                violation_error_message=_("同一天只能登记一次人员配置。"),
            ),
            models.CheckConstraint(
                condition=Q(staff__gt=0),
                name="parks_staffing_has_staff",
                violation_error_message=_("管理人员应大于0；没有数字时不要登记。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.as_of}"


class PolicyMeasure(Told):
    """A measure of support that holds for the park, under one of eight heads (D18)."""

    category = models.CharField(_("类别"), max_length=12, choices=Policy.choices)
    title = models.CharField(_("政策"), max_length=200)
    number = models.CharField(_("文号"), max_length=120, blank=True)
    start = models.DateField(_("起始日期"))
    end = models.DateField(_("截止日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("政策")
        verbose_name_plural = _("政策")
        ordering = ("park", "category", "start", "title")
        default_related_name = "policies"
        constraints = (
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gt=F("start")),
                name="parks_policy_ends_after_start",
                violation_error_message=_("政策的截止日期必须晚于起始日期。"),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Reform(Told):
    """A reform item: 去行政化, or one copied from a linked free-trade area (D15, D20)."""

    kind = models.CharField(_("类别"), max_length=20, choices=ReformKind.choices)
    title = models.CharField(_("事项"), max_length=200)
    taken_from = models.CharField(_("复制自"), max_length=120, blank=True)
    progress = models.CharField(_("进展"), max_length=10, choices=Progress.choices)
    day = models.DateField(_("日期"))
    precision = precision_field()

    class Meta:
        verbose_name = _("改革事项")
        verbose_name_plural = _("改革事项")
        ordering = ("park", "kind", "day", "title")
        default_related_name = "reforms"

    def __str__(self) -> str:
        return self.title


class Requirement(models.Model):
    """What a rung of the ladder asks of a park, with its clause and force (D13)."""

    kind = models.CharField(_("梯级"), max_length=30, choices=Kind.choices)
    indicator = models.CharField(_("指标"), max_length=60)
    compared = models.CharField(_("比较方式"), max_length=10, choices=Compared.choices)
    threshold = models.FloatField(_("门槛"))
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    document = models.CharField(_("文件"), max_length=200)
    words = models.TextField(_("条款原文"))
    force = models.CharField(_("效力"), max_length=12)
    start = models.DateField(_("起始日期"))
    end = models.DateField(_("截止日期"), null=True, blank=True)
    recorded_by = models.CharField(_("登记人"), max_length=150)

    class Meta:
        verbose_name = _("评级条件")
        verbose_name_plural = _("评级条件")
        ordering = ("kind", "indicator", "start")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "indicator", "start"),
                name="parks_requirement_once",
                violation_error_message=_("同一梯级的同一指标在同一天只能有一个条件。"),
            ),
            models.CheckConstraint(
                condition=Q(
                    force__in=("document", "agreement", "commitment", "practice", "suggestion")
                ),
                name="parks_requirement_force_is_known",
                violation_error_message=_("效力只能是文件、协议、承诺、做法或建议。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.indicator}"
