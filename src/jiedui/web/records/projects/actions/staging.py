"""Stages: reached, corrected, agreed; a project that ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.core.delivery import Dated, check_order
from jiedui.core.errors import Problem, Refusal
from jiedui.schemes.stages import stages
from jiedui.web.platform.accounts.capabilities import EDIT_PROJECTS, VERIFY_STAGE
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.pages import language
from jiedui.web.records.projects import access
from jiedui.web.records.projects.actions.common import (
    attach,
    changed,
    fail_if_changed,
    fail_if_unlikely,
    refuse,
    say,
    side_of,
)
from jiedui.web.records.projects.enums import ENDS, EventState, Precision, ReadingKind, Stage
from jiedui.web.records.projects.models import Due, Project, Reading, StageEvent
from jiedui.web.records.projects.summary import stage_aspect

# What a third party counts shows these kinds of evidence.
SHOWN_BY_READINGS = {
    "electricity": ReadingKind.ELECTRICITY,
    "social_insurance": ReadingKind.INSURED,
    "tax": ReadingKind.TAX,
}


@transaction.atomic
def record_stage(
    *,
    by: User,
    code: str,
    stage: str,
    on: date,
    precision: str = "day",
    number: str = "",
    verifier: str = "",
    evidence: Sequence[str] = (),
    side: str = "",
    note: str = "",
    version: int | None = None,
    today: date | None = None,
) -> Project:
    """A stage reached. It stands in the name of the side that says it; the other side confirms.

    Parameters
    ----------
    number, evidence
        The number of the paper, or keys of documents that show it: one of both is asked for.

    Raises
    ------
    Refusal
        No evidence, a date that cannot be, or one that an issued document excludes.
    """
    project = _locked(by, code, version)
    if project.stage in ENDS:
        raise refuse(_("项目已经结束"), column="stage", value=stage, hint=_("要先更正结束"))
    side = side_of(by, project, side)
    _fail_if_senseless(project, stage, on, precision, today or timezone.localdate())
    _fail_without_evidence(project, stage, number, evidence)
    event = _vouched(project, stage, on, precision, side)
    event = event or StageEvent.objects.create(
        project=project,
        stage=stage,
        on=on,
        precision=precision,
        number=number,
        verifier=verifier,
        side=side,
        note=note,
        recorded_by=by.username,
        recorded_at=timezone.now(),
    )
    attach(by=by, project=project, aspect=stage_aspect(stage), evidence=evidence)
    done = changed(project, by=by, action="record_stage", **_told(event))
    _say(by, done, event)
    return done


def end_project(
    *, by: User, code: str, end: str, on: date, number: str = "", note: str = "", **rest: object
) -> Project:
    """Terminated or transferred (终止、转让): a competing end, not a project that is late."""
    if end not in ENDS:
        raise refuse(_("没有这种结束"), column="end", value=end, hint=f"of {', '.join(ENDS)}")
    return record_stage(by=by, code=code, stage=end, on=on, number=number, note=note, **rest)  # type: ignore[arg-type]


@transaction.atomic
def correct_stage(
    *,
    by: User,
    code: str,
    stage: str,
    on: date,
    reason: str,
    precision: str = "day",
    number: str = "",
    verifier: str = "",
    evidence: Sequence[str] = (),
    side: str = "",
    note: str = "",
    version: int | None = None,
    today: date | None = None,
) -> Project:
    """Another date in place of the one on record, with a reason; the old one stays to be read.

    What an assessment has frozen changes only when a second person agrees.
    """
    project = _locked(by, code, version)
    old = _current(project, stage)
    if not reason.strip():
        raise refuse(_("没有写理由"), column="reason", hint=_("写明为什么改日期"))
    side = side_of(by, project, side)
    _fail_if_word_of_the_other(old, side)
    _fail_if_senseless(project, stage, on, precision, today or timezone.localdate())
    is_frozen = project.frozen_on is not None and min(old.on, on) <= project.frozen_on
    event = StageEvent(
        project=project,
        stage=stage,
        on=on,
        precision=precision,
        number=number or old.number,
        verifier=verifier or old.verifier,
        side=side,
        note=note or old.note,
        replaces=old,
        reason=reason.strip(),
        recorded_by=by.username,
        recorded_at=timezone.now(),
        state=EventState.AWAITING if is_frozen else EventState.CURRENT,
    )
    if is_frozen:
        _fail_if_one_awaits(project, stage)
        event.save(force_insert=True)
    else:
        _put_in_place(old, event)
    attach(by=by, project=project, aspect=stage_aspect(stage), evidence=evidence)
    done = changed(project, by=by, action="correct_stage", before=_dated(old), **_told(event))
    if not is_frozen:
        _say(by, done, event)
    return done


@transaction.atomic
def check_correction(
    *, by: User, code: str, stage: str, accept: bool, version: int | None = None
) -> Project:
    """The second person's word on a correction of what is frozen."""
    project = _locked(by, code, version, capability=VERIFY_STAGE)
    event = StageEvent.objects.filter(
        project=project, stage=stage, state=EventState.AWAITING
    ).first()
    if event is None:
        raise refuse(_("没有待复核的更正"), column="stage", value=stage)
    if event.recorded_by == by.username:
        hint = _("请另一位能核验阶段的人")
        raise refuse(_("复核人不能是提出人本人"), column="by", hint=hint)
    event.second_by = by.username
    if accept:
        old = _current(project, stage)
        old.state = EventState.REPLACED
        old.save(update_fields=["state"])
    event.state = EventState.CURRENT if accept else EventState.REFUSED
    event.save(update_fields=["state", "second_by"])
    told = _told(event) | {"text": f"{'同意' if accept else '不同意'}更正 {_words(event)}"}
    return changed(project, by=by, action="check_correction", **told)


@transaction.atomic
def set_due(
    *,
    by: User,
    code: str,
    stage: str,
    on: date,
    precision: str = "day",
    source: str = "",
    version: int | None = None,
) -> Project:
    """The day that the contract sets for a stage."""
    project = _locked(by, code, version)
    if stage not in Stage.values or stage in ENDS or precision not in Precision.values:
        raise refuse(_("没有这个阶段或日期精度"), column="stage", value=f"{stage} {precision}")
    old = Due.objects.filter(project=project, stage=stage).first()
    Due.objects.update_or_create(
        project=project,
        stage=stage,
        defaults={"on": on, "precision": precision, "source": source},
    )
    return changed(
        project,
        by=by,
        action="set_due",
        text=f"约定 {Stage(stage).label} {on}",
        payload={"stage": stage, "on": on.isoformat(), "source": source},
        before=old and {"on": old.on.isoformat()},
        after={"on": on.isoformat()},
    )


def _locked(
    by: User, code: str, version: int | None, *, capability: str = EDIT_PROJECTS
) -> Project:
    project = access.project_for(by, code, capability, lock=True)
    fail_if_changed(project, version)
    return project


def _current(project: Project, stage: str) -> StageEvent:
    found = StageEvent.objects.filter(
        project=project, stage=stage, state=EventState.CURRENT
    ).first()
    if found is None:
        raise refuse(_("还没有记录"), column="stage", value=stage, hint=_("请先记录"))
    return found


def _vouched(
    project: Project, stage: str, on: date, precision: str, side: str
) -> StageEvent | None:
    """What a park or the lead office recorded, and a side now says in its own name."""
    old = StageEvent.objects.filter(project=project, stage=stage, state=EventState.CURRENT).first()
    if old is None:
        return None
    if not side or old.side or (old.on, old.precision) != (on, precision):
        hint = _("可以确认它，或写明口径与它并列，或更正自己一方说的")
        raise refuse(_("已经记录过"), column="stage", value=stage, hint=hint)
    old.side = side
    old.save(update_fields=["side"])
    return old


def _fail_if_word_of_the_other(old: StageEvent, side: str) -> None:
    """One side does not overwrite the other: it lets its own date stand beside, or disputes."""
    if old.side and side and old.side != side:
        hint = _("可以写明口径让您的日期与它并列，或提出争议")
        raise refuse(_("这是对方说的"), column="stage", value=old.stage, hint=hint)


def _fail_if_one_awaits(project: Project, stage: str) -> None:
    if StageEvent.objects.filter(project=project, stage=stage, state=EventState.AWAITING).exists():
        hint = _("先请第二人复核")
        raise refuse(_("已有一处更正待复核"), column="stage", value=stage, hint=hint)


def _put_in_place(old: StageEvent, event: StageEvent) -> None:
    old.state = EventState.REPLACED
    old.save(update_fields=["state"])
    event.save(force_insert=True)


def _fail_if_senseless(project: Project, stage: str, on: date, precision: str, today: date) -> None:
    """A slip of the hand, or an order that an issued document or an agreement excludes."""
    if stage not in Stage.values:
        hint = f"of {', '.join(Stage.values)}"
        raise refuse(_("没有这个阶段"), column="stage", value=stage, hint=hint)
    if precision not in Precision.values:
        hint = f"of {', '.join(Precision.values)}"
        raise refuse(_("没有这个日期精度"), column="precision", value=precision, hint=hint)
    fail_if_unlikely(on, today=today)
    reached = {
        event.stage: Dated.of(event.on, event.precision)  # type: ignore[arg-type]
        for event in StageEvent.objects.filter(project=project, state=EventState.CURRENT)
    }
    reached[stage] = Dated.of(on, precision)  # type: ignore[arg-type]
    faults = [
        fault
        for fault in check_order(reached, stages(project.programme))
        if stage in (fault.stage, fault.other) and fault.severity == "error"
    ]
    if faults:
        hint = _("看两个阶段的日期，更正错的那个")
        raise Refusal(
            [
                Problem(getattr(f, f"detail_{language()}"), column="on", value=f"{on}", hint=hint)
                for f in faults
            ]
        )


def _fail_without_evidence(
    project: Project, stage: str, number: str, evidence: Sequence[str]
) -> None:
    rules = stages(project.programme)
    asked = rules.stage(stage)
    if stage == Stage.LEAD or not asked.evidence or number.strip() or evidence:
        return
    kinds = [SHOWN_BY_READINGS[kind] for kind in asked.third_party if kind in SHOWN_BY_READINGS]
    if kinds and Reading.objects.filter(project=project, kind__in=kinds, value__gt=0).exists():
        return
    lang = language()
    names = " / ".join(
        getattr(rules.evidence_kinds[kind], f"name_{lang}") for kind in asked.evidence
    )
    hint = _("写明文号或附文件：%(names)s") % {"names": names}
    raise refuse(_("没有佐证"), column="evidence", value=stage, hint=hint)


def _say(by: User, project: Project, event: StageEvent) -> None:
    value = {"date": event.on.isoformat(), "precision": event.precision}
    say(
        by=by,
        project=project,
        side=event.side,
        aspect=stage_aspect(event.stage),
        value=value,
        definition=event.number or event.reason,
    )


def _words(event: StageEvent) -> str:
    return f"{Stage(event.stage).label} {event.on.isoformat()}"


def _dated(event: StageEvent) -> dict[str, str]:
    return {"stage": event.stage, "on": event.on.isoformat(), "precision": event.precision}


def _told(event: StageEvent) -> dict[str, object]:
    words = f"{'更正' if event.reason else '记录'} {_words(event)}"
    text = f"{words}，理由：{event.reason}" if event.reason else words
    return {
        "text": text,
        "payload": _dated(event) | {"number": event.number},
        "after": _dated(event),
    }
