"""Sentences of the pages of projects."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jiedui.core.delivery import Dated, whole_months
from jiedui.reports.words import short_name
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.projects.enums import CURRENCIES, ENDS, Light, Mover, Stage
from jiedui.web.records.projects.models import Project
from jiedui.web.records.projects.queries import Listed, light_of

FEN_PER_10K = 1_000_000


def when(day: date | None, precision: str = "day") -> str:
    """A date as exactly as it is known.

    >>> when(date(2023, 8, 1), "quarter"), when(date(2023, 8, 1), "month")
    ('2023Q3', '2023-08')
    """
    if day is None:
        return numbers.MISSING
    if precision == "quarter":
        return f"{day.year}Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def in_10k(fen: Any) -> str:
    """Fen as 万元, whole ones, with decimals only where they say something."""
    if fen is None:
        return numbers.MISSING
    return numbers.figure(fen / FEN_PER_10K, 0 if abs(fen) >= FEN_PER_10K else 2)


def foreign(amounts: dict[str, int]) -> list[str]:
    """Sums in their own currencies: `USD 120.00 万`."""
    return [
        _("%(currency)s %(amount)s 万")
        % {
            "currency": currency,
            "amount": numbers.figure(minor / 10 ** (CURRENCIES[currency] + 4), 2),
        }
        for currency, minor in sorted(amounts.items())
    ]


def stage_name(code: str) -> str:
    return _stage_names(get_language())[code]


@cache
def _stage_names(of_language: str | None) -> dict[str, str]:
    """Called with the language that is active."""
    return {stage.value: str(stage.label) for stage in Stage}


def mover_name(project: Project | Listed) -> str:
    """Whose move it is, with the place where a side is meant."""
    if not project.mover:
        return ""
    lang = language()
    label = str(Mover(project.mover).label)
    places = {
        Mover.SUPPORTER: project.pair.supporter_name,
        Mover.RECIPIENT: project.pair.recipient_name,
        Mover.PARK: project.park.name if project.park else project.pair.recipient_name,
        Mover.FIRM: project.firm.name if project.firm else "",
    }
    place = short_name(places.get(Mover(project.mover), ""), lang)
    return f"{label}({place})" if place else label


def headline(project: Project, on: date) -> str:
    """Where it stands: ended, late, or under way since when."""
    if project.stage in ENDS:
        said = {"end": stage_name(project.stage), "day": when(project.ended_on)}
        return _("已%(end)s(%(day)s)。") % said
    late = late_by(project, on)
    if late:
        said = {"stage": stage_name(project.next_due_stage), "late": late}
        return _("已过约定%(stage)s日 %(late)s。") % said
    if project.stage_on is None:
        return _("还没有记录任何阶段。")
    said = {"stage": stage_name(project.stage), "span": span(project.stage_on, on)}
    return _("已%(stage)s %(span)s。") % said


def late_by(project: Project | Listed, on: date) -> str:
    """How long past its next agreed date; empty while it is not."""
    if project.next_due_on is None or not project.next_due_stage:
        return ""
    return span(project.next_due_on, on) if project.next_due_on < on else ""


def span(start: date, end: date) -> str:
    months = whole_months(start, end)
    if months >= 1:
        return _("%(count)s 个月") % {"count": months}
    return _("%(count)s 天") % {"count": (end - start).days}


def blocked(project: Project) -> str:
    return _("卡在：%(blocker)s。") % {"blocker": project.blocker} if project.blocker else ""


def turn(project: Project) -> str:
    mover = mover_name(project)
    return _("现在轮到：%(mover)s") % {"mover": mover} if mover else ""


def last_contact(project: Project) -> str:
    if project.last_contact_on is None:
        return _("还没有联系记录。")
    return _("上次联系 %(day)s。") % {"day": when(project.last_contact_on)}


def reason_of_light(project: Project | Listed, on: date) -> str:
    """Why the light shows what it shows."""
    return reason(project, light_of(project, on), late_by(project, on))


def reason(project: Project | Listed, light: Light | None, late: str) -> str:
    """Why this light is shown, of a project that is late by so much."""
    if light is None:
        is_over = project.stage in ENDS
        return _("已结束，不再亮灯。") if is_over else _("没有约定日期，无从判断快慢。")
    said = {"stage": stage_name(project.next_due_stage) if late else "", "late": late}
    if light == Light.RED:
        return _("约定%(stage)s日已过 %(late)s，超过亮红灯的期限。") % said
    if late:
        return _("约定%(stage)s日已过 %(late)s。") % said
    if light == Light.YELLOW:
        heard = project.last_contact_on or project.stage_on
        return _("自 %(day)s 起没有进展，也没有联系。") % {"day": when(heard)}
    return _("在约定日期之内，近期有进展或联系。")


def overdue(day: date, precision: str, on: date) -> str:
    last = Dated.of(day, precision).last  # type: ignore[arg-type]
    return _("逾期 %(span)s") % {"span": span(last, on)} if last < on else ""
