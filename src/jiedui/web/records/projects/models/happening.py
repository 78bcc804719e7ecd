"""What happened to a project: stages reached, dates agreed, money, readings, contacts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.projects.enums import (
    CURRENCIES,
    READING_UNITS,
    ContactKind,
    EventState,
    MoneyKind,
    Mover,
    Precision,
    ReadingKind,
    Side,
    Stage,
)
from jiedui.web.records.projects.models.project import Project


class StageEvent(models.Model):
    """A stage reached on a day. Never changed: a correction replaces it and says why."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="events", verbose_name=_("项目")
    )
    stage = models.CharField(_("阶段"), max_length=16, choices=Stage.choices)
    on = models.DateField(_("日期"))
    precision = models.CharField(
        _("日期精度"), max_length=8, choices=Precision.choices, default=Precision.DAY
    )
    number = models.CharField(_("文号"), max_length=120, blank=True)
    verifier = models.CharField(_("核实人"), max_length=120, blank=True)
    side = models.CharField(_("报送方"), max_length=10, choices=Side.choices, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=EventState.choices, default=EventState.CURRENT
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("更正的记录"),
    )
    reason = models.CharField(_("更正理由"), max_length=400, blank=True)
    note = models.CharField(_("备注"), max_length=400, blank=True)
    recorded_by = models.CharField(_("记录人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"))
    second_by = models.CharField(_("复核人"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("阶段记录")
        verbose_name_plural = _("阶段记录")
        ordering = ("project", "on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "stage"),
                condition=Q(state=EventState.CURRENT),
                name="projects_event_one_current",
                violation_error_message=_("这个阶段已经记录；要改日期请用更正。"),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values),
                name="projects_event_stage_is_known",
                violation_error_message=_("没有这个阶段。"),
            ),
            models.CheckConstraint(
                condition=Q(precision__in=Precision.values),
                name="projects_event_precision_is_known",
                violation_error_message=_("日期精度只能是日、月、季、年之一。"),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""),
                name="projects_event_correction_has_a_reason",
                violation_error_message=_("更正必须写明理由。"),
            ),
            models.CheckConstraint(
                condition=Q(second_by="") | ~Q(second_by=models.F("recorded_by")),
                name="projects_event_second_person_is_another",
                violation_error_message=_("复核人不能是记录人本人。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage} {self.on}"


class Due(models.Model):
    """The day a contract sets for a stage."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="dues", verbose_name=_("项目")
    )
    stage = models.CharField(_("阶段"), max_length=16, choices=Stage.choices)
    on = models.DateField(_("约定日期"))
    precision = models.CharField(
        _("日期精度"), max_length=8, choices=Precision.choices, default=Precision.DAY
    )
    source = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("约定日期")
        verbose_name_plural = _("约定日期")
        ordering = ("project", "on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "stage"),
                name="projects_due_once",
                violation_error_message=_("同一阶段只能有一个约定日期。"),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values),
                name="projects_due_stage_is_known",
                violation_error_message=_("没有这个阶段。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage} {self.on}"


class Money(models.Model):
    """A sum in minor units of its own currency. Sums of a kind add up; corrections replace."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="money", verbose_name=_("项目")
    )
    number = models.PositiveIntegerField(_("序号"))
    kind = models.CharField(_("口径"), max_length=12, choices=MoneyKind.choices)
    amount_minor = models.BigIntegerField(_("金额(分)"))
    equipment_minor = models.BigIntegerField(_("其中设备(分)"), null=True, blank=True)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    on = models.DateField(_("日期"))
    precision = models.CharField(
        _("日期精度"), max_length=8, choices=Precision.choices, default=Precision.DAY
    )
    source = models.CharField(_("佐证"), max_length=200, blank=True)
    side = models.CharField(_("报送方"), max_length=10, choices=Side.choices, blank=True)
    is_current = models.BooleanField(_("现行"), default=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
        verbose_name=_("更正的记录"),
    )
    reason = models.CharField(_("更正理由"), max_length=400, blank=True)
    recorded_by = models.CharField(_("记录人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("资金")
        verbose_name_plural = _("资金")
        ordering = ("project", "kind", "on", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "number"),
                name="projects_money_number_once",
                violation_error_message=_("同一项目的资金序号不能重复。"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MoneyKind.values),
                name="projects_money_kind_is_known",
                violation_error_message=_("口径只能是签约承诺、注册资本、到位资金、完成投资之一。"),
            ),
            models.CheckConstraint(
                condition=Q(currency__in=sorted(CURRENCIES)),
                name="projects_money_currency_is_known",
                violation_error_message=_("没有这个币种；请用三个字母的代码，如 CNY、USD。"),
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0),
                name="projects_money_is_positive",
                violation_error_message=_("金额必须大于0；要减少请用更正。"),
            ),
            models.CheckConstraint(
                condition=Q(equipment_minor__isnull=True)
                | Q(equipment_minor__gte=0, equipment_minor__lte=models.F("amount_minor")),
                name="projects_money_equipment_within",
                violation_error_message=_("其中设备不能超过总额。"),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""),
                name="projects_money_correction_has_a_reason",
                violation_error_message=_("更正必须写明理由。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor} {self.currency}"


class Reading(models.Model):
    """What a third party counted in a period: power used, people insured, tax paid."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="readings", verbose_name=_("项目")
    )
    kind = models.CharField(_("内容"), max_length=12, choices=ReadingKind.choices)
    period = models.CharField(_("期间"), max_length=7)
    value = models.BigIntegerField(_("数值"))
    unit = models.CharField(_("单位"), max_length=10)
    source = models.CharField(_("来源"), max_length=200)
    recorded_by = models.CharField(_("记录人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("运行数据")
        verbose_name_plural = _("运行数据")
        ordering = ("project", "kind", "period")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "kind", "period"),
                name="projects_reading_once",
                violation_error_message=_("同一期间的同一项运行数据只能有一个。"),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="projects_reading_not_negative",
                violation_error_message=_("运行数据不能为负。"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(READING_UNITS)),
                name="projects_reading_kind_is_known",
                violation_error_message=_("没有这一项运行数据。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.value}"


class Contact(models.Model):
    """Who spoke with whom, what stands in the way, and whose move it is."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="contacts", verbose_name=_("项目")
    )
    on = models.DateField(_("日期"))
    kind = models.CharField(_("方式"), max_length=12, choices=ContactKind.choices)
    text = models.CharField(_("内容"), max_length=400)
    blocker = models.CharField(_("卡在"), max_length=200, blank=True)
    mover = models.CharField(_("轮到"), max_length=12, choices=Mover.choices, blank=True)
    move_by_on = models.DateField(_("应办日期"), null=True, blank=True)
    side = models.CharField(_("记录方"), max_length=10, choices=Side.choices, blank=True)
    recorded_by = models.CharField(_("记录人"), max_length=150)
    recorded_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("联系记录")
        verbose_name_plural = _("联系记录")
        ordering = ("project", "on", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(text=""),
                name="projects_contact_says_something",
                violation_error_message=_("联系记录必须有内容。"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ContactKind.values),
                name="projects_contact_kind_is_known",
                violation_error_message=_("方式只能是考察、对接、洽谈、跟进之一。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"
