"""Closed lists of the documents app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Secrecy(models.TextChoices):
    """Who may know of a record or a file, from everybody to those concerned."""

    PUBLIC = "public", _("公开")
    INTERNAL = "internal", _("内部")
    WORK_SECRET = "work_secret", _("工作秘密")
    TRADE_SECRET = "trade_secret", _("商业秘密")


# A grant over a whole region does not open these: it must name the pair, park or organisation.
CLOSELY_HELD = (Secrecy.WORK_SECRET, Secrecy.TRADE_SECRET)
