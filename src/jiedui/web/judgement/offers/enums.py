"""Closed lists of the offers app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an offer stands. One past its day has lapsed, whether or not anybody wrote it down."""

    OPEN = "open", _("待答复")
    ACCEPTED = "accepted", _("两方接受")
    DECLINED = "declined", _("已谢绝")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("过期")


class Reply(models.TextChoices):
    """What a side said to an offer. Silence is no reply, and never consent."""

    NONE = "", _("还没有答复")
    ACCEPTED = "accepted", _("已接受")
    DECLINED = "declined", _("已谢绝")


class Link(models.TextChoices):
    """A link of an industry's chain, of which the list says who does it (C18)."""

    RESEARCH = "research", _("研发")
    MANUFACTURE = "manufacture", _("制造")
    PROCESSING = "processing", _("精深加工")
    MARKET = "market", _("市场")


class Doer(models.TextChoices):
    """Who does a link."""

    SUPPORTER = "supporter", _("帮扶方")
    RECIPIENT = "recipient", _("受帮扶方")
    BOTH = "both", _("两地共同")
    NEITHER = "neither", _("不列入")


class ListState(models.TextChoices):
    """A draft is negotiated, a signed version holds until a later one is signed."""

    DRAFT = "draft", _("草案")
    SIGNED = "signed", _("已签署")
    SUPERSEDED = "superseded", _("已被替代")


class ConditionKind(models.TextChoices):
    """What beside the division of work can touch competition."""

    EXCLUSION = "exclusion", _("不引进")
    INCENTIVE = "incentive", _("奖补")


class Outcome(models.TextChoices):
    """How a fair-competition check ended."""

    NONE = "", _("待审查")
    PASSED = "passed", _("符合")
    EXCEPTION = "exception", _("适用例外规定")
    FAILED = "failed", _("不符合")


MAY_STAND = (Outcome.PASSED, Outcome.EXCEPTION)
