"""What a press of a button does on these pages: everything chosen, or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.desk.confirm import figures
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.confirmations import access, actions, freezing, queries
from jiedui.web.records.confirmations.models import Batch, Correction, Snapshot
from jiedui.web.records.projects.actions.freezing import content


@transaction.atomic
def confirm_chosen(*, by: User, seen: Mapping[int, int]) -> list[Batch]:
    """Confirm the chosen matters, each as it was on the screen: a batch for each side spoken for.

    Parameters
    ----------
    seen
        The declaration that was on the screen, by the number of its matter.
    """
    if not seen:
        raise Refusal(Problem(_("没有选中要确认的事项")))
    sides = {one.spoken.matter.pk: one.side for one in queries.waiting_for(by)}
    gone = [number for number in seen if number not in sides]
    if gone:
        hint = _("刷新后再选；别人可能已经答复")
        raise Refusal(Problem(_("这些事项已不在等您一方确认"), value=str(len(gone)), hint=hint))
    return [
        actions.confirm(
            by=by,
            side=side,
            matters=[number for number in sorted(seen) if sides[number] == side],
            seen=seen,
        )
        for side in sorted({sides[number] for number in seen})
    ]


@transaction.atomic
def correct_frozen(
    *, by: User, snapshot: Snapshot, codes: Iterable[str], reason: str
) -> Correction:
    """Propose that the snapshot say of these projects what the register now says of that day.

    Nothing is typed into a snapshot: a mistake is first put right where it was made, with its
    evidence, and then taken over.
    """
    if not access.may_correct(by, snapshot):
        hint = _("请牵头办公室提出")
        raise Refusal(Problem(_("只有能冻结整个协作关系的人能更正快照"), hint=hint))
    wanted = set(codes)
    if not wanted:
        hint = _("先在项目里更正，再回来选中它")
        raise Refusal(Problem(_("没有选中要更正的项目"), hint=hint))
    now = {row["code"]: row for row in content(snapshot.key, snapshot.as_of)}
    mended = figures.corrected(json.loads(snapshot.content), now, wanted)
    return freezing.propose_correction(by=by, snapshot=snapshot, content=mended, reason=reason)
