"""What the page of one project shows, put together from its record and from both sides' words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jiedui.reports.words import short_name
from jiedui.web.desk.projects import words
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.confirmations.access import visible_matters
from jiedui.web.records.confirmations.enums import Awaits, Side, Standing
from jiedui.web.records.confirmations.queries import standings
from jiedui.web.records.confirmations.standing import Spoken
from jiedui.web.records.documents.access import visible_evidence
from jiedui.web.records.projects import access, queries
from jiedui.web.records.projects.enums import (
    ENDS,
    LADDER,
    RANK,
    EventState,
    MoneyKind,
    Precision,
    ReadingKind,
)
from jiedui.web.records.projects.models import Contact, Due, Money, Project, StageEvent
from jiedui.web.records.projects.summary import KIND, money_aspect, stage_aspect


@dataclass(frozen=True)
class Step:
    """One stage on the line."""

    code: str
    name: str
    state: str  # done, late, ahead
    text: str
    standing: str = ""
    late: str = ""
    beside: str = ""
    evidence: int = 0
    matter: int | None = None  # the page where both sides speak of it, for who may open it


@dataclass(frozen=True)
class Sum:
    """One sum on record, with how far both sides agree on it."""

    number: int
    kind: str
    amount: str
    day: str
    source: str
    standing: str
    beside: str
    matter: int | None


@dataclass(frozen=True)
class Sums:
    """One line of the table of money."""

    name: str
    total: str
    equipment: str
    confirmed: str
    median: str
    sources: str
    foreign: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """One line of what happened."""

    on: date
    text: str


@dataclass(frozen=True)
class Page:
    """Everything on the page of a project."""

    project: Project
    steps: list[Step]
    sums: list[Sums]
    single_sums: list[Sum]
    money_note: str
    tasks: list[str]
    readings: list[tuple[str, str]]
    history: list[Event]
    flags: list[Any]
    awaiting: list[StageEvent]
    evidence: list[Any]
    peers: queries.Peers


def page(user: Any, project: Project, on: date) -> Page:
    said = {aspect: found for (_key, aspect), found in standings(KIND, [project.code]).items()}
    open_to = _open_matters(user, said)
    events = queries.events(project)
    money = queries.money(project)
    evidence = list(visible_evidence(user, kind=KIND, keys=[project.code]))
    peers = queries.peers(access.visible_projects(user), project)
    flags = _flags(user, project)
    awaiting = [event for event in events if event.state == EventState.AWAITING]
    return Page(
        project=project,
        steps=_linked(_steps(project, events, said, evidence, on), open_to),
        sums=_sums(project, money, peers),
        single_sums=[_sum(project, one, said, open_to) for one in money if one.is_current],
        money_note=_money_note(project, peers),
        tasks=_tasks(project, said, flags, awaiting, on),
        readings=_readings(project),
        history=_history(project, events, money),
        flags=flags,
        awaiting=awaiting,
        evidence=evidence,
        peers=peers,
    )


def _open_matters(user: Any, said: dict[str, Spoken]) -> dict[str, int]:
    """By aspect, the matters whose page the person may open."""
    numbers = {aspect: found.matter.pk for aspect, found in said.items()}
    within = visible_matters(user).filter(pk__in=numbers.values())
    may_open = set(within.values_list("pk", flat=True))
    return {aspect: number for aspect, number in numbers.items() if number in may_open}


def _linked(steps: list[Step], open_to: dict[str, int]) -> list[Step]:
    return [replace(step, matter=open_to.get(stage_aspect(step.code))) for step in steps]


def _sum(project: Project, one: Money, said: dict[str, Spoken], open_to: dict[str, int]) -> Sum:
    aspect = money_aspect(one.kind, one.number)
    found = said.get(aspect)
    return Sum(
        number=one.number,
        kind=one.get_kind_display(),
        amount=figure({"amount_minor": one.amount_minor}, one.currency),
        day=words.when(one.on, one.precision),
        source=one.source,
        standing=str(Standing(found.matter.standing).label) if found else _("未经两方"),
        beside=beside(project, found),
        matter=open_to.get(aspect),
    )


def _steps(
    project: Project,
    events: list[StageEvent],
    said: dict[str, Spoken],
    evidence: list[Any],
    on: date,
) -> list[Step]:
    current = {event.stage: event for event in events if event.state == EventState.CURRENT}
    dues = {due.stage: due for due in Due.objects.filter(project=project)}
    files: dict[str, int] = {}
    for one in evidence:
        files[one.aspect] = files.get(one.aspect, 0) + 1
    codes = [stage.value for stage in LADDER]
    codes += [code for code in ENDS if code in current]
    return [
        _step(project, code, current.get(code), dues.get(code), said, files, on) for code in codes
    ]


def _step(
    project: Project,
    code: str,
    event: StageEvent | None,
    due: Due | None,
    said: dict[str, Spoken],
    files: dict[str, int],
    on: date,
) -> Step:
    name, aspect = words.stage_name(code), stage_aspect(code)
    if event is not None:
        found = said.get(aspect)
        return Step(
            code,
            name,
            "done",
            words.when(event.on, event.precision),
            standing=_standing(found, event),
            beside=beside(project, found),
            evidence=files.get(aspect, 0),
        )
    if project.stage in ENDS or RANK.get(code, 99) <= project.reached:
        return Step(code, name, "skipped", _("没有记录"))
    if due is None:
        return Step(code, name, "ahead", _("未到"))
    late = words.overdue(due.on, due.precision, on)
    agreed = _("约定 %(day)s") % {"day": words.when(due.on, due.precision)}
    return Step(code, name, "late" if late else "ahead", agreed, late=late)


def _standing(found: Spoken | None, event: StageEvent) -> str:
    if found is None:
        return "" if event.stage == "lead" else _("未经两方")
    return str(Standing(found.matter.standing).label)


def beside(project: Project, found: Spoken | None) -> str:
    """Both figures with their definitions, where they differ."""
    if found is None or found.standing not in (Standing.BESIDE, Standing.DISPUTED):
        return ""
    lang = language()
    names = {
        Side.SUPPORTER: short_name(project.pair.supporter_name, lang),
        Side.RECIPIENT: short_name(project.pair.recipient_name, lang),
    }
    parts = []
    for side in Side:
        declaration = found.of(side)
        if declaration is not None:
            value = figure(declaration.value, declaration.unit)
            source = f"({declaration.definition})" if declaration.definition else ""
            parts.append(f"{names[side]} {value}{source}")
    return _("；").join(parts)


def figure(value: Any, unit: str = "") -> str:
    """A declaration as people read it."""
    if isinstance(value, dict) and "amount_minor" in value:
        shown = words.in_10k(value["amount_minor"]) if unit in ("", "CNY") else ""
        return f"{shown} {_('万元')}" if shown else words.foreign({unit: value["amount_minor"]})[0]
    if isinstance(value, dict) and value.get("date"):
        precision = value.get("precision", Precision.DAY)
        return words.when(date.fromisoformat(value["date"]), precision)
    return str(value)


def _sums(project: Project, money: list[Money], peers: queries.Peers) -> list[Sums]:
    lines = []
    for kind in MoneyKind:
        own = [one for one in money if one.kind == kind and one.is_current]
        total = getattr(project, f"{kind.value}_fen")
        abroad = tuple(words.foreign(project.foreign_minor.get(kind.value, {})))
        confirmed = getattr(project, f"confirmed_{kind.value}_fen", None)
        equipment = [one.equipment_minor for one in own if one.equipment_minor is not None]
        lines.append(
            Sums(
                name=str(kind.label),
                total=words.in_10k(total),
                equipment=words.in_10k(sum(equipment) if equipment else None),
                confirmed=words.in_10k(confirmed),
                median=words.in_10k(peers.medians_fen.get(kind.value)),
                sources="、".join(dict.fromkeys(one.source for one in own if one.source)),
                foreign=abroad,
            )
        )
    return lines


def _money_note(project: Project, peers: queries.Peers) -> str:
    """A promise out of proportion is pointed at, beside what peers promise."""
    if not project.promised_fen or not project.paid_in_fen:
        return ""
    times = project.promised_fen / project.paid_in_fen
    high = peers.promised_over_paid_in_95
    if high is None or times <= high:
        return ""
    return _(
        "提示：承诺额为到位资金的 %(times)s 倍，高于同类项目第 95 百分位(%(high)s 倍)。请核。"
    ) % {"times": numbers.figure(times, 1), "high": numbers.figure(high, 1)}


def _tasks(
    project: Project,
    said: dict[str, Spoken],
    flags: list[Any],
    awaiting: list[StageEvent],
    on: date,
) -> list[str]:
    """What is to do, whose turn first."""
    tasks = []
    if project.blocker and project.mover:
        line = f"{words.mover_name(project)}{_('：')}{project.blocker}"
        late = words.overdue(project.move_by_on, "day", on) if project.move_by_on else ""
        tasks.append(f"{line}{_('，')}{late}" if late else line)
    lang = language()
    names = {
        Awaits.SUPPORTER: short_name(project.pair.supporter_name, lang),
        Awaits.RECIPIENT: short_name(project.pair.recipient_name, lang),
    }
    for side, name in names.items():
        waiting = sum(found.awaits == side for found in said.values())
        if waiting:
            tasks.append(_("%(side)s：答复 %(count)s 项") % {"side": name, "count": waiting})
    for found in said.values():
        if found.open_dispute:
            tasks.append(
                _("仲裁人 %(who)s：裁定，截止 %(day)s")
                % {
                    "who": found.open_dispute.arbitrator.shown_name,
                    "day": words.when(found.open_dispute.deadline),
                }
            )
    if awaiting:
        tasks.append(_("第二人：复核 %(count)s 处更正") % {"count": len(awaiting)})
    if flags:
        tasks.append(_("核实 %(count)s 条提示") % {"count": len(flags)})
    return tasks


def _readings(project: Project) -> list[tuple[str, str]]:
    shown = []
    for reading in queries.latest_readings(project):
        name = f"{ReadingKind(reading.kind).label}{_('，')}{reading.period}"
        if reading.unit == "kwh":
            value = _("%(value)s 万千瓦时") % {"value": numbers.figure(reading.value / 10_000, 1)}
        elif reading.unit == "fen":
            value = f"{words.in_10k(reading.value)} {_('万元')}"
        else:
            value = _("%(value)s 人") % {"value": numbers.figure(reading.value, 0)}
        shown.append((name, value))
    return shown


def _flags(user: Any, project: Project) -> list[Any]:
    """Open doubts; those that speak of a project out of reach are not shown."""
    flags = queries.open_flags(project)
    seen = access.may_see(user, [flag.against.code for flag in flags if flag.against])
    return [flag for flag in flags if flag.against is None or flag.against.code in seen]


def _history(project: Project, events: list[StageEvent], money: list[Money]) -> list[Event]:
    lines = [Event(_day(event.recorded_at), _event_text(event)) for event in events]
    lines += [Event(_day(one.recorded_at), _money_text(one)) for one in money]
    lines += [
        Event(
            contact.on,
            _("%(who)s 记录%(kind)s：%(text)s")
            % {
                "who": contact.recorded_by,
                "kind": contact.get_kind_display(),
                "text": contact.text,
            },
        )
        for contact in Contact.objects.filter(project=project)
    ]
    return sorted(lines, key=lambda line: line.on, reverse=True)


def _day(moment: Any) -> date:
    from django.utils import timezone

    return timezone.localtime(moment).date()


def _event_text(event: StageEvent) -> str:
    told = {
        "who": event.recorded_by,
        "stage": words.stage_name(event.stage),
        "day": words.when(event.on, event.precision),
        "number": event.number,
        "reason": event.reason,
        "second": event.second_by,
        "old": words.when(event.replaces.on, event.replaces.precision) if event.replaces else "",
    }
    if event.replaces is None:
        text = _("%(who)s 记录%(stage)s %(day)s") % told
        return f"{text} {event.number}".strip()
    text = _("%(who)s 更正%(stage)s：%(old)s → %(day)s，理由：%(reason)s") % told
    if event.state == EventState.AWAITING:
        return f"{text}{_('，待第二人复核')}"
    return f"{text}{_('，第二人 %(second)s 复核') % told}" if event.second_by else text


def _money_text(one: Money) -> str:
    amount = figure({"amount_minor": one.amount_minor}, one.currency)
    told = {
        "who": one.recorded_by,
        "kind": one.get_kind_display(),
        "amount": amount,
        "day": words.when(one.on, one.precision),
        "reason": one.reason,
    }
    if one.replaces_id is None:
        return _("%(who)s 记录%(kind)s %(amount)s(%(day)s)") % told
    return _("%(who)s 更正%(kind)s为 %(amount)s，理由：%(reason)s") % told
