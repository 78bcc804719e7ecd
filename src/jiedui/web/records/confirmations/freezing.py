"""Content frozen on a day, and corrections afterwards, which need a second person."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.capabilities import FREEZE
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.accounts.reach import OutOfReach, may
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.records.confirmations.enums import Verdict
from jiedui.web.records.confirmations.models import Correction, Snapshot
from jiedui.web.records.documents.enums import Secrecy


@transaction.atomic
def freeze(
    *,
    by: User,
    kind: str,
    key: str,
    as_of: date,
    content: Any,
    secrecy: str = Secrecy.INTERNAL,
) -> Snapshot:
    """Keep content as it stands on a day. The same content again is the same snapshot.

    The caller has fetched the object through its own `access` with the capability `freeze`.

    Raises
    ------
    Refusal
        Something else was frozen for that day: it takes a correction.
    """
    _fail_if_not_allowed(by)
    written = canonical_json(content)
    kept = Snapshot.objects.filter(kind=kind, key=key, as_of=as_of).order_by("-id").first()
    if kept is not None:
        if kept.content == written:
            return kept
        raise Refusal(
            Problem(
                _("这一天已经冻结过，内容不同"),
                column=f"{kind} {key}",
                value=as_of.isoformat(),
                hint=_("提出更正，由另一个人复核"),
            )
        )
    return _kept(by, kind, key, as_of, written, secrecy, None)


@transaction.atomic
def propose_correction(*, by: User, snapshot: Snapshot, content: Any, reason: str) -> Correction:
    """Ask for a frozen content to be corrected, with a reason. Nothing changes until it is checked.

    The caller has fetched the object through its own `access`.
    """
    _fail_if_not_allowed(by)
    if not reason.strip():
        raise Refusal(Problem(_("更正要写理由")))
    written = canonical_json(content)
    _fail_if_not_the_latest(snapshot)
    if written == snapshot.content:
        raise Refusal(Problem(_("更正后的内容与快照相同"), value=snapshot.sha256[:12]))
    correction = Correction.objects.create(
        snapshot=snapshot,
        content=written,
        sha256=_sha256(written),
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=timezone.now(),
    )
    _record(
        by, "propose_correction", snapshot, f"{snapshot.sha256[:12]} → {correction.sha256[:12]}"
    )
    return correction


@transaction.atomic
def check_correction(
    *, by: User, correction: Correction, accepts: bool, remark: str = ""
) -> Snapshot | None:
    """The second person accepts, which makes a new snapshot beside the old one, or refuses."""
    _fail_if_not_allowed(by)
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    if found.checked_at is not None:
        raise Refusal(Problem(_("这个更正已经复核过")))
    if found.proposed_by_id == by.pk:
        raise Refusal(Problem(_("更正要由另一个人复核"), value=by.username))
    found.verdict = Verdict.ACCEPTED if accepts else Verdict.REFUSED
    found.remark, found.checked_by, found.checked_at = remark.strip(), by, timezone.now()
    found.save()
    old = found.snapshot
    _record(by, "check_correction", old, f"{found.verdict} {old.sha256[:12]}")
    if not accepts:
        return None
    return _kept(by, old.kind, old.key, old.as_of, found.content, old.secrecy, old)


def _kept(
    by: User,
    kind: str,
    key: str,
    as_of: date,
    written: str,
    secrecy: str,
    corrects: Snapshot | None,
) -> Snapshot:
    snapshot = Snapshot.objects.create(
        kind=kind,
        key=key,
        as_of=as_of,
        content=written,
        sha256=_sha256(written),
        secrecy=secrecy,
        frozen_by=by,
        frozen_at=timezone.now(),
        corrects=corrects,
    )
    _record(by, "freeze", snapshot, f"{as_of} {snapshot.sha256[:12]}")
    return snapshot


def _sha256(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()


def _fail_if_not_the_latest(snapshot: Snapshot) -> None:
    if Snapshot.objects.filter(corrects=snapshot).exists():
        hint = _("请对更正后的快照提出更正")
        raise Refusal(Problem(_("这份快照已经更正过"), value=snapshot.sha256[:12], hint=hint))


def _fail_if_not_allowed(by: User) -> None:
    if not may(by, FREEZE):
        raise OutOfReach(FREEZE)


def _record(by: User, action: str, snapshot: Snapshot, summary: str) -> None:
    record_entry(
        by=by.username,
        action=action,
        object_kind=snapshot.kind,
        object_key=snapshot.key,
        summary=summary,
        payload={"as_of": snapshot.as_of, "sha256": snapshot.sha256},
    )
