"""Closed lists of the runs app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TableKind(models.TextChoices):
    """What a table that somebody brought for a match holds."""

    FIRMS = "firms", _("企业表")
    PARKS = "parks", _("园区表")


class Kind(models.TextChoices):
    """Which analysis made a run."""

    GAPS = "gaps", _("差距测算")
    STRUCTURE = "structure", _("产业结构测算")
    PAIRING = "pairing", _("结对方案测算")
    MATCHING = "matching", _("匹配测算")
