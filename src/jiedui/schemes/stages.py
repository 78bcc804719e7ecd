"""The stages of a programme read from YAML: `<id>/stages.yaml`, or the shared `stages.yaml`.

A programme without a file of its own has the shared stages. A file may begin with
`shares_with: shared` and then names only the stages and rules that differ, by code and id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from jiedui.core.delivery import EvidenceKind, Mover, Stage, Stages
from jiedui.core.errors import Problem, refuse_if_any
from jiedui.core.rules import Clause, Force, Rule
from jiedui.schemes.documents import Document, line_of, read
from jiedui.schemes.load import ROOT
from jiedui.schemes.schema import ClauseDocument, When, Words

SHARED = "shared"
FILE = "stages.yaml"


class StageDocument(Document):
    """A stage, as `core.delivery.Stage` says. The order is the order of the file."""

    code: str = Field(pattern=r"^[a-z][a-z_]*$")
    name: Words
    needs: tuple[str, ...] = ()
    may_precede: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    third_party: tuple[str, ...] = ()
    mover: Mover
    usual_months: float | None = Field(default=None, gt=0)
    force: Force
    clause: ClauseDocument


class IdleLand(Document):
    """Months past the agreed start after which land counts as idle, and may be taken back."""

    due: str = "started"
    needs: str = "land"
    months: int = Field(ge=1)
    taken_back_months: int = Field(ge=1)


class Silence(Document):
    """Months without any dated event or contact after which a project counts as silent."""

    months: int = Field(ge=1)


class Overdue(Document):
    """Months past a contract date from which the light is red; before that it is yellow."""

    red_months: int = Field(ge=0)


class _DelayRule(Document):
    id: str
    name: Words
    force: Force
    clause: ClauseDocument
    start: When | None = None
    end: When | None = None


class IdleLandRule(_DelayRule):
    kind: Literal["idle_land"]
    parameters: IdleLand


class SilenceRule(_DelayRule):
    kind: Literal["silence"]
    parameters: Silence


class OverdueRule(_DelayRule):
    kind: Literal["overdue"]
    parameters: Overdue


DelayRule = IdleLandRule | SilenceRule | OverdueRule


class StagesDocument(Document):
    """`stages.yaml`."""

    id: str
    shares_with: Literal["", "shared"] = ""
    evidence_kinds: dict[str, Words] = Field(default_factory=dict)
    stages: tuple[StageDocument, ...] = ()
    ends: tuple[StageDocument, ...] = ()
    rules: tuple[DelayRule, ...] = ()


@cache
def stages(programme_id: str = "") -> Stages:
    """The stages of a bundled programme; of one without its own file, the shared ones.

    >>> [stage.code for stage in stages("jiangsu-2022").steps][:3]
    ['lead', 'signed', 'registered']
    """
    return read_stages(_path(programme_id))


def stages_sha256(programme_id: str = "") -> str:
    """Fingerprint of the stages a programme uses, the shared ones included."""
    digest = hashlib.sha256((ROOT / FILE).read_bytes())
    if _path(programme_id) != ROOT / FILE:
        digest.update(_path(programme_id).read_bytes())
    return digest.hexdigest()


def read_stages(path: Path | str) -> Stages:
    """Read stages from a file of one's own; `StagesDocument` is what it holds."""
    document = read(path, StagesDocument)
    shared = stages() if document.shares_with else None
    kinds = dict(shared.evidence_kinds) if shared else {}
    kinds |= {code: EvidenceKind(code, n.zh, n.en) for code, n in document.evidence_kinds.items()}
    found = _over(shared, document)
    refuse_if_any(_unknown(document, {stage.code for stage in found}, set(kinds), path))
    ids = {rule.id for rule in document.rules}
    kept = [rule for rule in (shared.rules if shared else ()) if rule.id not in ids]
    rules = (*kept, *(_rule(rule) for rule in document.rules))
    return Stages(document.id, found, MappingProxyType(kinds), rules)


def _path(programme_id: str) -> Path:
    own = ROOT / programme_id / FILE
    return own if programme_id and own.is_file() else ROOT / FILE


def _over(shared: Stages | None, document: StagesDocument) -> tuple[Stage, ...]:
    """The stages of the file; with `shares_with`, the shared ones and the file's put over them."""
    if shared is None:
        last = len(document.stages) + 1
        steps = [_stage(found, order, False) for order, found in enumerate(document.stages, 1)]
        return (*steps, *(_stage(found, last, True) for found in document.ends))
    own = {found.code: found for found in (*document.stages, *document.ends)}
    return tuple(
        _stage(own[stage.code], stage.order, stage.is_end) if stage.code in own else stage
        for stage in shared.stages
    )


def _unknown(
    document: StagesDocument, codes: set[str], kinds: set[str], path: Path | str
) -> Iterator[Problem]:
    """Codes that stand twice or nowhere, each with its line."""
    seen: set[str] = set()
    for part in ("stages", "ends"):
        for position, stage in enumerate(getattr(document, part)):
            where = (part, position)
            if stage.code in seen or stage.code not in codes:
                hint = "each code stands once; a file that shares may only change shared stages"
                yield _problem("not a new stage", path, where, "code", stage.code, hint)
            seen.add(stage.code)
            for field, allowed in (
                ("needs", codes),
                ("may_precede", codes),
                ("evidence", kinds),
                ("third_party", kinds),
            ):
                for value in getattr(stage, field):
                    if value not in allowed:
                        hint = f"there is: {', '.join(sorted(allowed)) or 'none'}"
                        yield _problem("no such code", path, where, field, value, hint)


def _problem(
    reason: str, path: Path | str, where: tuple[str, int], field: str, value: str, hint: str
) -> Problem:
    line = line_of(path, *where, field)
    column = f"{where[0]}[{where[1]}].{field}"
    return Problem(reason, file=str(path), line=line, column=column, value=value, hint=hint)


def _stage(found: StageDocument, order: int, is_end: bool) -> Stage:
    return Stage(
        code=found.code,
        name_zh=found.name.zh,
        name_en=found.name.en,
        order=order,
        is_end=is_end,
        needs=found.needs,
        may_precede=found.may_precede,
        evidence=found.evidence,
        third_party=found.third_party,
        mover=found.mover,
        usual_months=found.usual_months,
        force=found.force,
        clause=Clause(**found.clause.model_dump()),
    )


def _rule(rule: DelayRule) -> Rule:
    return Rule(
        id=rule.id,
        kind=rule.kind,
        name_zh=rule.name.zh,
        name_en=rule.name.en,
        force=rule.force,
        clause=Clause(**rule.clause.model_dump()),
        parameters=rule.parameters.model_dump(),
        valid_from=rule.start.day if rule.start else None,
        valid_to=rule.end.day if rule.end else None,
    )
