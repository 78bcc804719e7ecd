"""One row of a ledger: what it says of a project, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

from jiedui.catalog.columns import columns
from jiedui.core.delivery import Dated, check_order
from jiedui.schemes.stages import stages
from jiedui.web.records.documents.enums import Secrecy
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.projects.actions.common import FIRST_DAY
from jiedui.web.records.projects.enums import MoneyKind, Stage
from jiedui.web.records.projects.importing.lookups import Lookups
from jiedui.web.records.projects.summary import Moment

NAMES = tuple(columns("projects"))
STEPS = tuple(stage.value for stage in Stage)
# Columns of dates with the stage that each of them dates.
STEPS_AT = tuple((f"{stage}_on", stage) for stage in STEPS)
DUES_AT = tuple((name, name[4:-3]) for name in NAMES if name.startswith("due_"))
SUMS = tuple(kind.value for kind in MoneyKind)
# Columns of the ledger that are columns of a project under the same name.
PLAIN = (
    *("name", "host_region", "home_region", "industry", "mode", "chain_role", "chain_gap"),
    *("initiator", "labour", "green", "is_high_tech", "is_lighthouse", "plot"),
    *("jobs_planned", "local_job_share", "source", "secrecy"),
)
LONGEST = {"name": 160, "firm": 120, "code": 60, "chain_gap": 80, "plot": 60, "finder": 60}

# (column, value, reason, hint) of one thing that is wrong.
Fault = tuple[str, str, str, str]


@dataclass(slots=True)
class Entry:
    """A row that is understood.

    `fields` are columns of a project, `given` those of them that the row itself names: the others
    follow from pair and park and change nothing that is on record.
    """

    line: int
    code: str
    fields: dict[str, Any]
    given: frozenset[str]
    pair: int
    pair_key: str
    programme: str
    park: int | None
    park_code: str
    firm: str
    credit_code: str
    finder: str
    steps: tuple[Moment, ...]
    dues: tuple[Moment, ...]
    sums: dict[str, int]


def understood(
    line: int, row: Mapping[str, Any], found: Lookups, *, today: date
) -> tuple[Entry | None, list[Fault]]:
    """The row as an entry, or its faults."""
    faults = list(_too_long(row))
    pair = _pair(row, found, faults)
    park = _park(row, found, faults)
    steps = _moments(row, STEPS_AT, faults, today)
    dues = _moments(row, DUES_AT, faults, None)
    if pair is not None and len(steps) > 1:
        faults += _disorder(pair.programme.code, steps)
    if faults or pair is None:
        return None, faults
    fields = {name: row[name] for name in PLAIN if row.get(name) is not None}
    if row.get("land") is not None:
        fields["land_m2"] = row["land"]
    given = frozenset(fields)
    fields["host_region"] = fields.get("host_region") or (park[2] if park else "") or pair.recipient
    fields["home_region"] = fields.get("home_region") or pair.supporter
    fields["secrecy"] = fields.get("secrecy") or Secrecy.INTERNAL.value
    entry = Entry(
        line=line,
        code=row["code"],
        fields=fields,
        given=given,
        pair=pair.pk,
        pair_key=pair.key,
        programme=pair.programme.code,
        park=park[0] if park else None,
        park_code=park[1] if park else "",
        firm=row.get("firm") or "",
        credit_code=row.get("credit_code") or "",
        finder=row.get("finder") or "",
        steps=steps,
        dues=dues,
        sums={kind: row[kind] for kind in SUMS if row.get(kind)},
    )
    return entry, faults


def _too_long(row: Mapping[str, Any]) -> Iterator[Fault]:
    for name, most in LONGEST.items():
        said = row.get(name)
        if said is not None and len(said) > most:
            yield name, said[:30] + "…", f"longer than {most} characters", "shorten it"


def _pair(row: Mapping[str, Any], found: Lookups, faults: list[Fault]) -> Pair | None:
    said = row["pair"]
    pair = found.pair(said)
    if isinstance(pair, Pair):
        return pair
    if pair:
        hint = f"write the key of one of: {', '.join(pair)}"
        faults.append(("pair", said, "several pairs have these names", hint))
    else:
        hint = "write a key as jiangsu-2022:320500-321300, or 苏州市-宿迁市; see the page of pairs"
        faults.append(("pair", said, "no such pair", hint))
    return None


def _park(
    row: Mapping[str, Any], found: Lookups, faults: list[Fault]
) -> tuple[int, str, str] | None:
    said = row.get("park")
    if not said:
        return None
    if said not in found.parks:
        hint = "write the code or the full name of a park on record, or leave it empty"
        faults.append(("park", said, "no such park", hint))
        return None
    return found.parks[said]


def _moments(
    row: Mapping[str, Any],
    named: tuple[tuple[str, str], ...],
    faults: list[Fault],
    today: date | None,
) -> tuple[Moment, ...]:
    said = []
    for name, stage in named:
        value = row.get(name)
        if value is None:
            continue
        day, precision = value
        if day < FIRST_DAY or (today is not None and day > today):
            hint = f"between {FIRST_DAY} and {today or 'the end of the contract'}"
            reason = "not a day on which it can have happened" if today else "too early"
            faults.append((name, day.isoformat(), reason, hint))
        said.append(Moment(stage, day, precision))
    return tuple(said)


def _disorder(programme: str, steps: tuple[Moment, ...]) -> list[Fault]:
    """Orders that an issued document or an agreement excludes; others are shown on the page."""
    if _is_in_order(steps, _orders(programme)):
        return []
    reached = {one.stage: Dated.of(one.on, one.precision) for one in steps}  # type: ignore[arg-type]
    return [
        (
            f"{fault.stage}_on",
            reached[fault.stage].first.isoformat() if fault.stage in reached else "",
            f"{fault.detail_zh}（{fault.detail_en}）",
            "look at the dates of both stages",
        )
        for fault in check_order(reached, stages(programme))
        if fault.severity == "error"
    ]


def _is_in_order(steps: tuple[Moment, ...], orders: Mapping[str, int]) -> bool:
    """Whether every stage is known and no later one has an earlier day: then nothing can refuse."""
    try:
        said = sorted([(orders[one.stage], one.on) for one in steps])
    except KeyError:
        return False
    return all(earlier[1] <= later[1] for earlier, later in pairwise(said))


@lru_cache(maxsize=64)
def _orders(programme: str) -> Mapping[str, int]:
    return {stage.code: stage.order for stage in stages(programme).stages}
