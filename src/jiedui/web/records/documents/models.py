"""Files that prove something, and what each of them is evidence for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiedui.web.records.documents.enums import Secrecy

NAME_LENGTH_MAX = 200


class Document(models.Model):
    """A file with its number, its digest and who may open it.

    The file lies under a name of our own making; the name it came with is kept as text only.
    Whom it concerns stands in natural keys, any of which may be empty: reach is judged by them.
    """

    key = models.CharField(_("文件编号"), max_length=24, unique=True)
    number = models.CharField(_("文号"), max_length=120, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    file = models.CharField(_("存放名"), max_length=80, unique=True)
    original_name = models.CharField(_("原文件名"), max_length=NAME_LENGTH_MAX)
    media_type = models.CharField(_("类型"), max_length=100)
    sha256 = models.CharField(_("摘要值"), max_length=64, db_index=True)
    size_bytes = models.BigIntegerField(_("字节数"))
    secrecy = models.CharField(
        _("密级"), max_length=12, choices=Secrecy.choices, default=Secrecy.INTERNAL
    )
    programme = models.CharField(_("协作关系"), max_length=60, blank=True, db_index=True)
    pair = models.CharField(_("结对"), max_length=200, blank=True, db_index=True)
    region = models.CharField(_("地区代码"), max_length=20, blank=True, db_index=True)
    home_region = models.CharField(_("迁出地代码"), max_length=20, blank=True, db_index=True)
    park = models.CharField(_("园区"), max_length=60, blank=True, db_index=True)
    organisation = models.CharField(_("单位代码"), max_length=18, blank=True, db_index=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("添加人")
    )
    added_at = models.DateTimeField(_("添加时间"))

    class Meta:
        verbose_name = _("文件")
        verbose_name_plural = _("文件")
        ordering = ("-added_at", "key")
        constraints = (
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.values),
                name="documents_secrecy_is_known",
                violation_error_message=_("密级只能是公开、内部、工作秘密或商业秘密。"),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="documents_has_a_title",
                violation_error_message=_("文件要有标题。"),
            ),
            models.CheckConstraint(
                condition=Q(size_bytes__gt=0),
                name="documents_is_not_empty",
                violation_error_message=_("文件是空的，不能作为佐证。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Evidence(models.Model):
    """A document stands for something that is said of an object: a stage, an amount, a rating."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="evidence", verbose_name=_("文件")
    )
    object_kind = models.CharField(_("对象"), max_length=40)
    object_key = models.CharField(_("对象编号"), max_length=200)
    aspect = models.CharField(_("事项"), max_length=120, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("添加人")
    )
    added_at = models.DateTimeField(_("添加时间"))

    class Meta:
        verbose_name = _("佐证")
        verbose_name_plural = _("佐证")
        ordering = ("object_kind", "object_key", "aspect", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("document", "object_kind", "object_key", "aspect"),
                name="documents_evidence_once",
                violation_error_message=_("这份文件已经是这件事的佐证。"),
            ),
            models.CheckConstraint(
                condition=~Q(object_kind="") & ~Q(object_key=""),
                name="documents_evidence_names_its_object",
                violation_error_message=_("佐证要写明是什么对象的。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_key} {self.aspect}".strip()
