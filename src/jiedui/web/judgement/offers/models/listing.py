"""The dislocated-development list of a pair: who does which link of which industry, by version."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.judgement.offers.enums import ConditionKind, Link, ListState, Outcome
from jiedui.web.judgement.offers.models.offer import Offer
from jiedui.web.records.confirmations.enums import Side
from jiedui.web.records.programmes.models import Pair

SIGNED = [ListState.SIGNED, ListState.SUPERSEDED]


def _signed(side: str) -> Q:
    """A signature has its name, its time and the digest of what was signed."""
    by, at, digest = f"{side}_signed_by", f"{side}_signed_at", f"{side}_sha256"
    none = Q(**{by: "", f"{at}__isnull": True, digest: ""})
    return none | ~Q(**{by: ""}) & ~Q(**{digest: ""}) & Q(**{f"{at}__isnull": False})


class DevelopmentList(models.Model):
    """A version of the list. A draft is negotiated; a signed one stays as it was signed.

    What each side says of a line stands among the confirmations of both sides, under the list's
    code. Each signature names the digest of what was signed, so both sign the same text.
    """

    code = models.CharField(_("清单编号"), max_length=200, unique=True)
    pair = models.ForeignKey(
        Pair, models.PROTECT, related_name="development_lists", verbose_name=_("结对")
    )
    number = models.PositiveIntegerField(_("版次"))
    state = models.CharField(
        _("状态"), max_length=10, choices=ListState.choices, default=ListState.DRAFT
    )
    drafted_by = models.CharField(_("起草人"), max_length=150)
    drafted_at = models.DateTimeField(_("起草时间"))
    supporter_signed_by = models.CharField(_("帮扶方签署人"), max_length=150, blank=True)
    supporter_signed_at = models.DateTimeField(_("帮扶方签署时间"), null=True, blank=True)
    supporter_sha256 = models.CharField(_("帮扶方所签摘要值"), max_length=64, blank=True)
    recipient_signed_by = models.CharField(_("受帮扶方签署人"), max_length=150, blank=True)
    recipient_signed_at = models.DateTimeField(_("受帮扶方签署时间"), null=True, blank=True)
    recipient_sha256 = models.CharField(_("受帮扶方所签摘要值"), max_length=64, blank=True)
    # What was signed: its lines and conditions, as canonical text.
    content = models.TextField(_("签署的内容"), blank=True)
    version = models.PositiveIntegerField(_("版本"), default=1)
    is_made_up = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("错位发展清单")
        verbose_name_plural = _("错位发展清单")
        ordering = ("pair", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("pair", "number"),
                name="offers_list_number_once",
                violation_error_message=_("同一结对的清单版次不能重复。"),
            ),
            models.UniqueConstraint(
                fields=("pair",),
                condition=Q(state=ListState.DRAFT),
                name="offers_list_one_draft",
                violation_error_message=_("这对结对已有一份草案。"),
            ),
            models.UniqueConstraint(
                fields=("pair", "state"),
                condition=Q(state=ListState.SIGNED),
                name="offers_list_one_in_force",
                violation_error_message=_("一对结对只能有一份有效的清单。"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ListState.values),
                name="offers_list_state_is_known",
                violation_error_message=_("没有这个状态。"),
            ),
            models.CheckConstraint(
                condition=_signed("supporter") & _signed("recipient"),
                name="offers_list_signature_is_whole",
                violation_error_message=_("签署要同时写明签署人、时间和所签内容的摘要值。"),
            ),
            models.CheckConstraint(
                condition=Q(supporter_signed_by="")
                | ~Q(supporter_signed_by=F("recipient_signed_by")),
                name="offers_list_two_people_sign",
                violation_error_message=_("同一个人不能代表两方签署。"),
            ),
            models.CheckConstraint(
                condition=Q(state=ListState.DRAFT, content="")
                & (Q(supporter_signed_by="") | Q(recipient_signed_by=""))
                | Q(state__in=SIGNED, supporter_sha256=F("recipient_sha256"))
                & ~Q(content="")
                & ~Q(supporter_signed_by="")
                & ~Q(recipient_signed_by=""),
                name="offers_list_is_signed_by_both",
                violation_error_message=_("两方签署同一份内容，清单才算签署。"),
            ),
        )

    def __str__(self) -> str:
        return self.code


class Line(models.Model):
    """A link of an industry in a list; who does it is what both sides say of it."""

    list = models.ForeignKey(
        DevelopmentList, models.PROTECT, related_name="lines", verbose_name=_("清单")
    )
    industry = models.CharField(_("行业代码"), max_length=5)
    link = models.CharField(_("环节"), max_length=12, choices=Link.choices)
    offer = models.ForeignKey(
        Offer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name=_("出自邀约"),
    )
    added_by = models.CharField(_("提出人"), max_length=150)
    added_at = models.DateTimeField(_("提出时间"))

    class Meta:
        verbose_name = _("清单行")
        verbose_name_plural = _("清单行")
        ordering = ("list", "industry", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("list", "industry", "link"),
                name="offers_line_once",
                violation_error_message=_("同一行业的同一环节在一份清单里只写一行。"),
            ),
            models.CheckConstraint(
                condition=Q(link__in=Link.values),
                name="offers_line_link_is_known",
                violation_error_message=_("环节只能是研发、制造、精深加工、市场之一。"),
            ),
            models.CheckConstraint(
                condition=~Q(industry=""),
                name="offers_line_has_an_industry",
                violation_error_message=_("清单的每一行要写明行业。"),
            ),
        )

    def __str__(self) -> str:
        return self.aspect

    @property
    def aspect(self) -> str:
        """Under which name both sides speak of the line."""
        return f"{self.industry}:{self.link}"


class Condition(models.Model):
    """An exclusion or an incentive named in a list, with its fair-competition check."""

    list = models.ForeignKey(
        DevelopmentList, models.PROTECT, related_name="conditions", verbose_name=_("清单")
    )
    kind = models.CharField(_("类别"), max_length=10, choices=ConditionKind.choices)
    industry = models.CharField(_("行业代码"), max_length=5, blank=True)
    text = models.CharField(_("内容"), max_length=400)
    side = models.CharField(_("提出方"), max_length=10, choices=Side.choices)
    added_by = models.CharField(_("提出人"), max_length=150)
    added_at = models.DateTimeField(_("提出时间"))
    outcome = models.CharField(
        _("审查结论"), max_length=10, choices=Outcome.choices, blank=True, default=Outcome.NONE
    )
    reason = models.CharField(_("审查理由"), max_length=400, blank=True)
    reviewer = models.CharField(_("审查单位"), max_length=120, blank=True)
    reviewed_on = models.DateField(_("审查日期"), null=True, blank=True)
    reviewed_by = models.CharField(_("记录人"), max_length=150, blank=True)
    # Taken out of the draft again; it stays to be read, with its check.
    dropped_by = models.CharField(_("删去人"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("排除或奖补")
        verbose_name_plural = _("排除或奖补")
        ordering = ("list", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=ConditionKind.values, side__in=Side.values) & ~Q(text=""),
                name="offers_condition_says_something",
                violation_error_message=_("要写明是不引进还是奖补，以及内容。"),
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome=Outcome.NONE,
                    reason="",
                    reviewer="",
                    reviewed_by="",
                    reviewed_on__isnull=True,
                )
                | Q(outcome__in=[Outcome.PASSED, Outcome.EXCEPTION, Outcome.FAILED])
                & ~Q(reason="")
                & ~Q(reviewer="")
                & ~Q(reviewed_by="")
                & Q(reviewed_on__isnull=False),
                name="offers_condition_check_is_whole",
                violation_error_message=_("公平竞争审查要同时写明审查单位、日期、结论和理由。"),
            ),
            models.CheckConstraint(
                condition=~Q(reviewed_by=F("added_by")),
                name="offers_condition_is_checked_by_another",
                violation_error_message=_("提出的人不能自己记公平竞争审查。"),
            ),
        )

    def __str__(self) -> str:
        return self.text
