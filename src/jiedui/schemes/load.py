"""Programmes and schemes read from YAML into records: the bundled ones and a user's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.frames import Group, Grouping
from jiedui.core.rules import Clause, Rule
from jiedui.schemes.documents import line_of, read
from jiedui.schemes.records import Note, Pair, PolicyEvent, Programme, PublishedRatio, Scheme
from jiedui.schemes.schema import (
    Case,
    CasesDocument,
    EventDocument,
    GroupingDocument,
    Moment,
    PairDocument,
    ProgrammeDocument,
    RuleDocument,
    SchemeDocument,
    Words,
)

ROOT = Path(__file__).parent
FILES = ("programme.yaml", "scheme.yaml")


@cache
def ids() -> tuple[str, ...]:
    """Ids of the bundled programmes, sorted."""
    return tuple(sorted(found.parent.name for found in ROOT.glob("*/programme.yaml")))


def programmes() -> tuple[Programme, ...]:
    """Every bundled programme, by id."""
    return tuple(programme(programme_id) for programme_id in ids())


@cache
def programme(programme_id: str) -> Programme:
    """A bundled programme.

    >>> [pair.recipient for pair in programme("jiangsu-2022").pairs if pair.level == "city"]
    ['320800', '320700', '320900', '321300']
    """
    return read_programme(_folder(programme_id) / "programme.yaml")


@cache
def scheme(programme_id: str) -> Scheme:
    """The rules of a bundled programme."""
    return read_scheme(_folder(programme_id) / "scheme.yaml")


def cases(programme_id: str) -> tuple[Case, ...]:
    """The worked cases that stand beside a bundled programme."""
    return read(_folder(programme_id) / "cases.yaml", CasesDocument).cases


@cache
def sha256(programme_id: str) -> str:
    """Fingerprint of a bundled programme and its scheme, of those it shares with included."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((_folder(programme_id) / name).read_bytes())
    shared = read(_folder(programme_id) / FILES[0], ProgrammeDocument).shares_with
    if shared:
        digest.update((_folder(shared) / FILES[0]).read_bytes())
    return digest.hexdigest()


def read_programme(path: Path | str) -> Programme:
    """Read a programme from a file of one's own; `schema.ProgrammeDocument` is what it holds."""
    document = read(path, ProgrammeDocument)
    shared = programme(document.shares_with) if document.shares_with else None
    groupings = dict(shared.groupings) if shared else {}
    groupings |= {key: _grouping(key, found) for key, found in document.groupings.items()}
    refuse_if_any(
        [*_unknown_headline(document, groupings, path), *_ends_before_it_starts(document, path)]
    )
    timeline = [_event(event) for event in document.timeline]
    ratios = tuple(PublishedRatio(**ratio.model_dump()) for ratio in document.published_ratios)
    return Programme(
        id=document.id,
        name_zh=document.name.zh,
        name_en=document.name.en,
        purpose_zh=document.purpose.zh,
        purpose_en=document.purpose.en,
        start=document.start.day,
        end=document.end.day if document.end else None,
        source=document.source,
        pairs=tuple(_pair(pair) for pair in document.pairs),
        groupings=MappingProxyType(groupings),
        headline=document.headline,
        timeline=tuple(timeline) or (shared.timeline if shared else ()),
        predecessor=document.predecessor,
        notes=tuple(_note(note) for note in document.notes),
        published_ratios=ratios or (shared.published_ratios if shared else ()),
    )


def read_scheme(path: Path | str) -> Scheme:
    """Read a scheme from a file of one's own; a rule id that stands twice is refused."""
    document = read(path, SchemeDocument)
    refuse_if_any(_twice(document, path))
    return Scheme(document.id, tuple(_rule(rule) for rule in document.rules))


def _folder(programme_id: str) -> Path:
    if programme_id not in ids():
        hint = f"there is: {', '.join(ids())}"
        raise Refusal(Problem("no such programme", value=programme_id, hint=hint))
    return ROOT / programme_id


def _unknown_headline(
    document: ProgrammeDocument, groupings: dict[str, Grouping], path: Path | str
) -> Iterator[Problem]:
    known = [group.id for grouping in groupings.values() for group in grouping.groups]
    for position, group_id in enumerate(document.headline):
        if group_id not in known:
            yield Problem(
                "no such group",
                file=str(path),
                line=line_of(path, "headline", position),
                column="headline",
                value=group_id,
                hint=f"there is: {', '.join(known) or 'no group'}",
            )


def _ends_before_it_starts(document: ProgrammeDocument, path: Path | str) -> Iterator[Problem]:
    for position, pair in enumerate(document.pairs):
        if pair.end is not None and pair.end.day <= pair.start.day:
            yield Problem(
                f"the pair ends before it starts on {pair.start.day}",
                file=str(path),
                line=line_of(path, "pairs", position, "end"),
                column=f"pairs[{position}].end",
                value=str(pair.end.day),
                hint="the end is the first day on which the pair holds no longer",
            )


def _twice(document: SchemeDocument, path: Path | str) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, rule in enumerate(document.rules):
        if rule.id in seen:
            yield Problem(
                "the rule stands twice",
                file=str(path),
                line=line_of(path, "rules", position, "id"),
                column=f"rules[{position}].id",
                value=rule.id,
                hint="give each rule an id of its own",
            )
        seen.add(rule.id)


def _note(said: Words) -> Note:
    return Note(zh=said.zh, en=said.en)


def _pair(pair: PairDocument) -> Pair:
    return Pair(
        supporter=pair.supporter,
        recipient=pair.recipient,
        supporter_name=pair.supporter_name,
        recipient_name=pair.recipient_name,
        level=pair.level,
        start=pair.start.day,
        end=pair.end.day if pair.end else None,
        standing=pair.standing,
        source=pair.source,
        note=_note(pair.note) if pair.note else None,
        start_precision=pair.start_precision or pair.start.precision,
        end_precision=pair.end.precision if pair.end else "day",
    )


def _grouping(key: str, grouping: GroupingDocument) -> Grouping:
    groups = tuple(
        Group(group.id, group.name.zh, group.name.en, group.members, group.parent)
        for group in grouping.groups
    )
    return Grouping(key, grouping.name.zh, grouping.name.en, groups, grouping.source)


def _event(event: EventDocument) -> PolicyEvent:
    return PolicyEvent(
        date=event.when.day,
        precision=event.when.precision,
        title_zh=event.title.zh,
        title_en=event.title.en,
        source=event.source,
        mission=event.mission,
        regions=event.regions,
        confounder=event.confounder,
    )


def _rule(rule: RuleDocument) -> Rule:
    return Rule(
        id=rule.id,
        kind=rule.kind,
        name_zh=rule.name.zh,
        name_en=rule.name.en,
        force=rule.force,
        clause=Clause(**rule.clause.model_dump()),
        parameters=rule.parameters.model_dump(),
        valid_from=_day(rule.start),
        valid_to=_day(rule.end),
        severity=rule.severity,
    )


def _day(moment: Moment | None) -> date | None:
    return moment.day if moment else None
