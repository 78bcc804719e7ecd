"""What every line about a park carries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.parks.enums import Precision
from jiedui.web.records.parks.models.register import Park

AMOUNT_MAX_MINOR = 10**17  # a thousand trillion yuan: beyond is a slip of the keyboard


class Told(models.Model):
    """Something told of a park: on whose word, typed by whom.

    What stands in the bundled data is `is_published` and known to all; the rest obeys reach.
    """

    park = models.ForeignKey(Park, models.PROTECT, verbose_name=_("园区"))
    source = models.TextField(_("来源"))
    is_published = models.BooleanField(_("见于公开报道"), default=False)
    recorded_by = models.CharField(_("登记人"), max_length=150)
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        abstract = True


def precision_field() -> models.CharField:
    return models.CharField(
        _("日期精度"), max_length=8, choices=Precision.choices, default=Precision.DAY
    )


def currency_field() -> models.CharField:
    return models.CharField(_("币种"), max_length=3, default="CNY")
