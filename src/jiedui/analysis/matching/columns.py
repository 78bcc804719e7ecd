"""The columns of a table of firms and of a table of parks, and what may stand in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from jiedui.catalog.columns import Column, columns
from jiedui.core.errors import Problem
from jiedui.core.structure import IO42_OF_DIVISION, IO153_OF_DIVISION
from jiedui.data.places import places
from jiedui.files.sources import FileRefusal
from jiedui.files.typed import AREA_UNITS, Reader, reader

DEMAND, CAPACITY = "demand_", "capacity_"
RESOURCE = re.compile(r"(demand|capacity)_([a-z0-9_]+)")
FIGURES = ("number", "share", "flag")
CODED: Mapping[str, str] = {
    **dict.fromkeys(("firm", "park"), "id"),
    **dict.fromkeys(("home", "region", "supporter"), "region"),
    **{"industry": "industry", "industries": "industries", "sectors": "sectors"},
}
"""What the columns of codes hold: ids, places of GB/T 2260, industries of GB/T 4754-2017, sectors
of the input-output table."""
SECTORS = frozenset(code for codes in IO153_OF_DIVISION.values() for code in codes)
KEPT = ("file", "sha256", "headers", "warnings")
"""What a checked table still knows of its file."""


def _facts(table: str, prefix: str) -> Mapping[str, Column]:
    """The declared columns that hold no resource; of these a table names whichever it has."""
    return {name: one for name, one in columns(table).items() if not name.startswith(prefix)}


FIRM_COLUMNS = _facts("match_firms", DEMAND)
PARK_COLUMNS = _facts("match_parks", CAPACITY)


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
    frame: pd.DataFrame, declared: Mapping[str, Column], what: str, prefix: str
) -> pd.DataFrame:
    problems = list(_header_problems(frame, declared, what, prefix))
    read: dict[str, pd.Series] = {}
    for name in known_columns(frame, declared, prefix):
        given = frame[name]
        if name.startswith(prefix):
            is_needed = prefix == CAPACITY
            column, wrong = _figures(given, _resource_reader(frame, name), is_needed=is_needed)
        elif declared[name].type in FIGURES:
            column, wrong = _figures(given, reader(declared[name]))
        else:
            column, wrong = _words(given, CODED.get(name, ""), _lines(frame))
        read[name] = column
        problems += [_placed(frame, what, name, at, why, hint) for at, why, hint in wrong]
    if problems:
        raise FileRefusal(problems)
    result = pd.DataFrame(read, index=range(len(frame)))
    ids = result[next(iter(declared))]
    names = result.get("name", ids)
    result["name"] = names.where(names != "", ids)
    result.attrs = {key: frame.attrs[key] for key in KEPT if key in frame.attrs}
    if "sha256" in result.attrs:
        result.attrs["contents"] = contents(result)
    return result


def contents(frame: pd.DataFrame) -> str:
    """A digest of what a table holds, whatever file it came from."""
    digest = hashlib.sha256("\x1f".join(map(str, frame.columns)).encode())
    for name in frame:
        digest.update(pd.util.hash_array(frame[name].to_numpy(), categorize=True).tobytes())
    return digest.hexdigest()


def known_columns(frame: pd.DataFrame, declared: Mapping[str, Column], prefix: str) -> list[str]:
    """Columns that are read; beside others, a capacity that no park fills in limits nothing."""
    names = [one for one in map(str, frame.columns) if one in declared or one.startswith(prefix)]
    capacities = {one: any(_said(frame[one])) for one in names if one.startswith(CAPACITY)}
    if any(capacities.values()):
        names = [one for one in names if capacities.get(one, True)]
    return names


def _resource_reader(frame: pd.DataFrame, name: str) -> Reader:
    """Land whose header names a unit comes in square metres; other amounts stay as they are."""
    read = reader(columns("match_parks")["capacity_power_kw"])
    unit = frame.attrs.get("units", {}).get(name, "")
    factor = AREA_UNITS[unit] if unit else Decimal(1)

    def in_square_metres(text: str) -> Any:
        found = read(text)
        # To a millionth: thrice ten mu are thirty mu, also in decimals.
        return round(found * float(factor), 6) if isinstance(found, float) else found

    return in_square_metres


def _lines(frame: pd.DataFrame) -> list[int]:
    """The line of each row in its file; a table made here has its header on line 1."""
    return list(frame.attrs.get("lines", range(2, len(frame) + 2)))


def _header_problems(
    frame: pd.DataFrame, declared: Mapping[str, Column], what: str, prefix: str
) -> Iterator[Problem]:
    where = {"file": str(frame.attrs.get("file", what)), "sheet": frame.attrs.get("sheet", "")}
    named = ", ".join(f"{name} ({column.zh})" for name, column in declared.items())
    allowed = f"the columns are {named}, {prefix}<resource>"
    for name in map(str, frame.columns):
        found = RESOURCE.fullmatch(name)
        if name not in declared and not (found and name.startswith(prefix)):
            yield Problem("unknown column", **where, column=written(frame, name), hint=allowed)
    for name, column in declared.items():
        if column.required and name not in frame.columns:
            yield Problem("the column is missing", **where, column=name, hint=allowed)
    if not len(frame):
        yield Problem("there is no row", **where, hint=f"give at least one of the {what}")


def written(frame: pd.DataFrame, name: str) -> str:
    """The header of a column as it stands in the file; of a table made here, its name."""
    return str(frame.attrs.get("headers", {}).get(name, name))


_Wrong = tuple[int, str, str]


def _words(values: pd.Series, code: str, lines: Sequence[int]) -> tuple[pd.Series, list[_Wrong]]:
    words = _said(values)
    if code == "id":
        return words, list(_id_faults(words, lines))
    check = {"region": _region_faults, "industry": _industry_faults}
    check |= {"industries": _industries_faults, "sectors": _sectors_faults}
    return words, list(check[code](words)) if code else []


def _figures(
    values: pd.Series, read: Reader, *, is_needed: bool = False
) -> tuple[pd.Series, list[_Wrong]]:
    """Figures, NaN where a cell holds none; what a cell says is read once."""
    said = _said(values)
    found = {text: read(text) for text in said.unique()}
    if is_needed:
        nothing = Problem("a park without capacity", hint="write what there is, 0 for none")
        found = {text: nothing if one is None else one for text, one in found.items()}
    faulty = {text: one for text, one in found.items() if isinstance(one, Problem)}
    figures = said.map(found | dict.fromkeys(faulty)).astype(float)
    at_fault = np.flatnonzero(said.isin(list(faulty)))
    return figures, [(int(at), faulty[said[at]].reason, faulty[said[at]].hint) for at in at_fault]


def _said(values: pd.Series) -> pd.Series:
    """What each cell says, without spaces around; nothing where it is empty."""
    texts = values.astype(object).where(values.notna(), "")
    return texts.map(_text).reset_index(drop=True)


def _text(value: object) -> str:
    """A whole number without its decimals: 1.0 is 1, a yes."""
    is_whole = isinstance(value, float) and value.is_integer()
    return f"{value:.0f}" if is_whole else str(value).strip()


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
        if above := _place_of_heading(words[at]):
            yield int(at), "a heading of GB/T 2260 (市辖区), no place", f"write {above}"
        else:
            yield int(at), "not a code of GB/T 2260", hint


def _place_of_heading(code: str) -> str:
    """What the districts under a code such as 310100 or 320501 belong to; "" for another code.

    >>> _place_of_heading("310100"), _place_of_heading("320501"), _place_of_heading("320600")
    ('310000', '320500', '')
    """
    if re.fullmatch(r"(11|12|31|50)0[12]00", code):
        return f"{code[:2]}0000"
    above = f"{code[:4]}00"
    return above if re.fullmatch(r"\d{4}01", code) and places().is_known(above) else ""


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


def _sectors_faults(words: pd.Series) -> Iterator[_Wrong]:
    for at, word in enumerate(words):
        strange = [code for code in codes_of(word) if code not in SECTORS]
        if strange:
            hint = "write codes of the table of 153 sectors separated by ;"
            yield at, f"unknown sector {strange[0]}", hint


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
        column=written(frame, column),
        value="" if pd.isna(value) else str(value),
        hint=hint,
    )
