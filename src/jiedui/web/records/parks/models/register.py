"""The register: a park, where it lies, whose it is, and the group it belongs to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.parks.enums import Direction, Form, Governance, Kind, Level, Mode
from jiedui.web.records.programmes.models import Pair, Programme

FIRST_YEAR, LAST_YEAR = 1949, 2200
# What reports say of a published park: an office adds beside it and does not write over it.
PUBLISHED_FIELDS = (
    *("name", "form", "level", "host_region", "host_name", "home_region", "home_name"),
    *("direction", "founded_year", "leading_industries", "reported_as", "source", "secrecy"),
)


class Park(models.Model):
    """A park or an enclave. It lasts longer than the pair that built it.

    `host_region` is where it lies. `home_region` is the other party: who came to build it, or
    whose enclave it is. So the host of a co-built park is the recipient, and the host of a
    reverse enclave is the supporter (E1).
    """

    code = models.CharField(_("编号"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=30, choices=Kind.choices, default=Kind.CO_BUILT)
    form = models.CharField(_("载体形式"), max_length=20, choices=Form.choices, default=Form.PARK)
    level = models.CharField(_("层级"), max_length=12, choices=Level.choices, blank=True)
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parks",
        verbose_name=_("协作关系"),
    )
    pair = models.ForeignKey(
        Pair,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parks",
        verbose_name=_("所属结对"),
    )
    host_region = models.CharField(_("所在地代码"), max_length=20, blank=True, db_index=True)
    host_name = models.CharField(_("所在地"), max_length=80, blank=True)
    home_region = models.CharField(_("飞出地代码"), max_length=20, blank=True, db_index=True)
    home_name = models.CharField(_("飞出地"), max_length=80, blank=True)
    partners = models.TextField(_("其他合作方"), blank=True)
    direction = models.CharField(_("方向"), max_length=8, choices=Direction.choices, blank=True)
    legal_body = models.CharField(_("法人主体"), max_length=120, blank=True)
    sharing_contract = models.CharField(_("分成协议"), max_length=200, blank=True)
    mode = models.CharField(_("运作模式"), max_length=12, choices=Mode.choices, blank=True)
    governance = models.CharField(
        _("管理体制"), max_length=16, choices=Governance.choices, blank=True
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("所属园区"),
    )
    founded_year = models.SmallIntegerField(_("成立年份"), null=True, blank=True)
    planning_start_year = models.SmallIntegerField(_("规划期开始年份"), null=True, blank=True)
    planning_end_year = models.SmallIntegerField(_("规划期结束年份"), null=True, blank=True)
    leading_industries = models.CharField(_("主导产业"), max_length=200, blank=True)
    free_trade_area = models.CharField(_("联动的自贸片区"), max_length=120, blank=True)
    reported_as = models.CharField(_("报道中的称谓"), max_length=120, blank=True)
    source = models.TextField(_("来源"))
    # What the bundled register holds is known to all; what offices add obeys reach and secrecy.
    is_published = models.BooleanField(_("见于公开报道"), default=False)
    secrecy = models.CharField(
        _("密级"), max_length=12, choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    is_made_up = models.BooleanField(_("模拟数据"), default=False)
    version = models.PositiveIntegerField(_("版次"), default=1)

    class Meta:
        verbose_name = _("园区")
        verbose_name_plural = _("园区")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values),
                name="parks_park_kind_is_known",
                violation_error_message=_("园区类别不在目录中。"),
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.values),
                name="parks_park_secrecy_is_known",
                violation_error_message=_("密级只能是公开、内部、工作秘密或商业秘密。"),
            ),
            models.CheckConstraint(
                condition=Q(host_region="") | ~Q(host_region=F("home_region")),
                name="parks_park_has_two_places",
                violation_error_message=_("所在地与飞出地不能是同一个地区。"),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="parks_park_is_not_its_own_parent",
                violation_error_message=_("园区不能是自己的园中园。"),
            ),
            models.CheckConstraint(
                condition=Q(planning_start_year__isnull=True)
                | Q(planning_end_year__isnull=True)
                | Q(planning_end_year__gte=F("planning_start_year")),
                name="parks_park_planning_ends_after_start",
                violation_error_message=_("规划期的结束年份不能早于开始年份。"),
            ),
            models.CheckConstraint(
                condition=Q(founded_year__isnull=True)
                | Q(founded_year__gte=FIRST_YEAR, founded_year__lte=LAST_YEAR),
                name="parks_park_founded_year_is_plausible",
                violation_error_message=_("成立年份应在1949到2200之间。"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def locked_fields(self) -> tuple[str, ...]:
        """What nobody changes by hand, since it is what a report says."""
        return PUBLISHED_FIELDS if self.is_published else ()


class ParkGroup(models.Model):
    """Parks that move together: one lead and so many linked, as in “1+5” (D13)."""

    code = models.CharField(_("编号"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    lead = models.ForeignKey(
        Park, models.PROTECT, related_name="led_groups", verbose_name=_("主体园区")
    )
    linked_stated = models.PositiveSmallIntegerField(_("文本所称联动家数"), null=True, blank=True)
    source = models.TextField(_("来源"))
    note = models.TextField(_("备注"), blank=True)
    is_published = models.BooleanField(_("见于公开报道"), default=False)

    class Meta:
        verbose_name = _("园区组")
        verbose_name_plural = _("园区组")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A linked park of a group; the lead is not listed again."""

    group = models.ForeignKey(
        ParkGroup, models.CASCADE, related_name="members", verbose_name=_("园区组")
    )
    park = models.ForeignKey(
        Park, models.PROTECT, related_name="memberships", verbose_name=_("园区")
    )

    class Meta:
        verbose_name = _("联动园区")
        verbose_name_plural = _("联动园区")
        ordering = ("group", "park")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "park"),
                name="parks_member_once",
                violation_error_message=_("同一园区在一个组里只能出现一次。"),
            ),
        )

    def __str__(self) -> str:
        return str(self.park)
