"""Lists of firms."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.columns import columns
from jiedui.web.platform.accounts.capabilities import IMPORT_RECORDS
from jiedui.web.platform.transfer.rows import Fate, Row, RowIntake, is_same_text
from jiedui.web.records.projects import access
from jiedui.web.records.projects.actions.firms import FIELDS, add_firm, edit_firm
from jiedui.web.records.projects.models import Firm

title = _("企业名录")


class FirmsIntake(RowIntake):
    """`firms`: keyed by credit code, by the name where a firm has none."""

    names = tuple(columns("firms"))

    def key(self, row: Row) -> object:
        return row["credit_code"] or row["name"]

    def take(self, row: Row, paper: str) -> tuple[Fate, str]:
        told = {name: row[name] for name in FIELDS if row[name] is not None}
        old = _on_record(row)
        if old is None:
            add_firm(by=self.by, credit_code=row["credit_code"], values=told)
            return "new", ""
        if not access.visible_firms(self.by, IMPORT_RECORDS).filter(pk=old.pk).exists():
            raise Http404(f"firm: {old.pk}")
        changes = {name: value for name, value in told.items() if not _is_same(old, name, value)}
        if not changes:
            return "same", ""
        edit_firm(by=self.by, firm=old, changes=changes)
        words = "、".join(str(Firm._meta.get_field(name).verbose_name) for name in changes)
        return "changed", f"{old.credit_code or old.name}: {words}"


def _on_record(row: Row) -> Firm | None:
    if row["credit_code"]:
        return Firm.objects.filter(credit_code=row["credit_code"]).first()
    name = row["name"]
    written = (name, name.replace("(", "（").replace(")", "）"))
    return Firm.objects.filter(credit_code__isnull=True, name__in=written).order_by("id").first()


def _is_same(old: Firm, name: str, value: object) -> bool:
    there = getattr(old, name)
    return is_same_text(there, value) if isinstance(value, str) else there == value
