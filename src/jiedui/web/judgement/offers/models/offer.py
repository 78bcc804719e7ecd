"""An offer of a firm to a park, what each side said to it, and the questions on the way."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.judgement.offers.enums import Reply, State
from jiedui.web.records.confirmations.enums import Side
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects.models import Firm, Project
from jiedui.web.records.runs.models import Run

BOTH_ACCEPT = Q(supporter_reply=Reply.ACCEPTED, recipient_reply=Reply.ACCEPTED)
ONE_DECLINES = Q(supporter_reply=Reply.DECLINED) | Q(recipient_reply=Reply.DECLINED)


def _reply() -> models.CharField:
    return models.CharField(
        _("答复"), max_length=10, choices=Reply.choices, blank=True, default=Reply.NONE
    )


def _whole(side: str) -> Q:
    """A reply has a name and a time, and what is no reply has neither."""
    name, by, at = f"{side}_reply", f"{side}_by", f"{side}_at"
    given = Q(**{f"{name}__in": [Reply.ACCEPTED, Reply.DECLINED]})
    silent = Q(**{name: Reply.NONE, by: "", f"{at}__isnull": True, f"{side}_reason": ""})
    return silent | given & ~Q(**{by: ""}) & Q(**{f"{at}__isnull": False})


class Offer(models.Model):
    """A firm proposed to a park by a match run, sent to both sides of the park's pair.

    Rank, score and terms are those of the run as its sender gave them. The replies stand on the
    row, so that the database can refuse an offer that is accepted and declined.
    """

    code = models.CharField(_("邀约编号"), max_length=60, unique=True)
    run = models.ForeignKey(Run, models.PROTECT, related_name="offers", verbose_name=_("测算"))
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="offers", verbose_name=_("结对"))
    park = models.ForeignKey(Park, models.PROTECT, related_name="offers", verbose_name=_("园区"))
    firm = models.ForeignKey(
        Firm, models.PROTECT, null=True, blank=True, related_name="offers", verbose_name=_("企业")
    )
    firm_key = models.CharField(_("企业代码"), max_length=60)
    firm_name = models.CharField(_("企业名称"), max_length=120)
    industry = models.CharField(_("行业代码"), max_length=5, blank=True)
    home_region = models.CharField(_("来源地代码"), max_length=20, blank=True)
    host_region = models.CharField(_("落户地代码"), max_length=20, blank=True)
    rank = models.PositiveIntegerField(_("名次"))
    score = models.FloatField(_("得分"))
    # [{"term": code, "weight": share, "value": 0-1 or null}], in the order of the run.
    terms = models.JSONField(_("分项"))
    secrecy = models.CharField(
        _("密级"), max_length=12, choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    sender_side = models.CharField(_("发出方"), max_length=10, choices=Side.choices, blank=True)
    sent_by = models.CharField(_("发出人"), max_length=150)
    sent_at = models.DateTimeField(_("发出时间"))
    lapses_on = models.DateField(_("有效期至"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    supporter_reply = _reply()
    supporter_reason = models.CharField(_("理由"), max_length=400, blank=True)
    supporter_by = models.CharField(_("答复人"), max_length=150, blank=True)
    supporter_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    recipient_reply = _reply()
    recipient_reason = models.CharField(_("理由"), max_length=400, blank=True)
    recipient_by = models.CharField(_("答复人"), max_length=150, blank=True)
    recipient_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    withdrawn_by = models.CharField(_("撤回人"), max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawal = models.CharField(_("撤回理由"), max_length=400, blank=True)
    lead = models.OneToOneField(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offer",
        verbose_name=_("线索"),
    )
    version = models.PositiveIntegerField(_("版本"), default=1)
    is_made_up = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("对接邀约")
        verbose_name_plural = _("对接邀约")
        ordering = ("code",)
        indexes = (
            models.Index(fields=("pair", "state"), name="offers_by_pair"),
            models.Index(fields=("state", "lapses_on"), name="offers_by_state"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("firm_key", "park"),
                condition=Q(state=State.OPEN),
                name="offers_offer_open_once",
                violation_error_message=_("这家企业对这个园区已有一份待答复的邀约。"),
            ),
            models.CheckConstraint(
                condition=~Q(firm_key="") & ~Q(firm_name=""),
                name="offers_offer_names_a_firm",
                violation_error_message=_("邀约必须写明企业的代码和名称。"),
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="offers_offer_state_is_known",
                violation_error_message=_("没有这个状态。"),
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.values),
                name="offers_offer_secrecy_is_known",
                violation_error_message=_("密级只能是公开、内部、工作秘密、商业秘密之一。"),
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1, score__gte=0),
                name="offers_offer_score_is_possible",
                violation_error_message=_("名次从1起，得分不能为负。"),
            ),
            models.CheckConstraint(
                condition=_whole("supporter") & _whole("recipient"),
                name="offers_offer_reply_is_whole",
                violation_error_message=_("答复要同时写明答复人和时间。"),
            ),
            *(
                models.CheckConstraint(
                    condition=~Q(**{f"{side}_reply": Reply.DECLINED})
                    | ~Q(**{f"{side}_reason": ""}),
                    name=f"offers_offer_{side}_declines_with_a_reason",
                    violation_error_message=_("谢绝必须写明理由。"),
                )
                for side in Side.values
            ),
            models.CheckConstraint(
                condition=Q(supporter_by="") | ~Q(supporter_by=F("recipient_by")),
                name="offers_offer_two_people_reply",
                violation_error_message=_("同一个人不能代表两方答复。"),
            ),
            models.CheckConstraint(
                condition=Q(state=State.ACCEPTED, lead__isnull=False) & BOTH_ACCEPT
                | ~Q(state=State.ACCEPTED) & Q(lead__isnull=True) & ~BOTH_ACCEPT,
                name="offers_offer_is_a_lead_when_both_accept",
                violation_error_message=_("两方都接受，才成为线索；两方都接受了，就是线索。"),
            ),
            models.CheckConstraint(
                condition=Q(state=State.DECLINED) & ONE_DECLINES
                | ~Q(state=State.DECLINED) & ~ONE_DECLINES,
                name="offers_offer_is_declined_by_a_side",
                violation_error_message=_("有一方谢绝，邀约就是谢绝；没有谢绝的不能算谢绝。"),
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False)
                & ~Q(withdrawn_by="")
                & ~Q(withdrawal="")
                | ~Q(state=State.WITHDRAWN)
                & Q(withdrawn_by="", withdrawal="", withdrawn_at__isnull=True),
                name="offers_offer_withdrawal_has_a_reason",
                violation_error_message=_("撤回必须署名并写明理由。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.firm_name}"

    def reply_of(self, side: str) -> str:
        return str(getattr(self, f"{side}_reply"))


class Question(models.Model):
    """What a side asks before it replies; the other side, or who sent the offer, answers."""

    offer = models.ForeignKey(
        Offer, models.PROTECT, related_name="questions", verbose_name=_("邀约")
    )
    side = models.CharField(_("提问方"), max_length=10, choices=Side.choices)
    text = models.CharField(_("问题"), max_length=400)
    asked_by = models.CharField(_("提问人"), max_length=150)
    asked_at = models.DateTimeField(_("提问时间"))
    answer = models.CharField(_("回答"), max_length=400, blank=True)
    answered_by = models.CharField(_("回答人"), max_length=150, blank=True)
    answered_at = models.DateTimeField(_("回答时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("提问")
        verbose_name_plural = _("提问")
        ordering = ("offer", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(side__in=Side.values),
                name="offers_question_side_is_known",
                violation_error_message=_("只有帮扶方和受帮扶方两方。"),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="offers_question_asks_something",
                violation_error_message=_("提问必须有内容。"),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by="", answered_at__isnull=True)
                | ~Q(answer="") & ~Q(answered_by="") & Q(answered_at__isnull=False),
                name="offers_question_answer_is_whole",
                violation_error_message=_("回答要同时写明内容、回答人和时间。"),
            ),
            models.CheckConstraint(
                condition=~Q(answered_by=F("asked_by")),
                name="offers_question_is_answered_by_another",
                violation_error_message=_("提问的人不能自己回答。"),
            ),
        )

    def __str__(self) -> str:
        return self.text
