"""Checks of the bundled tables against what their `about.yaml` says of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pandas as pd

from jiedui.catalog import indicator, indicators
from jiedui.core.errors import Problem, Refusal
from jiedui.core.units import unit
from jiedui.data import about, path, sha256, table
from jiedui.data.places import places
from jiedui.data.reading import column_of
from jiedui.data.records import About, Column, TableFile

SHOWN_MOST = 5


def verify(name: str) -> tuple[Problem, ...]:
    """Everything found wrong with a data set; empty when it is as its about file says."""
    known = about(name)
    return tuple(problem for part in known.tables for problem in _verify_file(name, known, part))


def _verify_file(name: str, known: About, part: TableFile) -> Iterator[Problem]:
    file = f"{name}/{part.file}"
    found = sha256(name, part.file)
    if found != part.sha256:
        hint = f"about.yaml says {part.sha256}; restore the file or describe the change"
        yield Problem("the file is not the one described", file=file, value=found, hint=hint)
    if part.file.endswith(".csv"):
        yield from _verify_table(name, known, part, file)
    elif (features := _features(name, part)) != part.rows:
        yield _count(file, features, part.rows)


def _verify_table(name: str, known: About, part: TableFile, file: str) -> Iterator[Problem]:
    try:
        frame = table(name, part.file)
    except (Refusal, ValueError) as fault:
        yield Problem(f"cannot be read: {fault}", file=file)
        return
    if len(frame) != part.rows:
        yield _count(file, len(frame), part.rows)
    yield from _repeated(frame, part, file)
    for header in map(str, frame.columns):
        declared = column_of(header, part)
        for problem in _verify_column(frame[header], declared, known):
            yield problem.inside(file)


def _verify_column(column: pd.Series, declared: Column, known: About) -> Iterator[Problem]:
    yield from _verify_unit(declared)
    if declared.kind == "code":
        yield from _listed(column, ~column.map(lambda code: _is_known_code(code, known)), "code")
    if declared.kind == "year" and known.first_year and known.last_year and declared.name == "year":
        yield from _listed(column, ~column.between(known.first_year, known.last_year), "year")
    if declared.indicator in indicators():
        yield from _out_of_bounds(column, declared)


def _verify_unit(declared: Column) -> Iterator[Problem]:
    try:
        own = unit(declared.unit)
        if declared.indicator:
            own.to(indicator(declared.indicator).measured_in())
    except Refusal as refusal:
        yield Problem(str(refusal), column=declared.name, value=declared.unit)


def _out_of_bounds(column: pd.Series, declared: Column) -> Iterator[Problem]:
    bounds = indicator(declared.indicator)
    factor = unit(declared.unit).to(bounds.measured_in())
    values = column * factor
    low = values < bounds.minimum if bounds.minimum is not None else values.isna() & False
    high = values > bounds.maximum if bounds.maximum is not None else values.isna() & False
    yield from _listed(column, low | high, "value within the bounds of the catalogue")


def _is_known_code(code: str, known: About) -> bool:
    if code == "" or (known.local_codes and re.fullmatch(known.local_codes, code)):
        return True
    return places().is_known(code)


def _listed(column: pd.Series, wrong: pd.Series, expected: str) -> Iterator[Problem]:
    """One problem per wrong cell, the first few only, with the line in the file."""
    lines = [position + 2 for position, bad in enumerate(wrong) if bad]
    for line in lines[:SHOWN_MOST]:
        value = str(column.iloc[line - 2])
        yield Problem(f"no known {expected}", line=line, column=str(column.name), value=value)
    if len(lines) > SHOWN_MOST:
        more = len(lines) - SHOWN_MOST
        yield Problem(f"and {more} more of the kind", column=str(column.name))


def _repeated(frame: pd.DataFrame, part: TableFile, file: str) -> Iterator[Problem]:
    if part.key:
        twice = frame.duplicated(list(part.key))
        for position in [place for place, bad in enumerate(twice) if bad][:SHOWN_MOST]:
            value = " ".join(str(frame.iloc[position][column]) for column in part.key)
            yield Problem(
                "the row stands twice",
                file=file,
                line=position + 2,
                column=", ".join(part.key),
                value=value,
            )


def _features(name: str, part: TableFile) -> int:
    return len(json.loads(path(name, part.file).read_text("utf-8"))["features"])


def _count(file: str, found: int, expected: int) -> Problem:
    return Problem(f"{found} rows, about.yaml says {expected}", file=file)
