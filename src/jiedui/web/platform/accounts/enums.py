"""Choices of the accounts app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScopeKind(models.TextChoices):
    """What kind of thing a grant is limited to."""

    ALL = "all", _("全部")
    REGION = "region", _("地区")
    PAIR = "pair", _("结对")
    PARK = "park", _("园区")
    ORGANISATION = "organisation", _("单位")


class Side(models.TextChoices):
    """The side of a pair that somebody speaks for."""

    NONE = "", _("不代表一方")
    SUPPORTER = "supporter", _("帮扶方")
    RECIPIENT = "recipient", _("受帮扶方")
