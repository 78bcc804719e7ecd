"""Closed lists of the projects app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Stages in their order. What each asks for stands in the programme's `stages.yaml`."""

    LEAD = "lead", _("线索")
    SIGNED = "signed", _("签约")
    REGISTERED = "registered", _("注册")
    FILED = "filed", _("立项备案")
    LAND = "land", _("供地")
    STARTED = "started", _("开工")
    COMPLETED = "completed", _("竣工")
    IN_PRODUCTION = "in_production", _("投产")
    AT_CAPACITY = "at_capacity", _("达产")
    ABOVE_SCALE = "above_scale", _("入规")
    TERMINATED = "terminated", _("终止")
    TRANSFERRED = "transferred", _("转让")


ENDS = (Stage.TERMINATED, Stage.TRANSFERRED)
LADDER = tuple(stage for stage in Stage if stage not in ENDS)
RANK = {stage.value: rank for rank, stage in enumerate(LADDER)}


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("日")
    MONTH = "month", _("月")
    QUARTER = "quarter", _("季")
    YEAR = "year", _("年")


class Side(models.TextChoices):
    """Who says it. Empty: a third party, or the lead office."""

    SUPPORTER = "supporter", _("帮扶方")
    RECIPIENT = "recipient", _("受帮扶方")


class EventState(models.TextChoices):
    """Whether an event counts."""

    CURRENT = "current", _("现行")
    REPLACED = "replaced", _("已更正")
    AWAITING = "awaiting", _("待第二人复核")
    REFUSED = "refused", _("复核未通过")


class MoneyKind(models.TextChoices):
    """What a sum is."""

    PROMISED = "promised", _("签约承诺")
    REGISTERED = "registered", _("注册资本")
    PAID_IN = "paid_in", _("到位资金")
    SPENT = "spent", _("完成投资")


class ReadingKind(models.TextChoices):
    """What third parties count in a plant that works."""

    ELECTRICITY = "electricity", _("用电量")
    INSURED = "insured", _("参保人数")
    TAX = "tax", _("入库税收")
    VALUE_ADDED = "value_added", _("增加值")
    JOBS = "jobs", _("在岗人数")
    LOCAL_JOBS = "local_jobs", _("其中本地")


READING_UNITS = {
    ReadingKind.ELECTRICITY.value: "kwh",
    ReadingKind.INSURED.value: "persons",
    ReadingKind.TAX.value: "fen",
    ReadingKind.VALUE_ADDED.value: "fen",
    ReadingKind.JOBS.value: "persons",
    ReadingKind.LOCAL_JOBS.value: "persons",
}


class ContactKind(models.TextChoices):
    """Kinds of contact on the way to a signature and after it (C12)."""

    VISIT = "visit", _("考察")
    DOCKING = "docking", _("对接")
    NEGOTIATION = "negotiation", _("洽谈")
    FOLLOW_UP = "follow_up", _("跟进")


class Mover(models.TextChoices):
    """Whose move it is."""

    SUPPORTER = "supporter", _("帮扶方")
    RECIPIENT = "recipient", _("受帮扶方")
    PARK = "park", _("园区管委会")
    FIRM = "firm", _("企业")
    LEAD_OFFICE = "lead_office", _("省协调办")


class FlagKind(models.TextChoices):
    """What a check asks a person to look at."""

    DUPLICATE = "duplicate", _("疑似重复签约")
    INFLATED = "inflated", _("疑似虚高")


class FlagState(models.TextChoices):
    """What the person said."""

    OPEN = "open", _("待核")
    UPHELD = "upheld", _("属实")
    DISMISSED = "dismissed", _("排除")


class Mode(models.TextChoices):
    """Modes of cooperation (C21)."""

    PRODUCT_MARKET = "product_market", _("产品+市场")
    RESOURCE_FIRM = "resource_firm", _("资源+企业")
    MANUFACTURE_RESEARCH = "manufacture_research", _("制造+研发")
    BASE_HEADQUARTERS = "base_headquarters", _("基地+总部")


class ChainRole(models.TextChoices):
    """What a project does for a chain (C9)."""

    STRENGTHEN = "strengthen", _("强链")
    FILL = "fill", _("补链")
    EXTEND = "extend", _("延链")


class Initiator(models.TextChoices):
    """Who brought it about (C22)."""

    GOVERNMENT = "government", _("政府引导")
    FIRM = "firm", _("龙头企业带动")
    MARKET = "market", _("市场自发")


class Green(models.TextChoices):
    """Green class of a project."""

    GREEN = "green", _("绿色")
    ORDINARY = "ordinary", _("一般")
    HEAVY = "heavy", _("高耗能高排放")


class Labour(models.TextChoices):
    """What kind of work a project mainly offers (C5)."""

    LABOUR = "labour", _("劳动密集")
    CAPITAL = "capital", _("资本密集")
    KNOWLEDGE = "knowledge", _("技术密集")


class Light(models.TextChoices):
    """Computed, never stored: it changes as days pass."""

    GREEN = "green", _("绿")
    YELLOW = "yellow", _("黄")
    RED = "red", _("红")


# Decimal places of the currencies that agreements name (ISO 4217).
CURRENCIES = {
    "CNY": 2,
    "USD": 2,
    "EUR": 2,
    "HKD": 2,
    "TWD": 2,
    "SGD": 2,
    "GBP": 2,
    "JPY": 0,
    "KRW": 0,
}
