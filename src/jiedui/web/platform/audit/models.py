"""One entry per action, each sealed with the hash of the one before it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """Who did what to which object, when, in which role, and what came of it.

    Written by `actions.record_entry` only. No foreign keys: an entry outlives what it describes,
    and names people and objects by natural keys, so that two stores can be compared.
    The database refuses to change or delete an entry (triggers, migration 0002).
    """

    at = models.DateTimeField(_("时间"))
    by = models.CharField(_("经办"), max_length=150)
    action = models.CharField(_("动作"), max_length=80)
    object_kind = models.CharField(_("对象"), max_length=40)
    object_key = models.CharField(_("对象编号"), max_length=200)
    summary = models.CharField(_("摘要"), max_length=400, blank=True)
    role = models.CharField(_("所用角色"), max_length=200, blank=True, default="")
    scope = models.CharField(_("授权范围"), max_length=400, blank=True, default="")
    # What changed, as canonical JSON: the same characters on every database, so the seal holds.
    before = models.TextField(_("改前"), blank=True, default="")
    after = models.TextField(_("改后"), blank=True, default="")
    request_id = models.CharField(_("请求编号"), max_length=40, blank=True, default="")
    result = models.CharField(_("结果"), max_length=20, blank=True, default="")
    payload_sha256 = models.CharField(_("内容摘要值"), max_length=64)
    previous_hash = models.CharField(_("前一条摘要值"), max_length=64, unique=True)
    hash = models.CharField(_("本条摘要值"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("留痕")
        verbose_name_plural = _("留痕")
        ordering = ("id",)
        indexes = (
            models.Index(fields=("object_kind", "object_key"), name="audit_entry_object"),
            models.Index(fields=("by",), name="audit_entry_by"),
            models.Index(fields=("at",), name="audit_entry_at"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.action} {self.object_key}"
