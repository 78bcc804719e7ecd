"""One record for two sides: what each says of a matter, and how differences end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.confirmations.enums import (
    Answer,
    Awaits,
    Ruling,
    Side,
    Standing,
    Verdict,
)
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.programmes.models import Pair


def _person(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=label,
        null=null,
        blank=null,
    )


class Matter(models.Model):
    """One thing that both sides of a pair speak of: a stage of a project, an amount, a figure.

    `standing` and `awaits` follow from the declarations and disputes; `actions` keeps them.
    Park, organisation, regions and secrecy are those of the object: reach is judged by them here.
    """

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="matters", verbose_name=_("结对"))
    object_kind = models.CharField(_("对象"), max_length=40)
    object_key = models.CharField(_("对象编号"), max_length=200)
    aspect = models.CharField(_("事项"), max_length=120)
    park = models.CharField(_("园区"), max_length=60, blank=True)
    organisation = models.CharField(_("单位代码"), max_length=18, blank=True)
    home_region = models.CharField(_("转出地代码"), max_length=20, blank=True)
    host_region = models.CharField(_("承接地代码"), max_length=20, blank=True)
    secrecy = models.CharField(
        _("密级"), max_length=12, choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    standing = models.CharField(
        _("一致情况"), max_length=10, choices=Standing.choices, default=Standing.ONE_SIDED
    )
    awaits = models.CharField(
        _("轮到"), max_length=10, choices=Awaits.choices, blank=True, default=Awaits.NOBODY
    )

    class Meta:
        verbose_name = _("共记事项")
        verbose_name_plural = _("共记事项")
        ordering = ("pair", "object_kind", "object_key", "aspect")
        indexes = (
            models.Index(fields=("pair", "awaits"), name="confirmations_matter_awaits"),
            models.Index(fields=("object_kind", "object_key"), name="confirmations_matter_object"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("pair", "object_kind", "object_key", "aspect"),
                name="confirmations_matter_once",
                violation_error_message=_("同一结对的同一件事只记一处。"),
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values),
                name="confirmations_standing_is_known",
                violation_error_message=_("一致情况不在清单中。"),
            ),
            models.CheckConstraint(
                condition=Q(awaits__in=Awaits.values),
                name="confirmations_awaits_is_known",
                violation_error_message=_("“轮到谁”不在清单中。"),
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.values),
                name="confirmations_secrecy_is_known",
                violation_error_message=_("密级只能是公开、内部、工作秘密或商业秘密。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_key} {self.aspect}"


class Batch(models.Model):
    """Confirmations that one person gave at once for one side."""

    side = models.CharField(_("哪一方"), max_length=10, choices=Side.choices)
    confirmed_by = _person(_("确认人"))
    confirmed_at = models.DateTimeField(_("确认时间"))
    count = models.PositiveIntegerField(_("件数"))

    class Meta:
        verbose_name = _("批量确认")
        verbose_name_plural = _("批量确认")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(count__gt=0),
                name="confirmations_batch_is_not_empty",
                violation_error_message=_("没有选中要确认的事项。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.confirmed_at:%Y-%m-%d %H:%M} ({self.count})"


class Declaration(models.Model):
    """What one side says of a matter, with the name of who said it. Never changed or deleted.

    Who says something else later writes a new declaration that replaces the earlier one; the one
    that nothing replaces is in force. A confirmation is a declaration too: it holds the figure that
    was confirmed, and `about` names the declaration of the other side that it answers.
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="declarations", verbose_name=_("共记事项")
    )
    side = models.CharField(_("哪一方"), max_length=10, choices=Side.choices)
    answer = models.CharField(_("方式"), max_length=10, choices=Answer.choices)
    value = models.JSONField(_("数或日期"))
    unit = models.CharField(_("单位"), max_length=40, blank=True)
    definition = models.CharField(_("口径"), max_length=400, blank=True)
    said_by = _person(_("谁说的"))
    said_at = models.DateTimeField(_("何时"))
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("替代"),
    )
    about = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("针对"),
    )
    batch = models.ForeignKey(
        Batch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="declarations",
        verbose_name=_("批量确认"),
    )

    class Meta:
        verbose_name = _("说法")
        verbose_name_plural = _("说法")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("matter", "side"),
                condition=Q(replaces__isnull=True),
                name="confirmations_first_declaration_of_a_side",
                violation_error_message=_("这一方已经说过；新的说法要替代原来的，不能另起。"),
            ),
            models.CheckConstraint(
                condition=Q(side__in=Side.values),
                name="confirmations_side_is_known",
                violation_error_message=_("只有帮扶方和受帮扶方两方。"),
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.STATED) | Q(about__isnull=False),
                name="confirmations_answer_names_what_it_answers",
                violation_error_message=_("确认或并列要针对对方的一个说法。"),
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.BESIDE) | ~Q(definition=""),
                name="confirmations_different_figure_has_a_definition",
                violation_error_message=_("提出不同的数要写明口径。"),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="confirmations_does_not_replace_itself",
                violation_error_message=_("一个说法不能替代它自己。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.answer} {self.value} {self.unit}".strip()


class Dispute(models.Model):
    """A difference that somebody else is to end, by a day. Once decided, it stays as it is."""

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="disputes", verbose_name=_("共记事项")
    )
    side = models.CharField(_("哪一方提出"), max_length=10, choices=Side.choices)
    opened_by = _person(_("提出人"))
    opened_at = models.DateTimeField(_("提出时间"))
    reason = models.TextField(_("理由"))
    arbitrator = _person(_("仲裁人"))
    deadline = models.DateField(_("裁定期限"))
    decided_at = models.DateTimeField(_("裁定时间"), null=True, blank=True)
    decided_by = _person(_("裁定人"), null=True)
    ruling = models.CharField(_("裁定"), max_length=10, choices=Ruling.choices, blank=True)
    ruled_value = models.JSONField(_("裁定的数"), null=True, blank=True)
    ruled_unit = models.CharField(_("单位"), max_length=40, blank=True)
    decision = models.TextField(_("裁定理由"), blank=True)

    class Meta:
        verbose_name = _("争议")
        verbose_name_plural = _("争议")
        ordering = ("deadline", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("matter",),
                condition=Q(decided_at__isnull=True),
                name="confirmations_one_open_dispute",
                violation_error_message=_("这件事已经有一个未裁定的争议。"),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="confirmations_dispute_has_a_reason",
                violation_error_message=_("提出争议要写理由。"),
            ),
            models.CheckConstraint(
                condition=~Q(arbitrator=F("opened_by")),
                name="confirmations_arbitrator_is_somebody_else",
                violation_error_message=_("提出争议的人不能自己仲裁。"),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(ruling=Ruling.AGREED)
                | ~Q(decided_by=F("opened_by")),
                name="confirmations_decided_by_somebody_else",
                violation_error_message=_("提出争议的人不能自己裁定。"),
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, ruling="")
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                & Q(ruling__in=Ruling.values)
                & ~Q(decision=""),
                name="confirmations_decision_is_whole",
                violation_error_message=_("裁定要同时写明裁定人、时间、结论和理由。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.matter_id} {self.side} → {self.deadline}"


class Snapshot(models.Model):
    """Content as it stood on a day, with its hash. Never changed or deleted.

    A correction after freezing makes another snapshot that names the one it corrects.
    """

    kind = models.CharField(_("对象"), max_length=40)
    key = models.CharField(_("对象编号"), max_length=200)
    as_of = models.DateField(_("截至"))
    content = models.TextField(_("内容"))
    sha256 = models.CharField(_("摘要值"), max_length=64)
    secrecy = models.CharField(
        _("密级"), max_length=12, choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    frozen_by = _person(_("冻结人"))
    frozen_at = models.DateTimeField(_("冻结时间"))
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("更正"),
    )

    class Meta:
        verbose_name = _("快照")
        verbose_name_plural = _("快照")
        ordering = ("kind", "key", "as_of", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "key", "as_of"),
                condition=Q(corrects__isnull=True),
                name="confirmations_frozen_once",
                violation_error_message=_("同一对象在同一日期只冻结一次；以后的改动要走更正。"),
            ),
            models.CheckConstraint(
                condition=~Q(content=""),
                name="confirmations_snapshot_has_content",
                violation_error_message=_("没有内容的快照不能保存。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.as_of} {self.sha256[:8]}"


class Correction(models.Model):
    """A change of what is frozen: one person proposes it with a reason, a second one checks it."""

    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="corrections", verbose_name=_("快照")
    )
    content = models.TextField(_("更正后的内容"))
    sha256 = models.CharField(_("摘要值"), max_length=64)
    reason = models.TextField(_("理由"))
    proposed_by = _person(_("提出人"))
    proposed_at = models.DateTimeField(_("提出时间"))
    verdict = models.CharField(
        _("复核结论"), max_length=10, choices=Verdict.choices, blank=True, default=Verdict.OPEN
    )
    remark = models.TextField(_("复核意见"), blank=True)
    checked_by = _person(_("复核人"), null=True)
    checked_at = models.DateTimeField(_("复核时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("更正")
        verbose_name_plural = _("更正")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("snapshot",),
                condition=Q(checked_at__isnull=True),
                name="confirmations_one_open_correction",
                violation_error_message=_("这份快照已经有一个待复核的更正。"),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="confirmations_correction_has_a_reason",
                violation_error_message=_("更正要写理由。"),
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("proposed_by")),
                name="confirmations_correction_needs_a_second_person",
                violation_error_message=_("更正要由另一个人复核。"),
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True, verdict="")
                | Q(checked_at__isnull=False, checked_by__isnull=False)
                & Q(verdict__in=(Verdict.ACCEPTED, Verdict.REFUSED)),
                name="confirmations_check_is_whole",
                violation_error_message=_("复核要同时写明复核人、时间和结论。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.verdict or 'open'}"
