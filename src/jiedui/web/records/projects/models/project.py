"""The firm and the project, with what lists filter and sort by kept on its row."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from jiedui.core.credit_codes import LENGTH
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects.enums import (
    ENDS,
    RANK,
    ChainRole,
    Green,
    Initiator,
    Labour,
    Mode,
    Mover,
    Stage,
)

models.CharField.register_lookup(Length)
HIGHEST = max(RANK.values())
MONEY_FIELDS = ("promised_fen", "registered_fen", "paid_in_fen", "spent_fen")


class Firm(models.Model):
    """A firm by its credit code; one abroad, or not founded yet, has none."""

    credit_code = models.CharField(
        _("统一社会信用代码"), max_length=LENGTH, null=True, blank=True, unique=True
    )
    name = models.CharField(_("企业名称"), max_length=120, db_index=True)
    parent = models.CharField(_("母公司"), max_length=120, blank=True)
    home_region = models.CharField(_("注册地代码"), max_length=12, blank=True)
    is_lead_firm = models.BooleanField(_("龙头企业"), null=True, blank=True)

    class Meta:
        verbose_name = _("企业")
        verbose_name_plural = _("企业")
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(credit_code__isnull=True) | Q(credit_code__length=LENGTH),
                name="projects_firm_code_has_18_characters",
                violation_error_message=_("统一社会信用代码必须是18位；没有时留空。"),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="projects_firm_has_a_name",
                violation_error_message=_("企业必须有名称。"),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """An investment that moves through stages (产业项目).

    `programme` is that of the pair, kept here so that lists need no join. Everything below the
    line is written by `summary.refresh` alone, in the transaction of the event that changed it.
    """

    code = models.CharField(_("项目编号"), max_length=60, unique=True)
    name = models.CharField(_("项目名称"), max_length=160)
    firm = models.ForeignKey(
        Firm, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("企业")
    )
    programme = models.CharField(_("协作关系"), max_length=60)
    pair = models.ForeignKey(
        Pair, models.PROTECT, related_name="projects", verbose_name=_("结对"), db_index=False
    )
    park = models.ForeignKey(
        Park,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("园区"),
        db_index=False,
    )
    host_region = models.CharField(_("落户地代码"), max_length=12, blank=True)
    home_region = models.CharField(_("来源地代码"), max_length=12, blank=True)
    industry = models.CharField(_("行业代码"), max_length=5, blank=True)
    mode = models.CharField(_("合作模式"), max_length=24, choices=Mode.choices, blank=True)
    chain_role = models.CharField(
        _("产业链作用"), max_length=12, choices=ChainRole.choices, blank=True
    )
    chain_gap = models.CharField(_("所补环节"), max_length=80, blank=True)
    initiator = models.CharField(_("发起"), max_length=12, choices=Initiator.choices, blank=True)
    labour = models.CharField(_("要素类型"), max_length=12, choices=Labour.choices, blank=True)
    green = models.CharField(_("绿色类别"), max_length=12, choices=Green.choices, blank=True)
    is_high_tech = models.BooleanField(_("高新技术"), null=True, blank=True)
    is_lighthouse = models.BooleanField(_("灯塔工厂"), null=True, blank=True)
    land_m2 = models.PositiveBigIntegerField(_("用地面积(平方米)"), null=True, blank=True)
    plot = models.CharField(_("地块"), max_length=60, blank=True)
    jobs_planned = models.PositiveIntegerField(_("计划用工"), null=True, blank=True)
    local_job_share = models.FloatField(_("本地用工占比"), null=True, blank=True)
    source = models.TextField(_("来源"), blank=True)
    secrecy = models.CharField(
        _("密级"), max_length=12, choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    finder = models.CharField(_("首报单位"), max_length=60, blank=True)
    found_by = models.CharField(_("首报人"), max_length=150, blank=True)
    found_at = models.DateTimeField(_("首报时间"), null=True, blank=True)
    version = models.PositiveIntegerField(_("版本"), default=1)
    is_made_up = models.BooleanField(_("演示数据"), default=False)
    # ---- written by summary.refresh
    # After which change of its programme the row was written: see `columns`.
    touched = models.PositiveBigIntegerField(_("变动序号"), default=0)
    is_sealed = models.BooleanField(_("线索保密"), default=False)
    stage = models.CharField(
        _("当前阶段"), max_length=16, choices=Stage.choices, default=Stage.LEAD
    )
    reached = models.SmallIntegerField(_("到过的最远阶段"), default=0)
    confirmed_reached = models.SmallIntegerField(_("两地一致的最远阶段"), default=-1)
    stage_on = models.DateField(_("进入当前阶段"), null=True, blank=True)
    lead_on = models.DateField(_("线索日期"), null=True, blank=True)
    signed_on = models.DateField(_("签约日期"), null=True, blank=True)
    registered_on = models.DateField(_("注册日期"), null=True, blank=True)
    filed_on = models.DateField(_("立项备案日期"), null=True, blank=True)
    land_on = models.DateField(_("供地日期"), null=True, blank=True)
    started_on = models.DateField(_("开工日期"), null=True, blank=True)
    completed_on = models.DateField(_("竣工日期"), null=True, blank=True)
    in_production_on = models.DateField(_("投产日期"), null=True, blank=True)
    at_capacity_on = models.DateField(_("达产日期"), null=True, blank=True)
    above_scale_on = models.DateField(_("入规日期"), null=True, blank=True)
    ended_on = models.DateField(_("终止或转让日期"), null=True, blank=True)
    signed_year = models.SmallIntegerField(_("签约年份"), null=True, blank=True)
    # Stages whose date is known less exactly than to the day: {"signed": "quarter"}.
    precisions = models.JSONField(_("日期精度"), default=dict, blank=True)
    next_due_stage = models.CharField(_("下一约定阶段"), max_length=16, blank=True)
    next_due_on = models.DateField(_("下一约定日期"), null=True, blank=True)
    # The days on which the light turns if nothing more happens: so it never has to be recomputed.
    yellow_on = models.DateField(_("转黄日"), null=True, blank=True)
    red_on = models.DateField(_("转红日"), null=True, blank=True)
    blocker = models.CharField(_("卡在"), max_length=200, blank=True)
    mover = models.CharField(_("轮到"), max_length=12, choices=Mover.choices, blank=True)
    move_by_on = models.DateField(_("应办日期"), null=True, blank=True)
    last_contact_on = models.DateField(_("上次联系"), null=True, blank=True)
    promised_fen = models.BigIntegerField(_("签约承诺(分)"), null=True, blank=True)
    registered_fen = models.BigIntegerField(_("注册资本(分)"), null=True, blank=True)
    paid_in_fen = models.BigIntegerField(_("到位资金(分)"), null=True, blank=True)
    spent_fen = models.BigIntegerField(_("完成投资(分)"), null=True, blank=True)
    confirmed_promised_fen = models.BigIntegerField(_("两地一致的承诺(分)"), null=True, blank=True)
    confirmed_paid_in_fen = models.BigIntegerField(_("两地一致的到位(分)"), null=True, blank=True)
    # Foreign capital in its own currency: {"paid_in": {"USD": 1200000}} in minor units.
    foreign_minor = models.JSONField(_("外币资金"), default=dict, blank=True)
    open_flags = models.PositiveSmallIntegerField(_("待核提示"), default=0)
    # Lower case name, code and firm: two Chinese characters are found here by plain LIKE.
    search = models.CharField(_("检索文本"), max_length=400, blank=True)
    frozen_on = models.DateField(_("冻结至"), null=True, blank=True)

    class Meta:
        verbose_name = _("产业项目")
        verbose_name_plural = _("产业项目")
        ordering = ("code",)
        indexes = (
            models.Index(fields=("stage_on", "id"), name="projects_by_stage_on"),
            models.Index(fields=("pair", "stage_on", "id"), name="projects_by_pair"),
            models.Index(fields=("park", "stage_on", "id"), name="projects_by_park"),
            models.Index(fields=("host_region", "stage_on", "id"), name="projects_by_host"),
            models.Index(fields=("stage", "stage_on", "id"), name="projects_by_stage"),
            models.Index(fields=("signed_year", "stage_on", "id"), name="projects_by_year"),
            models.Index(fields=("industry", "stage_on", "id"), name="projects_by_industry"),
            models.Index(fields=("confirmed_reached", "stage_on", "id"), name="projects_by_agreed"),
            models.Index(fields=("red_on", "id"), name="projects_by_red_on"),
            models.Index(fields=("next_due_on", "id"), name="projects_by_due"),
            models.Index(fields=("promised_fen", "id"), name="projects_by_promised"),
            models.Index(fields=("paid_in_fen", "id"), name="projects_by_paid_in"),
            models.Index(fields=("finder",), name="projects_by_finder", condition=~Q(finder="")),
            # Holds everything that the funnel reads, so that it never touches the rows.
            models.Index(
                fields=(
                    *("signed_year", "programme", "pair", "park", "host_region", "home_region"),
                    *("industry", "secrecy", "is_sealed", "finder"),
                    *("reached", "confirmed_reached", "stage", "promised_fen", "paid_in_fen"),
                    *("confirmed_promised_fen", "confirmed_paid_in_fen"),
                ),
                name="projects_funnel",
            ),
            models.Index(fields=("programme", "touched"), name="projects_by_touched"),
            models.Index(fields=("plot",), name="projects_by_plot", condition=~Q(plot="")),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name=""),
                name="projects_project_has_code_and_name",
                violation_error_message=_("项目必须有编号和名称。"),
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.values),
                name="projects_project_secrecy_is_known",
                violation_error_message=_("密级只能是公开、内部、工作秘密、商业秘密之一。"),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values),
                name="projects_project_stage_is_known",
                violation_error_message=_("没有这个阶段。"),
            ),
            models.CheckConstraint(
                condition=Q(reached__gte=0, reached__lte=HIGHEST),
                name="projects_project_reached_is_a_stage",
                violation_error_message=_("到过的最远阶段不在阶段表内。"),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_reached__lte=F("reached")),
                name="projects_project_confirms_what_is_reached",
                violation_error_message=_("两地一致的阶段不能超过到过的阶段。"),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=ENDS, ended_on__isnull=False)
                | (~Q(stage__in=ENDS) & Q(ended_on__isnull=True)),
                name="projects_project_end_has_a_date",
                violation_error_message=_("终止或转让必须有日期，其他阶段不得有。"),
            ),
            models.CheckConstraint(
                condition=Q(is_sealed=False) | (Q(stage=Stage.LEAD) & ~Q(finder="")),
                name="projects_project_seals_leads_only",
                violation_error_message=_("只有线索可以对首报单位以外保密，而且必须有首报单位。"),
            ),
            models.CheckConstraint(
                condition=Q(local_job_share__isnull=True)
                | Q(local_job_share__gte=0, local_job_share__lte=1),
                name="projects_project_local_share_is_a_share",
                violation_error_message=_("本地用工占比应在0到1之间。"),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0}),
                    name=f"projects_project_{field}_not_negative",
                    violation_error_message=_("合计金额不能为负。"),
                )
                for field in MONEY_FIELDS
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Change(models.Model):
    """How often the projects of a programme have changed: what is counted once per change.

    Under no programme: how often a park or a pair was written, whose names projects are shown with.
    """

    programme = models.CharField(_("协作关系"), max_length=60, unique=True)
    number = models.PositiveBigIntegerField(_("次数"), default=0)
    # The last change that may have touched any row, such as an import.
    reloaded = models.PositiveBigIntegerField(_("整体变动"), default=0)

    class Meta:
        verbose_name = _("变动次数")
        verbose_name_plural = _("变动次数")
        ordering = ("programme",)

    def __str__(self) -> str:
        return f"{self.programme} {self.number}"
