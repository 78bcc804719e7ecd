"""The small files of a run as tables (CSV, XLSX, ODS): weights, proposed pairings, preferences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jiedui.analysis.pairing.input_checks import (
    KEEP_ONE,
    NO_LIST,
    OWN_NAMES,
    TAKEN,
    Resolve,
    wrong_choices,
)
from jiedui.analysis.pairing.request import Proposal
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.pairing import COMPONENTS, Preferences
from jiedui.core.pairing.problem import CodePair
from jiedui.files.tables import Row, Table, key, read_table

CRITERIA_ZH = {"资源禀赋": "endowment", "产业优势": "industry", "发展水平": "development"} | {
    "历史基础": "history"
}


def _columns(table: Table, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Position of each column under any of its spellings; what is missing is refused by name."""
    headers = [key(name) for name in table.header]
    found = {
        name: next(headers.index(key(s)) for s in spellings if key(s) in headers)
        for name, spellings in wanted.items()
        if any(key(s) in headers for s in spellings)
    }
    refuse_if_any(
        table.problem(f"missing column {name}", hint=f"name it {' or '.join(spellings)}")
        for name, spellings in wanted.items()
        if name not in found
    )
    return found


def _rows(path: str | Path, wanted: Mapping[str, tuple[str, ...]]) -> tuple[Table, dict[str, int]]:
    table = read_table(path, expected=[s for spellings in wanted.values() for s in spellings])
    return table, _columns(table, wanted)


def _code_at(table: Table, row: Row, column: int, resolve: Resolve, problems: list[Problem]) -> str:
    try:
        return resolve(row.cells[column].strip())
    except Refusal as refusal:
        first = refusal.problems[0]
        problems.append(table.problem(first.reason, row=row, column=column, hint=first.hint))
        return ""


WEIGHT_COLUMNS = {"criterion": ("criterion", "因素", "指标"), "weight": ("weight", "权重")}
PROPOSAL_COLUMNS = {
    "name": ("name", "方案"),
    "supporter": ("supporter", "帮扶方"),
    "recipient": ("recipient", "受帮扶方"),
}
PREFERENCE_COLUMNS = {
    "region": ("region", "地区"),
    "side": ("side", "角色"),
    "rank": ("rank", "名次"),
    "choice": ("choice", "选择"),
}
SIDES = {"supporter": 0, "帮扶方": 0, "recipient": 1, "受帮扶方": 1}


def weights_of_table(
    path: str | Path,
) -> tuple[tuple[dict[str, float], dict[str, float]], dict[tuple[str, str], tuple[str, int]]]:
    table, at = _rows(path, WEIGHT_COLUMNS)
    components = {component.id for component in COMPONENTS}
    weights: dict[str, float] = {}
    shares: dict[str, float] = {}
    where: dict[tuple[str, str], tuple[str, int]] = {}
    problems = []
    for row in table.rows:
        said = row.cells[at["criterion"]].strip()
        name = CRITERIA_ZH.get(said, said)
        kind = "shares" if name in components else "weights"
        if (kind, name) in where:
            at_ = at["criterion"]
            problems.append(table.problem("stands twice", row=row, column=at_, hint=KEEP_ONE))
        number = _number(row.cells[at["weight"]])
        if number is None:
            hint = "write a figure, as 2 or 0.5"
            problems.append(table.problem("not a number", row=row, column=at["weight"], hint=hint))
            continue
        (shares if kind == "shares" else weights)[name] = number
        where[kind, name] = (table.file, row.line)
    refuse_if_any(problems)
    return (weights, shares), where


def proposals_of_table(path: str | Path, resolve: Resolve) -> tuple[Proposal, ...]:
    table, at = _rows(path, PROPOSAL_COLUMNS)
    problems: list[Problem] = []
    named: dict[str, list[CodePair]] = {}
    for row in table.rows:
        pair = (
            _code_at(table, row, at["supporter"], resolve, problems),
            _code_at(table, row, at["recipient"], resolve, problems),
        )
        name = row.cells[at["name"]].strip() or "proposal"
        if name in OWN_NAMES and name not in named:
            problems.append(table.problem(TAKEN[0], row=row, column=at["name"], hint=TAKEN[1]))
        known = named.setdefault(name, [])
        if pair in known and all(pair):
            place = at["supporter"]
            reason = "the pair stands twice"
            problems.append(table.problem(reason, row=row, column=place, hint=KEEP_ONE))
        known.append(pair)
    if not table.rows:
        hint = "write one row per pair under the header"
        problems.append(table.problem("the file holds no pair", hint=hint))
    refuse_if_any(problems)
    return tuple(Proposal(name, tuple(pairs), table.file) for name, pairs in named.items())


def preferences_of_table(path: str | Path, resolve: Resolve) -> Preferences:
    table, at = _rows(path, PREFERENCE_COLUMNS)
    problems: list[Problem] = []
    sides: tuple[dict[str, dict[float, str]], ...] = ({}, {})
    chosen: list[tuple[Row, int, str]] = []
    for row in table.rows:
        side = SIDES.get(row.cells[at["side"]].strip())
        rank = _number(row.cells[at["rank"]])
        if side is None:
            hint = "write supporter or recipient"
            problems.append(table.problem("not a side", row=row, column=at["side"], hint=hint))
        if rank is None:
            hint = "write 1 for the best, then 2, 3"
            problems.append(table.problem("not a number", row=row, column=at["rank"], hint=hint))
        region = _code_at(table, row, at["region"], resolve, problems)
        choice = _code_at(table, row, at["choice"], resolve, problems)
        if side is None or rank is None:
            continue
        ranked = sides[side].setdefault(region, {})
        if rank in ranked:
            hint = "give each choice of a region its own rank"
            reason = "the rank stands twice"
            problems.append(table.problem(reason, row=row, column=at["rank"], hint=hint))
        wrong = wrong_choices(region, [*ranked.values(), choice])[-1]
        if wrong:
            problems.append(table.problem(wrong[0], row=row, column=at["choice"], hint=wrong[1]))
        ranked[rank] = choice
        chosen.append((row, 1 - side, choice))
    hint = "add rows in which it ranks the other side"
    problems += [
        table.problem(NO_LIST, row=row, column=at["choice"], hint=hint)
        for row, other, choice in chosen
        if choice and choice not in sides[other]
    ]
    refuse_if_any(problems)
    left, right = (
        {
            region: tuple(choice for _, choice in sorted(ranked.items()))
            for region, ranked in s.items()
        }
        for s in sides
    )
    return Preferences(left, right)


def _number(text: str) -> float | None:
    try:
        return float(text.strip())
    except ValueError:
        return None
