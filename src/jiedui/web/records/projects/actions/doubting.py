"""Looking for projects signed twice and for inflated sums: flags with reasons, for a person."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.core.delivery.duplicates import duplicates
from jiedui.core.delivery.inflated import inflated
from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.projects import access, queries, summary
from jiedui.web.records.projects.enums import FlagKind
from jiedui.web.records.projects.models import Flag

COLUMNS = (
    *("pk", "name", "firm__name", "firm__credit_code", "plot", "host_region", "industry"),
    *("promised_fen", "registered_fen", "paid_in_fen", "land_m2"),
)


@transaction.atomic
def raise_doubts(*, by: User, programme: str) -> int:
    """Flag what looks signed twice or inflated among the projects within reach; how many are new.

    A doubt that a person has decided on is not raised again.
    """
    projects = access.visible_projects(by, EDIT_PROJECTS).filter(programme=programme)
    rows = list(projects.order_by("code").values(*COLUMNS))
    found = [*_twice(rows), *_too_much(rows)] if rows else []
    before = set(
        Flag.objects.filter(project__in=projects).values_list("project", "kind", "against")
    )
    new = [one for one in found if (one.project_id, one.kind, one.against_id) not in before]
    Flag.objects.bulk_create(new)
    summary.refresh(one.project_id for one in new)
    record_entry(
        by=by.username,
        action="raise_doubts",
        object_kind="programme",
        object_key=programme,
        summary=f"{len(new)}",
        payload=[[one.project_id, one.kind, one.against_id] for one in new],
    )
    return len(new)


def _twice(rows: list[dict[str, Any]]) -> list[Flag]:
    names = {
        "same_credit_code": _("信用代码相同"),
        "near_same_name": _("名称相近"),
        "same_plot": _("同一地块"),
        "same_amount": _("金额相同"),
    }
    made = duplicates(
        [row["firm__name"] or row["name"] for row in rows],
        credit_codes=[row["firm__credit_code"] or "" for row in rows],
        plots=[row["plot"] for row in rows],
        amounts=_column(rows, "promised_fen") / 100,
        regions=[row["host_region"] for row in rows],
    )
    return [
        _flag(
            rows[one.other]["pk"],
            FlagKind.DUPLICATE,
            "、".join(names[sign] for sign in one.signs),
            rows[one.one]["pk"],
        )
        for one in made.flags
    ]


def _too_much(rows: list[dict[str, Any]]) -> list[Flag]:
    """One flag for a project, with every measure by which it stands out."""
    names = {
        "promised": _("承诺额"),
        "promised_per_registered": _("承诺额与注册资本之比"),
        "promised_per_paid_in": _("承诺额与到位资金之比"),
        "promised_per_area": _("每平方米承诺额"),
    }
    reasons: dict[int, list[str]] = {}
    for one in inflated(
        _column(rows, "promised_fen"),
        registered=_column(rows, "registered_fen"),
        paid_in=_column(rows, "paid_in_fen"),
        area=_column(rows, "land_m2"),
        classes=[queries.division(row["industry"]) for row in rows],
    ):
        times = one.value / one.limit
        words = _("%(measure)s为同类第 95 百分位的 %(times)s 倍")
        said = words % {"measure": names[one.measure], "times": f"{times:.1f}"}
        reasons.setdefault(one.place, []).append(said)
    return [
        _flag(rows[place]["pk"], FlagKind.INFLATED, "；".join(said))
        for place, said in sorted(reasons.items())
    ]


def _flag(project: int, kind: str, reason: str, against: int | None = None) -> Flag:
    return Flag(
        project_id=project,
        kind=kind,
        against_id=against,
        reason=reason[:400],
        raised_at=timezone.now(),
    )


def _column(rows: list[dict[str, Any]], name: str) -> np.ndarray:
    return np.array([np.nan if row[name] is None else row[name] for row in rows], dtype=float)
