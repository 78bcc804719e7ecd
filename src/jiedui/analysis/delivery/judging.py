"""Which projects of a ledger are stuck, out of order, perhaps signed twice or inflated."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from jiedui.analysis.delivery.ledger import Ledger
from jiedui.core.delivery import (
    Duplicates,
    InflatedFlag,
    OrderFault,
    Pace,
    Stages,
    Stuck,
    check_order,
    duplicates,
    inflated,
    stuck,
    usual_pace,
)
from jiedui.schemes.stages import stages

FEWEST_PEERS = 5


@dataclass(frozen=True)
class Judged:
    """A project's light with its reasons, and the faults in the order of its dates."""

    light: Stuck
    faults: tuple[OrderFault, ...]


def judge_projects(ledger: Ledger, *, as_of: date, programme: str = "") -> tuple[Judged, ...]:
    """Every project of the ledger, in its order, with the usual pace of the ledger beside it."""
    ladder = stages(programme)
    paces = usual_paces(ledger, ladder, as_of=as_of)
    states = (ledger.state(place) for place in range(len(ledger)))
    return tuple(
        Judged(
            stuck(state, ladder, as_of=as_of, paces=paces),
            check_order(state.reached, ladder, as_of=as_of),
        )
        for state in states
    )


def usual_paces(ledger: Ledger, ladder: Stages, *, as_of: date) -> Mapping[str, Pace]:
    """The usual pace of leaving each stage; a stage with fewer than five projects has none.

    A project that ended in a stage waits there no longer and is censored on that day.
    """
    today = float(as_of.toordinal())
    steps, nothing = ladder.steps, np.full(len(ledger), np.nan)
    ended = nothing
    for end in ladder.ends:
        ended = np.fmin(ended, ledger.day(end.code)[0])
    paces = {}
    for place, step in enumerate(steps[:-1]):
        begun = ledger.day(step.code)[1]
        following = nothing
        for later in steps[place + 1 :]:
            following = np.fmin(following, ledger.day(later.code)[1])
        here = begun <= today
        moved = here & (following >= begun) & (following <= today)
        waited = np.fmin(np.where(moved, following, today), ended) - begun
        used = here & (waited >= 0) & ~(following < begun)
        if used.sum() >= FEWEST_PEERS:
            paces[step.code] = usual_pace(waited[used], moved[used], stage=step.code)
    return paces


def flag_projects(
    ledger: Ledger, *, drop: Collection[str] = ()
) -> tuple[Duplicates, tuple[InflatedFlag, ...]]:
    """What a person should look at: projects perhaps signed twice, and sums perhaps inflated.

    `drop` holds place words that do not tell firms apart, such as the names of the two regions.
    """
    texts, yuan = ledger.texts, ledger.yuan
    twice = duplicates(
        texts["firm"],
        credit_codes=texts["credit_code"],
        plots=texts["plot"],
        amounts=yuan["promised"],
        regions=texts["host_region"],
        drop=drop,
    )
    large = inflated(
        yuan["promised"],
        registered=yuan["registered"],
        paid_in=yuan["paid_in"],
        area=ledger.area_m2,
        classes=[code[:2] for code in texts["industry"]],
    )
    return twice, large
