"""Small files of a run: weights, proposed pairings, preferences; YAML or a table (CSV, XLSX).

Every refusal is `file:line: column: value: reason; what to do`. Regions stand by code or name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from jiedui.analysis.pairing.request import Proposal
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.pairing import COMPONENTS, CRITERIA, Preferences
from jiedui.core.pairing.problem import CodePair
from jiedui.files.tables import Row, Table, key, read_table
from jiedui.schemes.documents import Code, Document, line_of, read

Resolve = Callable[[str], str]  # code or name → code; raises Refusal
CRITERIA_ZH = {"资源禀赋": "endowment", "产业优势": "industry", "发展水平": "development"} | {
    "历史基础": "history"
}


class WeightsDocument(Document):
    """`weights:` per criterion; `shares:` per component within its criterion."""

    weights: dict[str, float] = Field(min_length=1)
    shares: dict[str, float] = Field(default_factory=dict)


class PairEntry(Document):
    supporter: Code
    recipient: Code


class ProposalDocument(Document):
    name: str
    pairs: tuple[PairEntry, ...] = Field(min_length=1)
    source: str = ""


class ProposalsDocument(Document):
    """`proposals:` a list of named pairings."""

    proposals: tuple[ProposalDocument, ...] = Field(min_length=1)


class PreferencesDocument(Document):
    """Ranked lists that each region of either side stated itself, best first."""

    supporters: dict[str, tuple[Code, ...]] = Field(min_length=1)
    recipients: dict[str, tuple[Code, ...]] = Field(min_length=1)


@dataclass(frozen=True)
class Weights:
    weights: Mapping[str, float]
    shares: Mapping[str, float]


def read_weights(path: str | Path) -> Weights:
    """`weights:`/`shares:` in YAML, or a table `criterion,weight` (component names are shares)."""
    if _is_yaml(path):
        document = read(path, WeightsDocument)
        found = dict(document.weights), dict(document.shares)
        lines = {(kind, name): line_of(path, kind, name) for kind, name in _named(*found)}
        where = {place: (str(path), line) for place, line in lines.items()}
    else:
        found, where = _weights_of_table(path)
    refuse_if_any(_bad_weights(*found, where))
    return Weights(*found)


def read_proposals(path: str | Path, resolve: Resolve) -> tuple[Proposal, ...]:
    """`proposals:` in YAML, or a table `name,supporter,recipient` (one row per pair)."""
    if not _is_yaml(path):
        return _proposals_of_table(path, resolve)
    document = read(path, ProposalsDocument)
    problems: list[Problem] = []
    found = []
    for i, proposal in enumerate(document.proposals):
        pairs = []
        for j, pair in enumerate(proposal.pairs):
            sides = []
            for side, text in (("supporter", pair.supporter), ("recipient", pair.recipient)):
                place = ("proposals", i, "pairs", j, side)
                sides.append(_resolved(text, resolve, problems, path, place))
            pairs.append((sides[0], sides[1]))
        found.append(Proposal(proposal.name, tuple(pairs), proposal.source or str(Path(path).name)))
    refuse_if_any([*problems, *_repeated(found, str(path))])
    return tuple(found)


def read_preferences(path: str | Path, resolve: Resolve) -> Preferences:
    """`supporters:`/`recipients:` with ranked lists in YAML, or `region,side,rank,choice` rows."""
    if not _is_yaml(path):
        return _preferences_of_table(path, resolve)
    document = read(path, PreferencesDocument)
    problems: list[Problem] = []
    sides = []
    for side, lists in (("supporters", document.supporters), ("recipients", document.recipients)):
        known: dict[str, tuple[str, ...]] = {}
        for region, choices in lists.items():
            code = _resolved(region, resolve, problems, path, (side, region))
            places = [(side, region, i) for i in range(len(choices))]
            known[code] = tuple(
                _resolved(text, resolve, problems, path, place)
                for text, place in zip(choices, places, strict=True)
            )
        sides.append(known)
    refuse_if_any(problems)
    return Preferences(*sides)


def read_pair(text: str, resolve: Resolve, *, option: str) -> CodePair:
    """`A:B`, each a code or a name; the full-width colon does as well."""
    supporter, colon, recipient = (part.strip() for part in text.replace("：", ":").partition(":"))
    if not (supporter and colon and recipient):
        hint = "write supporter:recipient, as 320100:320800 or 南京:淮安"
        raise Refusal(Problem("not a pair", column=option, value=text, hint=hint))
    try:
        return resolve(supporter), resolve(recipient)
    except Refusal as refusal:
        first = refusal.problems[0]
        raise Refusal(
            Problem(first.reason, column=option, value=first.value or text, hint=first.hint)
        ) from None


def _is_yaml(path: str | Path) -> bool:
    return Path(path).suffix.lower() in (".yaml", ".yml")


def _resolved(
    text: str,
    resolve: Resolve,
    problems: list[Problem],
    path: str | Path,
    place: tuple[str | int, ...],
) -> str:
    """The code, or "" with a problem that names the line the text stands on."""
    try:
        return resolve(text)
    except Refusal as refusal:
        first, line = refusal.problems[0], line_of(path, *place)
        column = ".".join(map(str, place))
        problems.append(
            Problem(
                first.reason, file=str(path), line=line, column=column, value=text, hint=first.hint
            )
        )
        return ""


def _repeated(proposals: Iterable[Proposal], file: str) -> list[Problem]:
    problems = []
    for proposal in proposals:
        twice = sorted({p for p in proposal.pairs if proposal.pairs.count(p) > 1 and all(p)})
        problems += [
            Problem("the pair stands twice", file=file, column=proposal.name, value=":".join(pair))
            for pair in twice
        ]
    return problems


def _named(weights: Mapping[str, float], shares: Mapping[str, float]) -> list[tuple[str, str]]:
    return [("weights", name) for name in weights] + [("shares", name) for name in shares]


def _bad_weights(
    weights: Mapping[str, float],
    shares: Mapping[str, float],
    where: Mapping[tuple[str, str], tuple[str, int]],
) -> list[Problem]:
    components = tuple(component.id for component in COMPONENTS)
    problems = []
    for kind, name in _named(weights, shares):
        value = (weights if kind == "weights" else shares)[name]
        allowed = CRITERIA if kind == "weights" else components
        file, line = where[kind, name]
        if name not in allowed:
            what = "criterion" if kind == "weights" else "component"
            hint = f"choose from {', '.join(allowed)}"
            problems.append(
                Problem(f"no such {what}", file=file, line=line, column=name, hint=hint)
            )
        elif not 0 <= value < float("inf"):
            problems.append(
                Problem(
                    "is not a number of 0 or more",
                    file=file,
                    line=line,
                    column=name,
                    value=str(value),
                )
            )
    if not problems and sum(weights.values()) <= 0:
        file, line = next(iter(where.values()), ("", 1))
        problems.append(Problem("the weights sum to zero", file=file, line=line, column="weights"))
    return problems


# --- tables --------------------------------------------------------------------------------


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


def _weights_of_table(
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
            problems.append(table.problem("stands twice", row=row, column=at["criterion"]))
        number = _number(row.cells[at["weight"]])
        if number is None:
            problems.append(table.problem("not a number", row=row, column=at["weight"]))
            continue
        (shares if kind == "shares" else weights)[name] = number
        where[kind, name] = (table.file, row.line)
    refuse_if_any(problems)
    return (weights, shares), where


def _proposals_of_table(path: str | Path, resolve: Resolve) -> tuple[Proposal, ...]:
    table, at = _rows(path, PROPOSAL_COLUMNS)
    problems: list[Problem] = []
    named: dict[str, list[CodePair]] = {}
    for row in table.rows:
        pair = (
            _code_at(table, row, at["supporter"], resolve, problems),
            _code_at(table, row, at["recipient"], resolve, problems),
        )
        known = named.setdefault(row.cells[at["name"]].strip() or "proposal", [])
        if pair in known and all(pair):
            problems.append(table.problem("the pair stands twice", row=row, column=at["supporter"]))
        known.append(pair)
    if not table.rows:
        problems.append(table.problem("the file holds no pair"))
    refuse_if_any(problems)
    return tuple(Proposal(name, tuple(pairs), table.file) for name, pairs in named.items())


def _preferences_of_table(path: str | Path, resolve: Resolve) -> Preferences:
    table, at = _rows(path, PREFERENCE_COLUMNS)
    problems: list[Problem] = []
    sides: tuple[dict[str, dict[float, str]], ...] = ({}, {})
    for row in table.rows:
        side = SIDES.get(row.cells[at["side"]].strip())
        rank = _number(row.cells[at["rank"]])
        if side is None:
            hint = "write supporter or recipient"
            problems.append(table.problem("not a side", row=row, column=at["side"], hint=hint))
        if rank is None:
            problems.append(table.problem("not a number", row=row, column=at["rank"]))
        region = _code_at(table, row, at["region"], resolve, problems)
        choice = _code_at(table, row, at["choice"], resolve, problems)
        if side is None or rank is None:
            continue
        ranked = sides[side].setdefault(region, {})
        if rank in ranked:
            problems.append(table.problem("the rank stands twice", row=row, column=at["rank"]))
        ranked[rank] = choice
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
