"""Tables of sums: through the actions of the page, each sum in its own currency."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from jiedui.catalog.columns import columns
from jiedui.files.told import is_same_moment
from jiedui.files.typed import OWN
from jiedui.web.platform.accounts.capabilities import IMPORT_RECORDS
from jiedui.web.platform.transfer.rows import Fate, Row, RowIntake, is_same_text, refused
from jiedui.web.records.projects import access
from jiedui.web.records.projects.actions.money import correct_money, record_money
from jiedui.web.records.projects.enums import CURRENCIES, MoneyKind
from jiedui.web.records.projects.models import Money, Project

title = _("项目资金")


class MoneyIntake(RowIntake):
    """`money`: keyed by project and number, or by kind, day, currency and evidence without one."""

    names = tuple(columns("money"))

    def key(self, row: Row) -> object:
        if row["number"] is not None:
            return row["project"], row["number"]
        return row["project"], row["kind"], row["on"], row["currency"], row["source"], row["side"]

    def take(self, row: Row, paper: str) -> tuple[Fate, str]:
        project = access.project_for(self.by, row["project"], IMPORT_RECORDS)
        currency = self._currency(row)
        amount = _minor(row["amount"], currency, "amount")
        equipment = _minor(row["equipment"], currency, "equipment")
        on, precision = row["on"]
        old = _on_record(project, row, currency, on, precision)
        told = {"side": row["side"]} if row["side"] else {}
        common = {"by": self.by, "code": project.code, "amount_minor": amount, "on": on, **told}
        if old is None:
            record_money(
                **common,
                kind=row["kind"],
                currency=currency,
                precision=precision,
                equipment_minor=equipment,
                source=row["source"] or paper,
            )
            return "new", ""
        if _is_same(old, row, amount, equipment):
            return "same", ""
        _fail_if_it_cannot_be_corrected(old, row, currency, equipment)
        source = {"source": row["source"]} if row["source"] else {}
        correct_money(**common, number=old.number, reason=paper, **source)
        return "changed", f"{project.code}: {MoneyKind(old.kind).label} {old.number}"

    def _currency(self, row: Row) -> str:
        named = self.file.currencies["amount"]
        if row["equipment"] is not None and self.file.currencies.get("equipment") != named:
            hint = "use one unit of one currency for both columns"
            raise refused("not in the currency of the amount", column="equipment", hint=hint)
        if named != OWN:
            if row["currency"] not in (None, named):
                hint = f"the header of the amount says {named}; write 金额(本币) to mix currencies"
                raise refused(
                    "another currency than the header",
                    column="currency",
                    value=row["currency"],
                    hint=hint,
                )
            return named
        if row["currency"] is None:
            raise refused("is missing", column="currency", hint="name the currency of the sum")
        return str(row["currency"])


def _minor(hundredths: int | None, currency: str, column: str) -> int | None:
    """A sum in the smallest unit of its currency: a yen has no hundredths."""
    if hundredths is None:
        return None
    step = 10 ** (2 - CURRENCIES[currency])
    if hundredths % step and currency:
        raise refused(f"{currency} has no such fraction", column=column, hint="round it")
    return hundredths // step


def _on_record(project: Project, row: Row, currency: str, on: date, precision: str) -> Money | None:
    """The sum that a row speaks of: by its number, else the one that differs in size alone."""
    if row["number"] is not None:
        numbered = Money.objects.filter(project=project, number=row["number"]).first()
        if numbered is not None and not numbered.is_current:
            hint = "export the table anew, or leave the number empty"
            raise refused(
                "this sum was corrected since", column="number", value=row["number"], hint=hint
            )
        if numbered is not None:
            return numbered
    alike = Money.objects.filter(
        project=project,
        kind=row["kind"],
        currency=currency,
        on=on,
        precision=precision,
        is_current=True,
    )
    found = [
        one
        for one in alike.order_by("number")
        if (not row["source"] or is_same_text(row["source"], one.source))
        and (not row["side"] or row["side"] == one.side)
    ]
    if len(found) > 1:
        hint = "name the number of the sum, as an export does"
        raise refused("several such sums on record", column="kind", value=row["kind"], hint=hint)
    return found[0] if found else None


def _is_same(old: Money, row: Row, amount: int | None, equipment: int | None) -> bool:
    return (
        (old.kind, old.amount_minor) == (row["kind"], amount)
        and is_same_moment((old.on, old.precision), row["on"])
        and (equipment is None or equipment == old.equipment_minor)
        and (not row["source"] or is_same_text(row["source"], old.source))
        and (not row["side"] or row["side"] == old.side)
    )


def _fail_if_it_cannot_be_corrected(
    old: Money, row: Row, currency: str, equipment: int | None
) -> None:
    """A correction changes size, day and evidence; another kind or currency is another sum."""
    said = {"kind": row["kind"], "currency": currency, "equipment": equipment}
    there = {"kind": old.kind, "currency": old.currency, "equipment": old.equipment_minor}
    for column, value in said.items():
        if value is not None and value != there[column]:
            hint = "leave the number empty to record another sum"
            raise refused(
                f"the sum on record says {there[column]}", column=column, value=value, hint=hint
            )
    if row["on"][1] != old.precision:
        raise refused(f"the sum on record is dated to the {old.precision}", column="on")
