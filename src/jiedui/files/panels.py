"""A user's own panel and groups, read as one: all that is wrong with either is said at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from jiedui.catalog.columns import columns
from jiedui.core.errors import Problem
from jiedui.core.frames import FLAG_COLUMNS, Grouping, Panel
from jiedui.files.controls import control_problems
from jiedui.files.headers import spellings
from jiedui.files.magnitudes import implausible_per_head, mixed_units
from jiedui.files.observations import Observations, Observed, observations
from jiedui.files.regions import Regions, regions
from jiedui.files.sources import LIMITS, FileRefusal, Limits, Source
from jiedui.files.tables import Row, Table, read_table

CodeCheck = Callable[[str, int], Problem | None]
_SIGN_DETAILS = {
    "below_unit": "the file says … : less than the unit",
    "none": "the file says - : there is none",
}


@dataclass(frozen=True)
class UserData:
    """What a user brought: figures in the catalogue's units, groups, and what to know of them.

    `hashes` are the SHA-256 of the bytes of `panel` and `regions`, for the provenance.
    """

    panel: Panel
    grouping: Grouping
    warnings: tuple[Problem, ...]
    hashes: Mapping[str, str]


def read_panel(
    panel_path: str | Path | Source,
    regions_path: str | Path | Source,
    *,
    check_code: CodeCheck | None = None,
    limits: Limits = LIMITS,
) -> UserData:
    """Read a panel (tidy or wide) and its regions, or refuse with every problem of both files.

    Parameters
    ----------
    panel_path
        `region, year, indicator, value, unit`, or `region, year` and one column per indicator
        with its unit in the header (`gdp_100m_cny`, `地区生产总值(亿元)`).
    regions_path
        `region, name, group[, parent]`.
    check_code
        Says what is wrong with a code in a year; without it any codes are good.

    Returns
    -------
    UserData
        Empty cells and yearbook signs are NaN; `…` and `-` also leave a flag.

    Raises
    ------
    FileRefusal
        Unknown unit or column, duplicate, figure out of its bounds, unit mixed up within a
        series, region in no group ... each as `file:line: column: value: reason; what to do`.
    """
    tables, problems = _tables(panel_path, regions_path, limits)
    if len(tables) < 2:
        raise FileRefusal(problems)
    observed, places = observations(tables[0]), regions(tables[1])
    problems = [*observed.problems, *_between(observed, places, check_code)]
    problems.sort(key=lambda problem: problem.line or 0)
    if problems or places.problems:
        raise FileRefusal([*problems, *places.problems])
    warnings = [
        *tables[0].warnings,
        *(replace(problem, severity="warning") for problem in observed.warnings),
        *tables[1].warnings,
        *_without_data(observed, places),
    ]
    return UserData(
        panel=_panel(observed, places),
        grouping=places.grouping(),
        warnings=tuple(warnings),
        hashes={"panel": tables[0].sha256, "regions": tables[1].sha256},
    )


def _tables(
    panel_path: str | Path | Source, regions_path: str | Path | Source, limits: Limits
) -> tuple[list[Table], list[Problem]]:
    """Both tables, or the problems of those that cannot be read at all."""
    panel_names = spellings(columns("panel_tidy"), columns("panel_wide"))
    region_names = spellings(columns("regions"))
    tables: list[Table] = []
    problems: list[Problem] = []
    for path, names in ((panel_path, panel_names), (regions_path, region_names)):
        try:
            table = read_table(path, expected=names, limits=limits)
        except FileRefusal as refusal:
            problems.extend(refusal.every)
            continue
        hidden = control_problems(table)
        problems.extend(hidden)
        tables += [] if hidden else [table]
    return tables, problems


def _between(
    observed: Observations, places: Regions, check_code: CodeCheck | None
) -> list[Problem]:
    """What only the whole file, or both files together, can show."""
    problems = _doubled(observed)
    if not places.problems:
        problems += _ungrouped(observed, places)
    if check_code:
        problems += _wrong_codes(observed, check_code)
    if not problems and not observed.problems and not observed.observed:
        problems.append(observed.table.problem("the panel holds no figure"))
    once = _once(observed) if problems else observed.observed
    jumps = mixed_units(observed.table, once)
    # Once a jump is found, per-head figures would only say the same again.
    return [*problems, *(jumps or implausible_per_head(observed.table, once))]


def _once(observed: Observations) -> list[Observed]:
    """Each figure once: a duplicate is reported as such, not also as a jump."""
    seen: dict[tuple[str, int, str], Observed] = {}
    for one in observed.observed:
        seen.setdefault((one.region, one.year, one.measure.indicator), one)
    return list(seen.values())


def _doubled(observed: Observations) -> list[Problem]:
    seen: dict[tuple[str, int, str], Row] = {}
    problems = []
    for one in observed.rows:
        first = seen.setdefault((one.region, one.year, one.indicator), one.row)
        if first is not one.row:
            what = f"{one.indicator} of {one.region}" if one.indicator else one.region
            reason = f"{what} in {one.year} stands on line {first.line} already"
            problems.append(_of_region(observed, one.row, reason, "leave one of the two rows"))
    return problems


def _of_region(observed: Observations, row: Row, reason: str, hint: str) -> Problem:
    return observed.table.problem(reason, row=row, column=observed.region_column, hint=hint)


def _ungrouped(observed: Observations, places: Regions) -> list[Problem]:
    problems = []
    for region, row in _first_rows(observed).items():
        if region not in places.rows:
            hint = f"add a row with its group to {places.table.file}, or delete it here"
            problems.append(_of_region(observed, row, "the region is in no group", hint))
    return problems


def _first_rows(observed: Observations) -> dict[str, Row]:
    first: dict[str, Row] = {}
    for one in observed.rows:
        first.setdefault(one.region, one.row)
    return first


def _wrong_codes(observed: Observations, check_code: CodeCheck) -> list[Problem]:
    checked: dict[tuple[str, int], Problem | None] = {}
    problems = []
    for one in observed.rows:
        if (one.region, one.year) in checked:
            continue
        problem = checked[one.region, one.year] = check_code(one.region, one.year)
        if problem:
            problems.append(_of_region(observed, one.row, problem.reason, problem.hint))
    return problems


def _without_data(observed: Observations, places: Regions) -> list[Problem]:
    known = {one.region for one in observed.observed if not np.isnan(one.value)}
    return [
        replace(
            places.table.problem(
                f"no figure of it is in {observed.table.file}",
                row=row,
                column=places.region_column,
                hint="check that both files use the same codes",
            ),
            severity="warning",
        )
        for region, row in places.rows.items()
        if region not in known
    ]


def _panel(observed: Observations, places: Regions) -> Panel:
    ids = sorted({one.measure.indicator for one in observed.observed})
    keys = sorted({(one.region, one.year) for one in observed.rows})
    values = np.full((len(keys), len(ids)), np.nan)
    rows = {key: i for i, key in enumerate(keys)}
    columns_at = {name: i for i, name in enumerate(ids)}
    for one in observed.observed:
        values[rows[one.region, one.year], columns_at[one.measure.indicator]] = one.value
    # Codes are kept as objects, as in the bundled panels, whatever pandas would make of texts.
    codes = pd.Index([region for region, _ in keys], dtype=object)
    index = pd.MultiIndex.from_arrays([codes, [year for _, year in keys]], names=["region", "year"])
    kept = {one.measure.indicator: one.measure.kept.name for one in observed.observed}
    return Panel(
        values=pd.DataFrame(values, index=index, columns=ids),
        units={name: kept[name] for name in ids},
        names=dict(sorted({**observed.names, **places.names}.items())),
        flags=_flags(observed.observed),
        sources=dict.fromkeys(ids, observed.table.file),
        file=observed.table.file,
        header_line=observed.table.header_line,
    )


def _flags(observed: Sequence[Observed]) -> pd.DataFrame:
    """The cells that say "less than the unit" or "none": they are no zeros and no holes."""
    rows = [
        (one.region, one.year, one.measure.indicator, one.sign, _SIGN_DETAILS[one.sign])
        for one in observed
        if one.sign in _SIGN_DETAILS
    ]
    return pd.DataFrame(sorted(rows), columns=list(FLAG_COLUMNS))
