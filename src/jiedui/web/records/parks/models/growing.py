"""How a pair grows beyond its parks, what stands in the way, what came of it (D23, D27, D30)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.parks.enums import Axis, Head, Maturity
from jiedui.web.records.parks.models.base import Told
from jiedui.web.records.programmes.models import Pair


class MaturityMark(models.Model):
    """How far a pair has come along an axis on a day, with grounds (D23)."""

    pair = models.ForeignKey(
        Pair, models.PROTECT, related_name="maturity_marks", verbose_name=_("所属结对")
    )
    axis = models.CharField(_("方向"), max_length=14, choices=Axis.choices)
    maturity = models.CharField(_("阶段"), max_length=8, choices=Maturity.choices)
    as_of = models.DateField(_("判定日期"))
    grounds = models.TextField(_("判定依据"))
    source = models.TextField(_("来源"))
    recorded_by = models.CharField(_("登记人"), max_length=150)

    class Meta:
        verbose_name = _("成熟阶段")
        verbose_name_plural = _("成熟阶段")
        ordering = ("pair", "axis", "-as_of")
        constraints = (
            models.UniqueConstraint(
                fields=("pair", "axis", "as_of"),
                name="parks_maturity_once_per_day",
                violation_error_message=_("同一结对在同一天对同一方向只能判定一次。"),
            ),
            models.CheckConstraint(
                condition=~Q(grounds=""),
                name="parks_maturity_has_grounds",
                violation_error_message=_("判定要写明依据。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.pair} {self.axis}"


class Issue(Told):
    """A problem of a park under one of five heads, from opening to closure (D30)."""

    head = models.CharField(_("类别"), max_length=12, choices=Head.choices)
    words = models.TextField(_("问题"))
    opened = models.DateField(_("提出日期"))
    closed = models.DateField(_("解决日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("问题")
        verbose_name_plural = _("问题")
        ordering = ("park", "-opened", "head")
        default_related_name = "issues"
        constraints = (
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(closed__gte=F("opened")),
                name="parks_issue_closes_after_opening",
                violation_error_message=_("解决日期不能早于提出日期。"),
            ),
        )

    def __str__(self) -> str:
        return self.words[:40]


class Flagship(Told):
    """A flagship result with its evidence (D27)."""

    title = models.CharField(_("成果"), max_length=200)
    day = models.DateField(_("日期"))
    evidence = models.CharField(_("佐证文号"), max_length=120)

    class Meta:
        verbose_name = _("标志性成果")
        verbose_name_plural = _("标志性成果")
        ordering = ("park", "-day", "title")
        default_related_name = "flagships"
        constraints = (
            models.CheckConstraint(
                condition=~Q(evidence=""),
                name="parks_flagship_has_evidence",
                violation_error_message=_("标志性成果要有佐证。"),
            ),
        )

    def __str__(self) -> str:
        return self.title
