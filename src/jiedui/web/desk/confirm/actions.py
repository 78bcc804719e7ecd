"""One press of a button on the page of what waits: everything chosen, or nothing."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from jiedui.core.errors import Problem, Refusal
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.confirmations import actions, queries
from jiedui.web.records.confirmations.models import Batch


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
