"""Closed lists of the parks app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The rungs of the ladder, lowest first (D13); a kind beside the ladder comes last."""

    CO_BUILT = "co_built", _("共建园区")
    CHARACTERISTIC = "provincial_characteristic", _("省级特色园区")
    PILOT = "provincial_pilot", _("省级创新试点园区")
    NATIONAL = "national", _("国家级开发区")
    OTHER = "other", _("其他")


class Form(models.TextChoices):
    """What the carrier is: a park, or one of the forms beyond it (B17, E1, E6, E7, E9)."""

    PARK = "park", _("园区")
    ENCLAVE = "enclave", _("产业飞地")
    SCIENCE_ENCLAVE = "science_enclave", _("科创飞地")
    PARK_IN_PARK = "park_in_park", _("园中园")
    SCIENCE_PARK = "science_park", _("科技园区")
    INSTITUTE = "institute", _("产业研究院")
    MAKERSPACE = "makerspace", _("众创空间")
    INCUBATOR = "incubator", _("科技企业孵化器")
    TOWN = "town", _("小镇")
    ALLIANCE = "alliance", _("联盟")
    VIRTUAL = "virtual", _("总部与基地")


class Level(models.TextChoices):
    """Who pairs to build it."""

    PROVINCE = "province", _("省级")
    CITY = "city", _("设区市")
    COUNTY = "county", _("县(市、区)")


class Direction(models.TextChoices):
    """A supporter's enclave in the recipient's land, or the reverse of it (E1, E3)."""

    FORWARD = "forward", _("正向")
    REVERSE = "reverse", _("反向")


class Mode(models.TextChoices):
    """How a park is run (D16)."""

    CLOSED = "closed", _("封闭式")
    COOPERATIVE = "cooperative", _("合作式")
    OPEN = "open", _("开放式")


class Governance(models.TextChoices):
    """Who governs a park (D15)."""

    ADMINISTRATIVE = "administrative", _("行政主导")
    COMPANY = "company", _("公司化")
    MIXED = "mixed", _("混合")
