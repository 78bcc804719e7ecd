"""The sections of the day: a short table each, with the way to the whole list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.schemes import load
from jiedui.web.desk.confirm import words as said
from jiedui.web.desk.home import today
from jiedui.web.desk.home.today import ROWS
from jiedui.web.desk.projects import words as project_words
from jiedui.web.desk.projects.choices import pair_name
from jiedui.web.judgement.offers.queries import ToAnswer, to_answer
from jiedui.web.platform.accounts import capabilities as can
from jiedui.web.platform.accounts.queries import Row as Account
from jiedui.web.platform.accounts.reach import may
from jiedui.web.platform.kit.numbers import minute
from jiedui.web.platform.kit.pages import language
from jiedui.web.platform.kit.tables import Cell, Column, Table, row
from jiedui.web.records.confirmations import queries as confirmations
from jiedui.web.records.confirmations.arbitration import is_lapsed
from jiedui.web.records.confirmations.models import Dispute, Matter, Snapshot
from jiedui.web.records.confirmations.queries import Waiting
from jiedui.web.records.projects.enums import Light
from jiedui.web.records.projects.models import Project
from jiedui.web.records.projects.queries import light_of


@dataclass(frozen=True)
class Link:
    """Where more of it stands."""

    text: str
    url: str


TO_DO = ("waiting", "offers", "disputes", "stuck")  # the rest is to be known, not to be done


@dataclass(frozen=True)
class Section:
    """What waits of one kind: how much, the first of it, and links."""

    table: Table
    count: int
    links: tuple[Link, ...] = ()


def sections(user: Any) -> list[Section]:
    """What waits for a person, by what the person may do; a section may be empty."""
    if not user.is_authenticated:
        return []
    on = timezone.localdate()
    found = []
    if today.speaks_for_a_side(user):
        found.append(waiting(confirmations.waiting_for(user), on))
    if may(user, can.CONFIRM):
        due = to_answer(user, on)
        found += [offers(due, on)] if due else []
    if may(user, can.ARBITRATE):
        found.append(disputes(confirmations.disputes_to_decide(user), on))
    if may(user, can.EDIT_PROJECTS):
        found.append(stuck(today.stuck(user, on), on))
    if today.keeps_parks(user):
        found.append(parks(today.parks(user, on)))
    if today.evaluates(user):
        found.append(frozen(today.frozen(user)))
    return found + _of_administrators(user)


def headline(found: list[Section]) -> str:
    """What is to be done today, in one line: the answer to the first glance of who signed in."""
    asked = [one for one in found if one.table.id in TO_DO and one.count]
    if not asked:
        return _("今天没有等您办的事")
    named = [f"{one.table.title} {one.count}" for one in asked]
    return _("今天要办：%(what)s") % {"what": _("、").join(named)}


def _of_administrators(user: Any) -> list[Section]:
    found = []
    if may(user, can.MANAGE_USERS):
        found.append(accounts(today.unused(user)))
    if may(user, can.READ_AUDIT):
        found.append(trail(user))
    return found


def waiting(found: list[Waiting], on: date) -> Section:
    first = found[:ROWS]
    names = said.named(one.spoken.matter for one in first)
    columns = (*_of_matter(), Column("theirs", _("对方说")), Column("days", _("已等"), _("天"), 0))
    rows = tuple(
        row(
            *_matter(one.spoken.matter, names),
            said.said(one.theirs) or None,
            (on - timezone.localdate(one.theirs.said_at)).days if one.theirs else None,
        )
        for one in first
    )
    links = (Link(_("去确认"), reverse("confirm:index")),)
    return Section(Table("waiting", _("待我方确认"), columns, rows), len(found), links)


def offers(found: list[ToAnswer], on: date) -> Section:
    columns = (
        Column("firm", _("企业")),
        Column("park", _("园区")),
        Column("what", _("要办的")),
        Column("days", _("距到期"), _("天"), 0),
        Column("pair", _("结对")),
    )
    rows = tuple(
        row(
            Cell(one.offer.firm_name, url=reverse("offers:offer", args=[one.offer.code])),
            one.offer.park.name,
            _("答复") if one.is_reply_due else _("回答提问"),
            (one.offer.lapses_on - on).days,
            said.pair_name(one.offer.pair),
        )
        for one in found[:ROWS]
    )
    links = (Link(_("全部邀约"), reverse("offers:index") + "?state=open&sort=lapses"),)
    return Section(Table("offers", _("待我方办的邀约"), columns, rows), len(found), links)


def disputes(found: list[Dispute], on: date) -> Section:
    first = found[:ROWS]
    names = said.named(one.matter for one in first)
    columns = (
        *_of_matter(),
        Column("deadline", _("裁定期限")),
        Column("days", _("距期限"), _("天"), 0),
        Column("state", _("情况")),
    )
    rows = tuple(
        row(
            *_matter(one.matter, names),
            one.deadline.isoformat(),
            (one.deadline - on).days,
            Cell(_("已过期限"), tag="tag-warm") if is_lapsed(one, on=on) else _("待裁定"),
        )
        for one in first
    )
    links = (Link(_("全部争议"), reverse("confirm:disputes")),)
    return Section(Table("disputes", _("待我裁定"), columns, rows), len(found), links)


def _of_matter() -> tuple[Column, ...]:
    return Column("object", _("对象")), Column("aspect", _("事项")), Column("pair", _("结对"))


def _matter(matter: Matter, names: dict[int, said.Named]) -> tuple[Cell, ...]:
    name = names[matter.pk]
    url = reverse("confirm:matter", args=[matter.pk])
    return row(Cell(name.title, url=url), name.aspect, said.pair_name(matter.pair))


def stuck(found: today.Stuck, on: date) -> Section:
    columns = (
        Column("project", _("项目")),
        Column("light", _("灯")),
        Column("due", _("约定")),
        Column("days", _("已过约定日"), _("天"), 0),
        Column("blocker", _("卡在")),
        Column("pair", _("结对")),
    )
    rows = tuple(_project(one, on) for one in found.first)
    links = [Link(_("卡在哪里"), reverse("projects:stuck"))]
    if found.doubted:
        words = _("%(count)s 个项目有待核的提示") % {"count": found.doubted}
        links.append(Link(words, reverse("projects:index") + "?flags=open"))
    table = Table("stuck", _("卡住而轮到我的项目"), columns, rows)
    return Section(table, found.count, tuple(links))


def _project(project: Project, on: date) -> tuple[Cell, ...]:
    light = light_of(project, on)
    due = project.next_due_on
    pair = project.pair
    return row(
        Cell(
            project.name,
            url=reverse("projects:project", args=[project.code]),
            note=project.code,
        ),
        Cell(str(light.label) if light else None, tag="tag-warm" if light == Light.RED else ""),
        project_words.stage_name(project.next_due_stage) if project.next_due_stage else None,
        (on - due).days if due is not None and due < on else None,
        project.blocker or None,
        pair_name(pair.supporter_name, pair.recipient_name),
    )


def parks(found: Iterable[today.ParkCounts]) -> Section:
    columns = (
        Column("park", _("园区")),
        Column("projects", _("项目"), places=0),
        Column("red", _("红灯"), places=0),
        Column("yellow", _("黄灯"), places=0),
    )
    rows = tuple(
        row(
            Cell(one.park.name, url=reverse("parks:park", args=[one.park.code])),
            one.projects,
            one.red,
            one.yellow,
        )
        for one in found
    )
    links = (Link(_("园区登记"), reverse("parks:index")),)
    return Section(Table("parks", _("我的园区"), columns, rows), len(rows), links)


def frozen(found: list[Snapshot]) -> Section:
    columns = (
        Column("programme", _("协作关系")),
        Column("as_of", _("截至")),
        Column("kind", _("情况")),
        Column("at", _("冻结时间")),
        Column("by", _("冻结人")),
        Column("sha256", _("摘要值")),
    )
    rows = tuple(
        row(
            _programme(one.key),
            one.as_of.isoformat(),
            _("更正") if one.corrects_id else _("冻结"),
            minute(one.frozen_at),
            said.person(one.frozen_by),
            one.sha256[:12],
        )
        for one in found[:ROWS]
    )
    links = (Link(_("漏斗"), reverse("projects:funnel")),)
    return Section(Table("frozen", _("已冻结的考核数据"), columns, rows), len(found), links)


def _programme(code: str) -> str:
    if code not in load.ids():
        return code
    found = load.programme(code)
    return found.name_en if language() == "en" else found.name_zh


def accounts(found: list[Account]) -> Section:
    columns = (
        Column("account", _("账号")),
        Column("name", _("姓名")),
        Column("last", _("上次登录")),
        Column("grants", _("在用授权"), places=0),
    )
    rows = tuple(
        row(
            Cell(one.user.username, url=reverse("accounts:person", args=[one.user.username])),
            one.user.shown_name,
            minute(one.user.last_login) if one.user.last_login else _("从未登录"),
            len(one.grants),
        )
        for one in found[:ROWS]
    )
    links = (Link(_("全部账号"), reverse("accounts:people")),)
    return Section(Table("accounts", _("90 天没有用过的账号"), columns, rows), len(found), links)


def trail(user: Any) -> Section:
    columns = (
        Column("entry", _("最近一条"), grouped=False, places=0),
        Column("at", _("时间")),
        Column("hash", _("摘要值")),
    )
    last = today.latest_entry(user)
    rows = (row(last.pk, minute(last.at), last.hash[:12]),) if last else ()
    links = (Link(_("查留痕"), reverse("accounts:trail")),)
    return Section(Table("trail", _("留痕"), columns, rows), len(rows), links)
