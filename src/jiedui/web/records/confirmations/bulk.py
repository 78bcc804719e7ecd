"""What one side says of many things that nobody has spoken of yet: a ledger just imported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from jiedui.analysis.provenance import plain
from jiedui.web.platform.accounts.models import User
from jiedui.web.platform.kit.bulk import insert_rows, reserve_numbers
from jiedui.web.records.confirmations.enums import Answer, Side, Standing
from jiedui.web.records.confirmations.kinds import Concerns
from jiedui.web.records.confirmations.models import Declaration, Matter

MATTER = (
    *("id", "pair", "object_kind", "object_key", "aspect", "park", "organisation"),
    *("home_region", "host_region", "secrecy", "standing", "awaits"),
)
OTHER = {side.value: side.other.value for side in Side}
DECLARATION = ("matter", "side", "answer", "value", "unit", "definition", "said_by", "said_at")


class Said(NamedTuple):
    """One first declaration; `pair` is the number of the pair's row."""

    pair: int
    key: str
    aspect: str
    side: str
    value: Any
    unit: str
    definition: str
    concerns: Concerns


def state_new(*, by: User, kind: str, said: Sequence[Said]) -> None:
    """Write first declarations of objects that have no matter yet, within the caller's action.

    The caller has asked whether the person speaks for the side, and writes the audit entry.
    """
    numbers = reserve_numbers(Matter, len(said))
    insert_rows(
        Matter,
        MATTER,
        [
            (
                *(number, one.pair, kind, one.key, one.aspect, one.concerns.park),
                *(one.concerns.organisation, one.concerns.home_region, one.concerns.host_region),
                *(one.concerns.secrecy, Standing.ONE_SIDED.value, OTHER[one.side]),
            )
            for number, one in zip(numbers, said, strict=True)
        ],
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    insert_rows(
        Declaration,
        DECLARATION,
        [
            (
                *(number, one.side, Answer.STATED.value),
                json.dumps(plain(one.value), ensure_ascii=False),
                *(one.unit, one.definition[:400], by.pk, now),
            )
            for number, one in zip(numbers, said, strict=True)
        ],
    )
