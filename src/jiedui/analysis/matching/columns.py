"""The columns of a table of firms and of a table of parks, and what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from jiedui.catalog.columns import columns
from jiedui.core.errors import Problem, refuse_if_any
from jiedui.core.structure import IO42_OF_DIVISION
from jiedui.data.places import places
from jiedui.files.sources import FileRefusal

Kind = Literal["id", "text", "region", "industry", "industries", "amount", "share", "flag"]

DEMAND, CAPACITY = "demand_", "capacity_"


@dataclass(frozen=True)
class ColumnSpec:
    """A column: what it holds, the headers that mean it, and whether it must be there."""

    kind: Kind
    spellings: tuple[str, ...]
    required: bool = False


def _specs(table: str, kinds: Mapping[str, Kind]) -> dict[str, ColumnSpec]:
    """The columns of a table, their headers as the catalogue declares them."""
    declared = columns(table)
    return {
        name: ColumnSpec(kind, declared[name].spellings(), declared[name].required)
        for name, kind in kinds.items()
    }


FIRM_COLUMNS: Mapping[str, ColumnSpec] = _specs(
    "match_firms",
    {
        "firm": "id",
        "name": "text",
        "home": "region",
        "industry": "industry",
        "sectors": "text",
        "high_tech": "flag",
        "employees": "amount",
        "environment_class": "text",
        "investment_10k_cny_per_mu": "amount",
        "value_added_rate": "share",
        "rd_share": "share",
        "assembly_only": "flag",
    },
)
PARK_COLUMNS: Mapping[str, ColumnSpec] = _specs(
    "match_parks",
    {
        "park": "id",
        "name": "text",
        "region": "region",
        "leading_industries": "text",
        "industries": "industries",
        "supporter": "region",
        "function_zone": "text",
        "environment_limit": "text",
        "minimum_investment_10k_cny_per_mu": "amount",
        "phase": "text",
    },
)
RESOURCE = re.compile(r"(demand|capacity)_([a-z0-9_]+)")


def checked_firms(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of firms in its columns' types; every fault is refused at once, by line and column.

    Ids stand once, industries are of GB/T 4754-2017 with a division that has a sector in the input-
    output tables, homes are codes of GB/T 2260 (or empty where a firm is registered abroad),
    amounts are finite and not negative. `demand_<resource>` columns hold what a firm needs.
    """
    return _checked(frame, FIRM_COLUMNS, "firms", DEMAND)


def checked_parks(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of parks in its columns' types, as `checked_firms`.

    Leading industries are words (`leading_industries`) or codes (`industries`, separated by ;).
    `capacity_<resource>` columns hold what there is; a park without one is refused by name.
    """
    return _checked(frame, PARK_COLUMNS, "parks", CAPACITY)


def resources_of(frame: pd.DataFrame, prefix: str) -> tuple[str, ...]:
    """The resources that a table names, in its order: `capacity_land_m2` is `land_m2`."""
    names = map(str, frame.columns)
    return tuple(name.removeprefix(prefix) for name in names if name.startswith(prefix))


def _checked(
    frame: pd.DataFrame, specs: Mapping[str, ColumnSpec], what: str, prefix: str
) -> pd.DataFrame:
    refuse_if_any(_header_problems(frame, specs, what, prefix))
    read: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    for name in map(str, frame.columns):
        kind = "amount" if name.startswith(prefix) else specs[name].kind
        needed = name.startswith(CAPACITY)
        column, wrong = _column(frame[name], kind, is_needed=needed, lines=_lines(frame))
        read[name] = column
        problems += [_placed(frame, what, name, at, why, hint) for at, why, hint in wrong]
    if problems:
        raise FileRefusal(problems)
    result = pd.DataFrame(read, index=range(len(frame)))
    if "name" not in result:
        result["name"] = result[next(iter(specs))]
    result["name"] = result["name"].where(result["name"] != "", result[next(iter(specs))])
    result.attrs = {key: frame.attrs[key] for key in ("file", "sha256") if key in frame.attrs}
    return result


def _lines(frame: pd.DataFrame) -> list[int]:
    """The line of each row in its file; a table made here has its header on line 1."""
    return list(frame.attrs.get("lines", range(2, len(frame) + 2)))


def _header_problems(
    frame: pd.DataFrame, specs: Mapping[str, ColumnSpec], what: str, prefix: str
) -> Iterator[Problem]:
    where = {"file": str(frame.attrs.get("file", what)), "sheet": frame.attrs.get("sheet", "")}
    named = ", ".join(f"{name} ({spec.spellings[1]})" for name, spec in specs.items())
    allowed = f"the columns are {named}, {prefix}<resource>"
    for name in map(str, frame.columns):
        found = RESOURCE.fullmatch(name)
        if name not in specs and not (found and name.startswith(prefix)):
            yield Problem("unknown column", **where, column=_written(frame, name), hint=allowed)
    for name, spec in specs.items():
        if spec.required and name not in frame.columns:
            yield Problem("the column is missing", **where, column=name, hint=allowed)
    if not len(frame):
        yield Problem("there is no row", **where, hint=f"give at least one of the {what}")


def _written(frame: pd.DataFrame, name: str) -> str:
    """The header of a column as it stands in the file."""
    return str(frame.attrs.get("headers", {}).get(name, name))


_Wrong = tuple[int, str, str]


def _column(
    values: pd.Series, kind: Kind, *, is_needed: bool, lines: Sequence[int]
) -> tuple[pd.Series, list[_Wrong]]:
    if kind in ("amount", "share", "flag"):
        return _numbers(values, kind, is_needed=is_needed)
    words = values.astype(object).where(values.notna(), "").map(_plain).reset_index(drop=True)
    if kind == "id":
        return words, list(_id_faults(words, lines))
    check = {"region": _region_faults, "industry": _industry_faults}
    check["industries"] = _industries_faults
    return words, list(check[kind](words)) if kind in check else []


def _plain(value: object) -> str:
    return str(value).strip()


def _numbers(values: pd.Series, kind: Kind, *, is_needed: bool) -> tuple[pd.Series, list[_Wrong]]:
    blank = values.isna() | (values.astype(str).str.strip() == "")
    yes_no = {"是": 1.0, "否": 0.0, "true": 1.0, "false": 0.0}
    known = (
        values.map(lambda v: yes_no.get(str(v).strip().lower(), v)) if kind == "flag" else values
    )
    read = pd.to_numeric(known.where(~blank), errors="coerce").astype(float).reset_index(drop=True)
    blank = blank.reset_index(drop=True)
    bounds = {"amount": (0.0, np.inf), "share": (0.0, 1.0), "flag": (0.0, 1.0)}[kind]
    hint = {
        "amount": "write a finite figure from 0 up",
        "share": "write a share from 0 to 1",
        "flag": "write 是 or 否",
    }[kind]
    wrong: list[_Wrong] = []
    for at in np.flatnonzero(~blank & ~(np.isfinite(read) & read.between(*bounds))):
        why = "negative" if read[at] < 0 else "not a figure that can stand here"
        wrong.append((int(at), why, hint))
    if is_needed:
        missing = "a park without capacity"
        wrong += [
            (int(at), missing, "write what there is, 0 for none") for at in np.flatnonzero(blank)
        ]
    return read, wrong


def _id_faults(words: pd.Series, lines: Sequence[int]) -> Iterator[_Wrong]:
    first: dict[str, int] = {}
    for at, word in enumerate(words):
        if not word:
            yield at, "has no id", "give each row an id of its own"
        elif word in first:
            yield at, f"stands twice, first on line {lines[first[word]]}", "keep one"
        first.setdefault(word, at)


def _region_faults(words: pd.Series) -> Iterator[_Wrong]:
    hint = "write six digits, as 320583; or leave it empty"
    known = {w for w in words.unique() if not w or (len(w) == 6 and places().is_known(w))}
    for at in np.flatnonzero(~words.isin(known)):
        yield int(at), "not a code of GB/T 2260", hint


def _industry_faults(words: pd.Series) -> Iterator[_Wrong]:
    hint = "write a code of GB/T 4754-2017 of two to four digits, divisions 01 to 96"
    known = {word for word in words.unique() if is_industry(word)}
    for at in np.flatnonzero(~words.isin(known)):
        yield int(at), "unknown industry code", hint


def _industries_faults(words: pd.Series) -> Iterator[_Wrong]:
    for at, word in enumerate(words):
        strange = [code for code in codes_of(word) if not is_industry(code)]
        if strange:
            hint = "write codes of GB/T 4754-2017 separated by ;"
            yield at, f"unknown industry code {strange[0]}", hint


def is_industry(code: str) -> bool:
    """Whether a code of two to four digits begins with a division that has a sector."""
    return re.fullmatch(r"\d{2,4}", code) is not None and code[:2] in IO42_OF_DIVISION


def codes_of(cell: str) -> tuple[str, ...]:
    """The codes of a cell, separated by ; or 、."""
    return tuple(part.strip() for part in re.split(r"[;；、,，]", cell) if part.strip())


def _placed(
    frame: pd.DataFrame, what: str, column: str, at: int, reason: str, hint: str
) -> Problem:
    value = frame[column].iloc[at]
    return Problem(
        reason,
        file=str(frame.attrs.get("file", what)),
        sheet=str(frame.attrs.get("sheet", "")),
        line=int(_lines(frame)[at]),
        column=_written(frame, column),
        value="" if pd.isna(value) else str(value),
        hint=hint,
    )
