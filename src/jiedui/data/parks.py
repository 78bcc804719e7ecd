"""Co-built parks, and what became of their pair: a park outlives the pair that built it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from jiedui.data import table
from jiedui.schemes.records import Pair, Programme


@dataclass(frozen=True)
class Park:
    """A co-built park as reports name it. `status` is the report's word and may be of 2021."""

    name: str
    supporter: str
    supporter_name: str
    recipient: str
    recipient_name: str
    status: str
    founded_year: int | None
    leading_industries: str
    source: str


@dataclass(frozen=True)
class ParkOnDay:
    """A park and its pair on a day.

    Attributes
    ----------
    pair
        The pair in force; None where there is none.
    dissolved
        The pair that was in force before and ended, newest last.
    is_orphan
        The pair is gone and the park is still there: it stays listed, with its firms and accounts.
    """

    park: Park
    pair: Pair | None
    dissolved: tuple[Pair, ...]

    @property
    def is_orphan(self) -> bool:
        return self.pair is None and bool(self.dissolved)


@cache
def parks() -> tuple[Park, ...]:
    """The parks that reports name, in the order of the table; not all of the 45."""
    frame = table("cobuilt_parks")
    return tuple(
        Park(
            name=row["park"],
            supporter=row["south_code"],
            supporter_name=row["south_partner"],
            recipient=row["north_code"],
            recipient_name=row["north_partner"],
            status=row["status"],
            founded_year=None if pd.isna(row["founded_year"]) else int(row["founded_year"]),
            leading_industries=row["leading_industries"],
            source=row["source"],
        )
        for row in frame.to_dict(orient="records")
    )


def parks_on(day: date, programmes: Iterable[Programme]) -> tuple[ParkOnDay, ...]:
    """Every park with the pair that holds on a day, orphans included.

    >>> from jiedui.schemes.load import programmes
    >>> [found.park.name for found in parks_on(date(2022, 3, 10), programmes()) if found.is_orphan]
    ['无锡徐州工业园区', '江阴睢宁工业园区', '惠山贾汪工业园']
    """
    pairs = [pair for programme in programmes for pair in programme.pairs]
    return tuple(_on_day(park, day, pairs) for park in parks())


def _on_day(park: Park, day: date, pairs: Sequence[Pair]) -> ParkOnDay:
    own = [
        pair
        for pair in pairs
        if (pair.supporter, pair.recipient) == (park.supporter, park.recipient)
    ]
    now = [pair for pair in own if pair.in_force(day)]
    ended = [pair for pair in own if pair.end is not None and pair.end <= day]
    gone = sorted(ended, key=lambda pair: pair.end or day)
    return ParkOnDay(park, now[0] if now else None, tuple(gone))
