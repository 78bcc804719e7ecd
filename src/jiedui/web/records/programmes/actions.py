"""Keeping the record of programmes in step with their files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from jiedui.core.frames import Grouping
from jiedui.schemes import load
from jiedui.schemes.records import Note
from jiedui.schemes.records import Programme as ProgrammeFile
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.records.programmes.models import Group, GroupSet, Membership, Pair, Programme

TOLD_OF_A_PAIR = (
    *("supporter", "recipient", "supporter_name", "recipient_name", "level"),
    *("start", "start_precision", "end", "standing", "source"),
)


def load_bundled(*, by: str) -> list[Programme]:
    """Read every bundled programme whose file has changed since it was last read."""
    read = dict(Programme.objects.values_list("code", "sha256"))
    return [
        accept_programme(programme=load.programme(code), sha256=load.sha256(code), by=by)
        for code in load.ids()
        if read.get(code) != load.sha256(code)
    ]


@transaction.atomic
def accept_programme(*, programme: ProgrammeFile, sha256: str, by: str) -> Programme:
    """Put a programme, its pairs and its groups in place of what was kept of it before."""
    record, _ = Programme.objects.update_or_create(
        code=programme.id,
        defaults={
            "name_zh": programme.name_zh,
            "name_en": programme.name_en,
            "start": programme.start,
            "end": programme.end,
            "source": programme.source,
            "sha256": sha256,
        },
    )
    record.group_sets.all().delete()
    _keep_pairs(record, programme)
    for grouping in programme.groupings.values():
        _keep_grouping(record, grouping)
    record_entry(
        by=by,
        action="accept_programme",
        object_kind="programme",
        object_key=record.code,
        summary=programme.name_zh,
        payload={"sha256": sha256},
    )
    return record


@transaction.atomic
def add_programme(*, by: User, code: str, name: str, start: date, source: str) -> Programme:
    """A programme of one's own, which no file describes; or another name for it."""
    record, is_new = Programme.objects.get_or_create(
        code=code,
        defaults={"name_zh": name, "name_en": name, "start": start, "source": source},
    )
    record.name_zh = record.name_en = name
    record.save(update_fields=["name_zh", "name_en"])
    record_entry(
        by=by.username,
        action="add_programme" if is_new else "rename_programme",
        object_kind="programme",
        object_key=code,
        summary=name,
    )
    return record


@transaction.atomic
def keep_pair(*, by: User, programme: Programme, key: str, values: Mapping[str, Any]) -> Pair:
    """Put a pair of a programme of one's own on record, or what it says now in its place."""
    try:
        with transaction.atomic():
            pair, is_new = Pair.objects.update_or_create(
                key=key,
                defaults=values,
                create_defaults={"programme": programme, "standing": "official", **values},
            )
    except IntegrityError as error:
        raise refusal_of(error) from error
    record_entry(
        by=by.username,
        action="add_pair" if is_new else "edit_pair",
        object_kind="pair",
        object_key=key,
        summary=str(pair),
        after={name: str(value) for name, value in values.items()},
    )
    return pair


def key_of(programme: str, named: Mapping[str, str]) -> str:
    """The key of a pair, as the files of programmes make it: a place without code by its name."""
    supporter = named["supporter"] or named["supporter_name"]
    return f"{programme}:{supporter}-{named['recipient'] or named['recipient_name']}"


def _keep_pairs(record: Programme, programme: ProgrammeFile) -> None:
    """Pairs keep their rows, which projects point at; one that left the file goes, if nothing does.

    Raises
    ------
    ProtectedError
        Records still point at a pair that the file no longer holds.
    """
    kept = []
    for pair in programme.pairs:
        told = {name: getattr(pair, name) for name in TOLD_OF_A_PAIR}
        noted = pair.note or Note(zh="", en="")
        told |= {"note": noted.zh, "note_en": noted.en}
        kept.append(pair.key(programme.id))
        Pair.objects.update_or_create(key=kept[-1], defaults={"programme": record, **told})
    record.pairs.exclude(key__in=kept).delete()


def _keep_grouping(record: Programme, grouping: Grouping) -> None:
    group_set = GroupSet.objects.create(
        programme=record,
        code=grouping.id,
        name_zh=grouping.name_zh,
        name_en=grouping.name_en,
        source=grouping.source,
    )
    for group in grouping.groups:
        kept = Group.objects.create(
            group_set=group_set, code=group.id, name_zh=group.name_zh, name_en=group.name_en
        )
        Membership.objects.bulk_create(
            Membership(group=kept, region=region) for region in group.members
        )
