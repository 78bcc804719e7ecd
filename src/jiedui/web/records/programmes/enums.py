"""Closed lists of the programmes app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """Whether a pair stands in a published list or is inferred from other evidence."""

    OFFICIAL = "official", _("公布")
    INFERRED = "inferred", _("推定")


class PairLevel(models.TextChoices):
    """On which level two places are paired."""

    PROVINCE = "province", _("省级")
    CITY = "city", _("设区市")
    COUNTY = "county", _("县(市、区)")
    TOWNSHIP = "township", _("乡镇")
    PARK = "park", _("园区")
