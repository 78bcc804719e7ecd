"""Rows of the lists, and the columns of their export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jiedui.web.desk.projects import choices, words
from jiedui.web.records.projects import queries
from jiedui.web.records.projects.enums import LADDER, RANK, Light
from jiedui.web.records.projects.models import Project
from jiedui.web.records.projects.queries import Listed

ROWS_PER_PAGE = 50
PAGES_MAX = 200  # further down nobody reads: filter, search or export


@dataclass(frozen=True)
class Row:
    """One project in a list."""

    project: Listed
    pair: str
    park: str
    industry: str
    stage: str
    stage_on: str
    due: str
    late: str
    promised: str
    paid_in: str
    light: Light | None
    reason: str
    mover: str


@dataclass(frozen=True)
class Page:
    """A part of the list: where it stands in the whole."""

    number: int
    pages: int
    count: int

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def next(self) -> int:
        return self.number + 1

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def is_cut(self) -> bool:
        return self.count > PAGES_MAX * ROWS_PER_PAGE


def page(projects: QuerySet[Project], number: str) -> Page:
    """The page of that number, or the one nearest to it."""
    count = queries.count(projects)
    pages = min(max(1, -(-count // ROWS_PER_PAGE)), PAGES_MAX)
    wanted = min(max(int(number) if number.isdigit() else 1, 1), pages)
    return Page(wanted, pages, count)


def rows(
    projects: QuerySet[Project], page: Page, *, sort: str, on: date, confirmed_only: bool = False
) -> list[Row]:
    """What a page shows."""
    start = (page.number - 1) * ROWS_PER_PAGE
    found = queries.part(projects, sort, start, start + ROWS_PER_PAGE)
    return [row(one, on, confirmed_only) for one in found]


def row(project: Listed, on: date, confirmed_only: bool = False) -> Row:
    pair = project.pair
    confirmed = project.confirmed_reached
    is_whole = not confirmed_only or confirmed == project.reached
    stage = project.stage if is_whole else LADDER[max(confirmed, 0)].value
    stage_on = project.stage_on if is_whole else getattr(project, f"{stage}_on")
    light, late = queries.light_of(project, on), words.late_by(project, on)
    start = "confirmed_" if confirmed_only else ""
    return Row(
        project=project,
        pair=choices.pair_name(pair.supporter_name, pair.recipient_name),
        park=project.park.name if project.park else "",
        industry=choices.industry(queries.division(project.industry)),
        stage=words.stage_name(stage),
        stage_on=words.when(stage_on, project.precisions.get(stage, "day")),
        due=words.stage_name(project.next_due_stage) if project.next_due_stage else "",
        late=late,
        promised=words.in_10k(getattr(project, f"{start}promised_fen")),
        paid_in=words.in_10k(getattr(project, f"{start}paid_in_fen")),
        light=light,
        reason=words.reason(project, light, late),
        mover=words.mover_name(project),
    )


EXPORTED = (
    *("code", "name", "pair__key", "firm__name", "firm__credit_code", "park__code"),
    *("host_region", "home_region", "industry", "mode", "chain_role", "chain_gap", "initiator"),
    *("labour", "green", "is_high_tech", "is_lighthouse", "land_m2", "plot", "jobs_planned"),
    *("local_job_share", "stage", "stage_on", *(f"{code}_on" for code in RANK), "ended_on"),
    *("next_due_stage", "next_due_on", "blocker", "mover", "move_by_on", "last_contact_on"),
    *("promised_fen", "registered_fen", "paid_in_fen", "spent_fen", "confirmed_promised_fen"),
    *("confirmed_paid_in_fen", "secrecy", "finder", "source", "version", "is_made_up"),
)


def headers() -> list[str]:
    """Every column by its name in the record."""
    return [name.replace("__", "_") for name in EXPORTED]


def exported(projects: QuerySet[Project]) -> Iterator[tuple[Any, ...]]:
    """Every row, read in parts: an export is never cut."""
    rows = projects.order_by("code").values_list(*EXPORTED)
    return rows.iterator(chunk_size=2000)


def sorts() -> list[tuple[str, str]]:
    return [
        ("stage_on", _("最近进展")),
        ("light", _("先红后黄")),
        ("due", _("约定日期")),
        ("promised", _("承诺额")),
        ("paid_in", _("到位额")),
        ("code", _("编号")),
    ]
