"""Closed lists of the regions app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    """How a figure was printed. 超过 and 左右 are kept: they are not the same as the number."""

    EXACT = "exact", _("数值")
    ABOUT = "about", _("左右")
    OVER = "over", _("超过")
    UNDER = "under", _("不足")


class Level(models.TextChoices):
    """Level of a place in the order of administration."""

    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")
