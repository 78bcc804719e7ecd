"""Adding a line about a park: an area, a duty, a work, a team, a figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _

from jiedui.catalog.park_indicators import park_indicators
from jiedui.core.credit_codes import why_not_a_code
from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import EDIT_PARKS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import reach
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.parks import access
from jiedui.web.records.parks.actions.registering import KIND, keep
from jiedui.web.records.parks.actions.versions import fail_if_changed
from jiedui.web.records.parks.enums import Nature
from jiedui.web.records.parks.models import MaturityMark, ParkFact, Plot, Requirement, Tenancy, Work
from jiedui.web.records.parks.models.base import Told
from jiedui.web.records.programmes.models import Pair

AnyTold = TypeVar("AnyTold", bound=Told)


@transaction.atomic
def tell(*, by: User, code: str, model: type[AnyTold], values: Mapping[str, Any]) -> AnyTold:
    """Add a line of some model to a park within reach."""
    park = access.park_for(by, code, EDIT_PARKS)
    line = model(**values, park=park, recorded_by=by.username)
    fail_if_line_is_senseless(line)
    keep(line)
    _record(by, park.code, line, values)
    return line


@transaction.atomic
def tell_fact(*, by: User, code: str, values: Mapping[str, Any]) -> ParkFact:
    """Add a figure of a park; it says stock or flow, period, unit, and for money the currency."""
    park = access.park_for(by, code, EDIT_PARKS)
    fact = ParkFact(**values, park=park, subject=park.name, recorded_by=by.username)
    _fail_if_it_does_not_say_what_it_is(fact)
    keep(fact)
    _record(by, park.code, fact, values)
    return fact


@transaction.atomic
def correct_fact(
    *, by: User, fact: ParkFact, changes: Mapping[str, Any], reason: str, version: str = ""
) -> ParkFact:
    """Change a figure that an office recorded; what was published stays as it was printed.

    With a `version`, only if the figure is still as the person saw it.
    """
    if fact.is_published or fact.park is None:
        hint = _("公开报道的内容照原文保留；另有说法的，添加一行并写明来源")
        raise Refusal(Problem(_("不能改报道写的内容"), column="value", hint=hint))
    park = access.park_for(by, fact.park.code, EDIT_PARKS, lock=True)
    if version:
        fail_if_changed(access.line_for(by, park, ParkFact, fact.pk), version)
    before = {name: getattr(fact, name) for name in changes}
    for name, value in changes.items():
        setattr(fact, name, value)
    _fail_if_it_does_not_say_what_it_is(fact)
    keep(fact)
    record_entry(
        by=by.username,
        action="correct_parkfact",
        object_kind=KIND,
        object_key=park.code,
        summary=f"{fact}: {reason}",
        before={name: str(value) for name, value in before.items()},
        after={name: str(value) for name, value in changes.items()},
    )
    return fact


@transaction.atomic
def mark_maturity(
    *, by: User, pair: Pair, axis: str, maturity: str, as_of: date, grounds: str, source: str
) -> MaturityMark:
    """Judge how far a pair has come, with grounds (D23)."""
    if not access.may_mark(by, pair):
        raise Http404(f"pair: {pair.key}")
    mark = MaturityMark(
        pair=pair,
        axis=axis,
        maturity=maturity,
        as_of=as_of,
        grounds=grounds,
        source=source,
        recorded_by=by.username,
    )
    keep(mark)
    _record(by, pair.key, mark, {"axis": axis, "maturity": maturity}, kind="pair")
    return mark


@transaction.atomic
def require(*, by: User, values: Mapping[str, Any]) -> Requirement:
    """Put a condition of the ladder on record, with its clause: the lead office's to do (D13).

    A later threshold of the same measure ends the one before it on the day it begins.
    """
    if not may_require(by):
        hint = _("请牵头办公室登记")
        raise Refusal(Problem(_("评级条件全协作关系通用，只由牵头办公室登记"), hint=hint))
    line = Requirement(**values, recorded_by=by.username)
    keep(line)
    ended = Requirement.objects.filter(
        kind=line.kind, indicator=line.indicator, start__lt=line.start, end__isnull=True
    ).update(end=line.start)
    _record(by, line.kind, line, {**values, "ended_before": ended}, kind="rung")
    return line


def may_require(user: User) -> bool:
    """Whether a person may set conditions of the ladder: they hold for every park alike."""
    return not reach(user, EDIT_PARKS).of_roles("lead_office").is_empty


def fail_if_line_is_senseless(line: Told) -> None:
    """A work stands on a plot of its own park; a tenant has a credit code."""
    plot: Plot | None = line.plot if isinstance(line, Work) else None
    if plot is not None and plot.park_id != line.park_id:
        raise Refusal(Problem(_("地块不属于这个园区"), column="plot", value=plot.number))
    if isinstance(line, Tenancy):
        _fail_if_no_credit_code(line.credit_code)


def _fail_if_no_credit_code(text: str) -> None:
    why = why_not_a_code(text)
    if why:
        raise Refusal(
            Problem(_("不是统一社会信用代码"), column="credit_code", value=text, hint=why)
        )


def _fail_if_it_does_not_say_what_it_is(fact: ParkFact) -> None:
    if fact.indicator not in park_indicators():
        allowed = ", ".join(park_indicators())
        problem = Problem("no such measure", column="indicator", value=fact.indicator, hint=allowed)
        raise Refusal(problem)
    if fact.nature == Nature.UNSTATED:
        hint = _("选存量、流量、累计、比率或名次")
        raise Refusal(Problem(_("数字要写明是存量还是流量"), column="nature", hint=hint))
    if fact.unit.endswith("元") and not fact.currency:
        raise Refusal(Problem(_("金额要写明币种"), column="currency", value=fact.unit))


def _record(
    by: User, key: str, line: Model, values: Mapping[str, Any], *, kind: str = KIND
) -> None:
    label = str(line._meta.verbose_name)
    record_entry(
        by=by.username,
        action=f"tell_{line._meta.model_name}",
        object_kind=kind,
        object_key=key,
        summary=f"{label}: {line}",
        payload={name: str(value) for name, value in values.items()},
    )
