"""What of a list is signed: its lines and conditions as canonical text, and what keeps it open."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import Problem
from jiedui.web.judgement.offers.enums import MAY_STAND, Doer
from jiedui.web.judgement.offers.lines import clashes, spelled, standing_conditions
from jiedui.web.judgement.offers.models import DevelopmentList
from jiedui.web.judgement.offers.naming import aspect


def content(one: DevelopmentList) -> str:
    """The text that both sides sign: the same list gives the same bytes."""
    lines = [
        {"industry": found.line.industry, "link": found.line.link, "doer": found.doer}
        for found in spelled(one)
        if found.doer != Doer.NEITHER
    ]
    names = ("kind", "industry", "text", "side", "outcome", "reason", "reviewer")
    conditions = [
        {name: getattr(found, name) for name in names} | {"reviewed_on": str(found.reviewed_on)}
        for found in standing_conditions(one)
    ]
    told = {"pair": one.pair.key, "number": one.number, "lines": lines, "conditions": conditions}
    return canonical_json(told)


def agreed_lines(one: DevelopmentList) -> list[dict[str, str]]:
    """The lines of a signed version, from the text that was signed."""
    return list(_read(one).get("lines", ()))


def agreed_conditions(one: DevelopmentList) -> list[dict[str, str]]:
    return list(_read(one).get("conditions", ()))


def _read(one: DevelopmentList) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(one.content) if one.content else {}
    return found


def why_open(one: DevelopmentList) -> Iterator[Problem]:
    """What keeps a draft from being signed, each with what to do."""
    found = spelled(one)
    if not any(line.doer not in ("", Doer.NEITHER) for line in found):
        yield Problem(_("清单里还没有两方一致的行"))
    for line in clashes(found):
        hint = _("一方确认对方，或者提出争议由仲裁人裁定")
        where = str(aspect(line.line.aspect))
        yield Problem(_("两方都认领同一环节"), column=where, hint=hint)
    waiting = [line for line in found if not line.doer and not line.is_clash]
    if waiting:
        count = _("%(count)s 行") % {"count": len(waiting)}
        hint = _("确认或商定后再签")
        yield Problem(_("有的行还没有两方一致"), column=count, hint=hint)
    for condition in standing_conditions(one):
        if condition.outcome not in MAY_STAND:
            yield _unchecked(condition.text, condition.outcome)


def _unchecked(text: str, outcome: str) -> Problem:
    if outcome:
        hint = _("删去这一条，或改后重新审查")
        return Problem(_("公平竞争审查不符合，不能签署"), column=text[:60], hint=hint)
    hint = _("按《公平竞争审查条例》（国务院令第783号）审查，并记下单位、日期、结论和理由")
    return Problem(_("没有经过公平竞争审查，不能签署"), column=text[:60], hint=hint)
