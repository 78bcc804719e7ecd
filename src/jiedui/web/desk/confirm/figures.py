"""What stands in a snapshot of projects: figures of a day, and which projects say otherwise now.

Everything is taken from the dated lines of a project, stages and sums until the day, so that what
was frozen and what the register says today of the same day are counted alike.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jiedui.web.records.confirmations.models import Correction, Snapshot
from jiedui.web.records.projects.enums import ENDS, LADDER, RANK, MoneyKind

Row = dict[str, Any]
IDENTITY = ("name", "firm__credit_code", "park__code", "host_region", "home_region", "industry")
DATED = ("stages", "money")


@dataclass(frozen=True)
class Figures:
    """Projects of a day: how many had reached each stage, ended, and sums of yuan in fen."""

    projects: int
    reached: Mapping[str, int]
    ended: int
    fen: Mapping[str, int]


@dataclass(frozen=True)
class Difference:
    """A project of which the register now says something else about the frozen day."""

    code: str
    name: str
    frozen: Row | None
    now: Row | None

    @property
    def fields(self) -> tuple[str, ...]:
        """What differs, by name; all of it where one side has nothing."""
        if self.frozen is None or self.now is None:
            return (*IDENTITY, *DATED)
        return tuple(n for n in (*IDENTITY, *DATED) if self.frozen.get(n) != self.now.get(n))


def rows(kept: Snapshot | Correction, codes: Collection[str] | None = None) -> dict[str, Row]:
    """The projects of a snapshot by code; with `codes` only those."""
    found = json.loads(kept.content)
    return {row["code"]: row for row in found if codes is None or row["code"] in codes}


def figures(found: Iterable[Row]) -> Figures:
    known = list(found)
    ranks = [rank(row) for row in known]
    reached = {stage.value: sum(one >= RANK[stage] for one in ranks) for stage in LADDER[1:]}
    ended = sum(any(one["stage"] in ENDS for one in row["stages"]) for row in known)
    fen = {kind.value: sum(sum_fen(row, kind) for row in known) for kind in MoneyKind}
    return Figures(len(known), reached, ended, fen)


def rank(row: Row) -> int:
    """The highest stage that a project had reached; -1 for none."""
    return max((RANK[one["stage"]] for one in row["stages"] if one["stage"] in RANK), default=-1)


def sum_fen(row: Row, kind: str) -> int:
    """Sums in yuan; foreign currency is not converted."""
    own = (one for one in row["money"] if one["kind"] == kind and one["currency"] == "CNY")
    return sum(one["amount_minor"] for one in own)


def differences(frozen: Mapping[str, Row], now: Mapping[str, Row]) -> list[Difference]:
    """The projects that the register now describes otherwise, by code."""
    found = []
    for code in sorted(frozen.keys() | now.keys()):
        old, new = frozen.get(code), now.get(code)
        one = Difference(code, (new or old or {})["name"], old, new)
        if one.fields and (old is None or new is None or _differs(old, new)):
            found.append(one)
    return found


def corrected(frozen: Iterable[Row], now: Mapping[str, Row], codes: Collection[str]) -> list[Row]:
    """The frozen projects with those named as the register has them now for the frozen day."""
    rest = [row for row in frozen if row["code"] not in codes or row["code"] not in now]
    mended = [_mended(now[code]) for code in sorted(codes) if code in now]
    return sorted([*rest, *mended], key=lambda row: str(row["code"]))


def _differs(old: Row, new: Row) -> bool:
    return any(old.get(name) != new.get(name) for name in (*IDENTITY, *DATED))


def _mended(row: Row) -> Row:
    """A project as of the frozen day: what happened later is not in it."""
    reached = rank(row)
    stage = LADDER[reached].value if reached >= 0 else row["stage"]
    sums: Row = {}
    for kind in MoneyKind:
        given = any(one["kind"] == kind and one["currency"] == "CNY" for one in row["money"])
        sums[f"{kind}_fen"] = sum_fen(row, kind) if given else None
    known = {name: value for name, value in sums.items() if name in row}
    return row | {"reached": max(reached, 0), "stage": stage} | known
