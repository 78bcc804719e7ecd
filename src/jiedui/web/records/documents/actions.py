"""Keeping documents, saying what they prove, putting their secrecy right."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import ADD_DOCUMENTS, SEE_DOCUMENTS
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import OutOfReach, reach
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.documents import storing
from jiedui.web.records.documents.access import covers, document_for, sides_of_pair
from jiedui.web.records.documents.enums import CLOSELY_HELD, Secrecy
from jiedui.web.records.documents.models import Document, Evidence


@dataclass(frozen=True)
class Whose:
    """Whom a document concerns, in natural keys: grants reach it by these."""

    programme: str = ""
    pair: str = ""
    region: str = ""
    home_region: str = ""
    park: str = ""
    organisation: str = ""


def add(
    *,
    by: User,
    source: BinaryIO,
    name: str,
    title: str,
    whose: Whose,
    number: str = "",
    secrecy: str = Secrecy.INTERNAL,
) -> Document:
    """Keep a file. The bytes are on the disk before its record is; without a record they go again.

    Raises
    ------
    Refusal
        The file is not taken, has no title, or its secrecy is unknown.
    Http404
        The person may not add documents there.
    """
    _fail_if_unknown(secrecy)
    if not title.strip():
        raise Refusal(Problem(_("文件要有标题"), value=name))
    _fail_if_out_of_reach(by, whose, secrecy)
    stored = storing.keep(source, name)
    try:
        return _recorded(by, stored, title.strip(), whose, number.strip(), secrecy)
    except BaseException:
        storing.take_away(stored.file)
        raise


@transaction.atomic
def _recorded(
    by: User, stored: storing.Stored, title: str, whose: Whose, number: str, secrecy: str
) -> Document:
    document = Document.objects.create(
        key=f"D{timezone.localdate():%Y}-{secrets.token_hex(6)}",
        number=number,
        title=title,
        secrecy=secrecy,
        added_by=by,
        added_at=timezone.now(),
        **asdict(stored),
        **asdict(whose),
    )
    record_entry(
        by=by.username,
        action="add_document",
        object_kind="document",
        object_key=document.key,
        summary=_said(document),
        payload={"sha256": document.sha256, "secrecy": secrecy, "whose": asdict(whose)},
    )
    return document


@transaction.atomic
def attach(*, by: User, document: str, kind: str, key: str, aspect: str = "") -> Evidence:
    """Say that a document proves something of an object. Said twice, it stands once.

    Whether the person may speak of the object is for the caller to have asked.
    """
    found = document_for(by, document, SEE_DOCUMENTS)
    evidence, is_new = Evidence.objects.get_or_create(
        document=found,
        object_kind=kind,
        object_key=key,
        aspect=aspect,
        defaults={"added_by": by, "added_at": timezone.now()},
    )
    if is_new:
        record_entry(
            by=by.username,
            action="attach_evidence",
            object_kind=kind,
            object_key=key,
            summary=f"{aspect} {_said(found)}".strip(),
            payload={"document": found.key, "sha256": found.sha256, "aspect": aspect},
        )
    return evidence


@transaction.atomic
def add_evidence_file(
    *,
    by: User,
    source: BinaryIO,
    name: str,
    title: str,
    whose: Whose,
    kind: str,
    key: str,
    aspect: str = "",
    number: str = "",
    secrecy: str = Secrecy.INTERNAL,
) -> Evidence:
    """Keep a file and say at once what it proves: both or neither."""
    document = add(
        by=by,
        source=source,
        name=name,
        title=title,
        whose=whose,
        number=number,
        secrecy=secrecy,
    )
    try:
        return attach(by=by, document=document.key, kind=kind, key=key, aspect=aspect)
    except BaseException:
        storing.take_away(document.file)
        raise


@transaction.atomic
def reclassify(*, by: User, document: str, secrecy: str, reason: str) -> Document:
    """Put the secrecy of a document right, with a reason."""
    _fail_if_unknown(secrecy)
    if not reason.strip():
        raise Refusal(Problem(_("改密级要写理由")))
    found = document_for(by, document, ADD_DOCUMENTS)
    before, found.secrecy = found.secrecy, secrecy
    found.save(update_fields=["secrecy"])
    record_entry(
        by=by.username,
        action="reclassify",
        object_kind="document",
        object_key=found.key,
        summary=f"{before} → {secrecy}",
        payload={"reason": reason.strip()},
    )
    return found


def _said(document: Document) -> str:
    """The trail is read by more people than the document."""
    is_held = document.secrecy in CLOSELY_HELD
    return f"{document.key} {'***' if is_held else document.title}"


def _fail_if_unknown(secrecy: str) -> None:
    if secrecy not in Secrecy.values:
        hint = ", ".join(Secrecy.values)
        raise Refusal(Problem(_("没有这个密级"), column="secrecy", value=secrecy, hint=hint))


def _fail_if_out_of_reach(by: User, whose: Whose, secrecy: str) -> None:
    values = asdict(whose)
    named = (values.pop("region"), values.pop("home_region"), *sides_of_pair(whose.pair))
    regions = [region for region in named if region]
    if not covers(reach(by, ADD_DOCUMENTS), secrecy=secrecy, regions=regions, **values):
        raise OutOfReach(f"documents: {whose}")
