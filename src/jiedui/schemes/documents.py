"""YAML documents read into pydantic models, every refusal with the line it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from jiedui.core.errors import Problem, Refusal
from jiedui.schemes.wording import plainly

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[str | int, ...]
MOST_VALUES, DEEPEST = 200_000, 40
# What is looked at before parsing is text only: brackets, and lines that begin with `- - - …`.
DEEPEST_TEXT = 500
_BRACKET = re.compile(r"[\[\]{}]")
_LONG_START = re.compile(rf"^[ \-?:]{{{DEEPEST_TEXT},}}", re.MULTILINE)


class Document(BaseModel):
    """Base of every document model: unknown keys are refused, a read document never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _code(value: Any) -> Any:
    """A region code written without quotes is a number to YAML; it is text to us."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Code = Annotated[str, BeforeValidator(_code)]


@dataclass
class _Read:
    """A document as plain data, with the line of every key and item."""

    file: str
    lines: dict[Path_, int] = field(default_factory=dict)
    values: dict[Path_, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    taken: int = 0

    def take(self, node: yaml.Node, depth: int) -> None:
        """Count a value; references that repeat others without end are refused."""
        self.taken += 1
        if self.taken > MOST_VALUES or depth > DEEPEST:
            raise _too_much(self.file, node.start_mark.line + 1)

    def place(self, where: Path_) -> Path_:
        """`where` without the steps that name a kind of rule and are not written as keys."""
        kept: Path_ = ()
        for position, step in enumerate(where):
            last = position == len(where) - 1
            if (*kept, step) in self.lines or last:
                kept = (*kept, step)
        return kept

    def line_of(self, where: Path_) -> int:
        """The line of the deepest part of `where` that is written in the file."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read(path: Path | str, model: type[Model]) -> Model:
    """Read a YAML file as `model`; problems name file, line, key, value and what is allowed."""
    return parse(text_of(path), model, file=str(path))


def text_of(path: Path | str) -> str:
    """The text of a UTF-8 file, with or without a byte order mark; else refused in plain words."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise _unread(path, "there is no such file", "check the path") from None
    except IsADirectoryError:
        raise _unread(path, "this is a folder, not a file", "name a file in it") from None
    except OSError as fault:
        reason = f"the file cannot be opened ({fault.strerror})"
        raise _unread(path, reason, "see that you may read it") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise _unread(path, "the file is not UTF-8 text", "save it as UTF-8", line) from None


def _unread(path: Path, reason: str, hint: str, line: int | None = None) -> Refusal:
    return Refusal(Problem(reason, file=str(path), line=line, hint=hint))


def parse(text: str, model: type[Model], *, file: str = "") -> Model:
    """As `read`, from text that is already in hand."""
    document = _Read(file)
    data = _plain(_compose(text, file), (), document)
    if document.problems:
        raise Refusal(document.problems)
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        errors = _without_consequences(fault.errors())
        found = [_problem(error, document, model) for error in errors]
        raise Refusal(sorted(found, key=lambda problem: problem.line or 0)) from None


def line_of(path: Path | str, *where: str | int) -> int:
    """The line on which a key or item stands: `line_of(file, "pairs", 2, "end")`."""
    document = _Read(str(path))
    _plain(_compose(text_of(path), str(path)), (), document)
    return document.line_of(where)


def _without_consequences(errors: Iterable[Any]) -> list[Any]:
    """Leave out that a list is too short where it is so because its items were refused."""
    known = list(errors)
    return [
        error
        for error in known
        if error["type"] != "too_short"
        or not any(
            other is not error and other["loc"][: len(error["loc"])] == error["loc"]
            for other in known
        )
    ]


# LibYAML reads ten times as fast; a platform without it has the plain loader.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _fail_if_too_deep(text: str, file: str) -> None:
    """LibYAML goes down once for each level, and ends the whole program where that is too deep."""
    run = _LONG_START.search(text)
    place = run.start() if run else None
    depth = 0
    for found in _BRACKET.finditer(text):
        depth = depth + 1 if found[0] in "[{" else max(depth - 1, 0)
        if depth > DEEPEST_TEXT:
            place = found.start()
            break
    if place is not None:
        raise _too_much(file, text.count("\n", 0, place) + 1)


def _too_much(file: str, line: int) -> Refusal:
    hint = f"write at most {MOST_VALUES:,} values, nested at most {DEEPEST} deep"
    return Refusal(
        Problem("the document is too large or too deep", file=file, line=line, hint=hint)
    )


def _compose(text: str, file: str) -> yaml.Node:
    _fail_if_too_deep(text, file)
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = None if mark is None else mark.line + 1
        raise Refusal(
            Problem(f"not YAML: {fault.problem}", file=file, line=line, hint="mend this line")
        ) from None
    except yaml.YAMLError as fault:
        said = " ".join(str(fault).split())
        hint = "save the file again as plain UTF-8 text"
        raise Refusal(Problem(f"not YAML: {said}", file=file, hint=hint)) from None
    if not isinstance(node, yaml.MappingNode):
        line = 1 if node is None else node.start_mark.line + 1
        hint = "write `key: value` lines"
        raise Refusal(Problem("the document is not a mapping", file=file, line=line, hint=hint))
    return node


def _plain(node: yaml.Node, where: Path_, document: _Read) -> Any:
    document.take(node, len(where))
    document.lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, where, document)
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return [_plain(item, (*where, index), document) for index, item in items]
    assert isinstance(node, yaml.ScalarNode)
    document.values[where] = node.value
    return _scalar(node)


def _mapping(node: yaml.MappingNode, where: Path_, document: _Read) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in result:
            first = document.lines[(*where, key)]
            document.problems.append(
                Problem(
                    "the key stands twice",
                    file=document.file,
                    line=line,
                    column=place_in_words((*where, key)),
                    hint=f"it stands on line {first} already; keep one",
                )
            )
            continue
        document.lines[(*where, key)] = line
        result[key] = _plain(value_node, (*where, key), document)
    return result


def _scalar(node: yaml.ScalarNode) -> Any:
    """Null, booleans and numbers as YAML has them; dates stay text for the model to read.

    YAML would turn `2022-02-30` into an error without a place, and `2014-12` into text.
    """
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() in ("true", "yes", "on")
    if kind == "int" and re.fullmatch(r"[-+]?(0|[1-9][0-9]*)", node.value):
        return int(node.value)
    if kind == "float":
        return _number(node.value)
    return node.value


def _number(text: str) -> float | str:
    """A float as Python reads it. What only YAML reads (`.nan`, `.inf`) stays text: no number."""
    try:
        return float(text)
    except ValueError:
        return text


def _problem(error: Any, document: _Read, model: type[BaseModel]) -> Problem:
    owner = _model_at(model, tuple(error["loc"])[:-1])
    where = document.place(tuple(error["loc"]))
    allowed = sorted(owner.model_fields) if owner else []
    reason, hint = plainly(error, where, allowed)
    return Problem(
        reason,
        file=document.file,
        line=document.line_of(where),
        column=place_in_words(where),
        value=document.values.get(where, ""),
        hint=hint,
    )


def _model_at(model: type[BaseModel], where: Path_) -> type[BaseModel] | None:
    """The model that governs the mapping at `where`."""
    candidates: list[type[BaseModel]] = [model]
    for step in where:
        if not isinstance(step, str):
            continue
        tagged = [found for found in candidates if step in _kinds_of(found)]
        fields = [found.model_fields[step] for found in candidates if step in found.model_fields]
        if fields:
            candidates = [inner for known in fields for inner in _models_in(known.annotation)]
        elif tagged:
            candidates = tagged
    return candidates[0] if len(candidates) == 1 else None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The document models inside `tuple[Model, ...]`, `dict[str, Model]` or `A | B | None`."""
    if _is_model(annotation):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]


def _kinds_of(model: type[BaseModel]) -> tuple[Any, ...]:
    """The words that `kind:` may have for this model to govern the mapping."""
    return get_args(model.model_fields["kind"].annotation) if "kind" in model.model_fields else ()


def _is_model(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)


def place_in_words(where: Path_) -> str:
    """How a reader points at a place: `pairs[2].supporter`.

    >>> place_in_words(("pairs", 2, "supporter"))
    'pairs[2].supporter'
    """
    text = ""
    for step in where:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text
