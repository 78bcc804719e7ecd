"""Small files of a run: weights, proposed pairings, preferences; YAML or a table (CSV, XLSX).

Every refusal is `file:line: column: value: reason; what to do`. Regions stand by code or name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from jiedui.analysis.pairing.input_checks import (
    KEEP_ONE,
    NO_LIST,
    OWN_NAMES,
    TAKEN,
    Resolve,
    wrong_choices,
)
from jiedui.analysis.pairing.input_tables import (
    preferences_of_table,
    proposals_of_table,
    weights_of_table,
)
from jiedui.analysis.pairing.request import Override, Proposal
from jiedui.core.errors import Problem, Refusal, refuse_if_any
from jiedui.core.pairing import COMPONENTS, CRITERIA, Preferences
from jiedui.core.pairing.problem import CodePair
from jiedui.schemes.documents import Code, Document, line_of, place_in_words, read


def _number_only(value: Any) -> Any:
    """`true` would count as 1, and `"2"` as 2: neither is a weight."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number; write a figure, as 2 or 0.5")
    return value


def _whole_only(value: Any) -> Any:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise ValueError("not a whole number; write how many partners, as 1")
    return value


def _not_empty(value: Any) -> Any:
    if not value:
        raise ValueError("nothing stands here; name at least one")
    return value


Weight = Annotated[float, BeforeValidator(_number_only)]
Count = Annotated[int | None, BeforeValidator(_whole_only)]
Some = AfterValidator(_not_empty)


class OverrideEntry(Document):
    """What differs for one region, and the reason, without which it is refused."""

    region: Code
    reason: str = ""
    quota_min: Count = None
    quota_max: Count = None
    weights: dict[str, Weight] = Field(default_factory=dict)
    side: str = ""


class WeightsDocument(Document):
    """`weights:` per criterion; `shares:` per component within its criterion; `overrides:`."""

    weights: dict[str, Weight] = Field(default_factory=dict)
    shares: dict[str, Weight] = Field(default_factory=dict)
    overrides: tuple[OverrideEntry, ...] = ()


class PairEntry(Document):
    supporter: Code
    recipient: Code


class ProposalDocument(Document):
    name: str
    pairs: Annotated[tuple[PairEntry, ...], Some]
    source: str = ""


class ProposalsDocument(Document):
    """`proposals:` a list of named pairings."""

    proposals: Annotated[tuple[ProposalDocument, ...], Some]


class PreferencesDocument(Document):
    """Ranked lists that each region of either side stated itself, best first."""

    supporters: Annotated[dict[str, tuple[Code, ...]], Some]
    recipients: Annotated[dict[str, tuple[Code, ...]], Some]


@dataclass(frozen=True)
class Weights:
    weights: Mapping[str, float]
    shares: Mapping[str, float]
    overrides: tuple[Override, ...] = ()


def read_weights(path: str | Path, resolve: Resolve | None = None) -> Weights:
    """`weights:`/`shares:` in YAML, or a table `criterion,weight` (component names are shares).

    YAML may hold `overrides:` of single regions as well; `resolve` reads their names.
    """
    overrides: tuple[Override, ...] = ()
    if _is_yaml(path):
        document = read(path, WeightsDocument)
        found = dict(document.weights), dict(document.shares)
        lines = {(kind, name): line_of(path, kind, name) for kind, name in _named(*found)}
        where = {place: (str(path), line) for place, line in lines.items()}
        overrides = _overrides(path, document.overrides, resolve or str)
        if not (document.weights or document.shares or overrides):
            hint = "give weights:, shares: or overrides:"
            raise Refusal(Problem("the file says nothing", file=str(path), line=1, hint=hint))
    else:
        found, where = weights_of_table(path)
    refuse_if_any(_bad_weights(*found, where))
    return Weights(*found, overrides)


def _overrides(
    path: str | Path, entries: Iterable[OverrideEntry], resolve: Resolve
) -> tuple[Override, ...]:
    """Overrides with the line each stands on; one without a reason is refused there."""
    problems: list[Problem] = []
    found = []
    for i, entry in enumerate(entries):
        line = line_of(path, "overrides", i)
        code = _resolved(entry.region, resolve, problems, path, ("overrides", i, "region"))
        given = entry.model_dump() | {"region": code, "file": Path(path).name, "line": line}
        found.append(Override(**given))
        problems += [
            Problem(
                reason,
                file=str(path),
                line=line_of(path, "overrides", i, key),
                column=f"overrides[{i}].{key}",
                value=entry.region,
                hint=hint,
            )
            for key, reason, hint in found[-1].problems()
        ]
    refuse_if_any(problems)
    return tuple(found)


def read_proposals(path: str | Path, resolve: Resolve) -> tuple[Proposal, ...]:
    """`proposals:` in YAML, or a table `name,supporter,recipient` (one row per pair)."""
    if not _is_yaml(path):
        return proposals_of_table(path, resolve)
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
    refuse_if_any([*problems, *_misnamed(found, path), *_repeated(found, path)])
    return tuple(found)


def read_preferences(path: str | Path, resolve: Resolve) -> Preferences:
    """`supporters:`/`recipients:` with ranked lists in YAML, or `region,side,rank,choice` rows."""
    if not _is_yaml(path):
        return preferences_of_table(path, resolve)
    document = read(path, PreferencesDocument)
    problems: list[Problem] = []
    sides = []
    for side, lists in (("supporters", document.supporters), ("recipients", document.recipients)):
        known: dict[str, tuple[str, ...]] = {}
        for region, choices in lists.items():
            code = _resolved(region, resolve, problems, path, (side, region))
            places = [(side, region, i) for i in range(len(choices))]
            if code in known and code:
                problems.append(
                    _said_of(path, (side, region), "the region has two lists", KEEP_ONE)
                )
            known[code] = tuple(
                _resolved(text, resolve, problems, path, place)
                for text, place in zip(choices, places, strict=True)
            )
            problems += [
                _said_of(path, place, *wrong)
                for place, wrong in zip(places, wrong_choices(code, known[code]), strict=True)
                if wrong
            ]
        sides.append(known)
    problems += [] if problems else _without_list(path, document, sides)
    refuse_if_any(problems)
    return Preferences(*sides)


def _without_list(
    path: str | Path, document: PreferencesDocument, sides: Sequence[Mapping[str, Sequence[str]]]
) -> list[Problem]:
    """Choices that have no list on the other side, in the order of the file."""
    written = (("supporters", document.supporters), ("recipients", document.recipients))
    problems = []
    for (side, lists), own, others in zip(written, sides, sides[::-1], strict=True):
        hint = f"add it under {'recipients' if side == 'supporters' else 'supporters'}:"
        for region, choices in zip(lists, own.values(), strict=True):
            problems += [
                _said_of(path, (side, region, i), NO_LIST, hint, choice)
                for i, choice in enumerate(choices)
                if choice and choice not in others
            ]
    return problems


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


def bundled_places(year: int, level: str) -> Resolve:
    """Codes and names, old and new, as of the year; a bare name means a place of the level."""
    from jiedui.data.places import places

    of_level = "prefecture" if level == "city" else "county"

    def resolve(text: str) -> str:
        known = places()
        if text.isdigit() and known.is_known(text):
            return text
        return known.find(text, on=year, level=of_level).code

    return resolve


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
        column = place_in_words(place)
        problems.append(
            Problem(
                first.reason, file=str(path), line=line, column=column, value=text, hint=first.hint
            )
        )
        return ""


def _said_of(
    path: str | Path, place: tuple[str | int, ...], reason: str, hint: str, value: str = ""
) -> Problem:
    """A problem of a place in a YAML file, with the line it stands on."""
    column = place_in_words(place)
    line = line_of(path, *place)
    return Problem(reason, file=str(path), line=line, column=column, value=value, hint=hint)


def _misnamed(proposals: Sequence[Proposal], path: str | Path) -> list[Problem]:
    """Two proposals of one name, with both lines, and names that every run uses itself."""
    problems = []
    names = [proposal.name for proposal in proposals]
    for i, name in enumerate(names):
        place = ("proposals", i, "name")
        if name in names[:i]:
            first = line_of(path, "proposals", names.index(name), "name")
            hint = f"line {first} has it already; give each its own name"
            problems.append(_said_of(path, place, "two proposals have one name", hint, name))
        elif name in OWN_NAMES or not name.strip():
            problems.append(_said_of(path, place, *TAKEN, name))
    return problems


def _repeated(proposals: Sequence[Proposal], path: str | Path) -> list[Problem]:
    return [
        _said_of(
            path, ("proposals", i, "pairs", j), "the pair stands twice", KEEP_ONE, ":".join(pair)
        )
        for i, proposal in enumerate(proposals)
        for j, pair in enumerate(proposal.pairs)
        if all(pair) and pair in proposal.pairs[:j]
    ]


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
                    hint="write a figure, as 2 or 0.5",
                )
            )
    if not problems and weights and sum(weights.values()) <= 0:
        file, line = next(iter(where.values()), ("", 1))
        reason, hint = "the weights sum to zero", "give at least one criterion more than 0"
        problems.append(Problem(reason, file=file, line=line, column="weights", hint=hint))
    return problems
