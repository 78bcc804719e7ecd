"""What pydantic finds wrong with a document, said in the plain words of the house."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

Said = tuple[str, str]

_TEXT = ("not a text", "write words, in quotation marks where they look like a number")
_WHOLE = ("not a whole number", "write digits only, as 3")
_NUMBER = ("not a number", "write digits with a point, as 0.25")
_YES_NO = ("neither yes nor no", "write true or false")
_KEYS = ("not a mapping", "write `key: value` lines under it")
_LIST = ("not a list", "write items with a dash before each, or between [ and ]")
_DATE = ("not a date", "write year-month-day, as 2022-03-10")
# The beginnings of pydantic's names for what can be wrong, the longer before the shorter.
_PLAINLY = {
    "string_type": _TEXT,
    "string_sub": _TEXT,
    "int_": _WHOLE,
    "float_": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_": _NUMBER,
    "bool_": _YES_NO,
    "dict_": _KEYS,
    "mapping_": _KEYS,
    "model_": _KEYS,
    "tuple_": _LIST,
    "list_": _LIST,
    "set_": _LIST,
    "frozen_set_": _LIST,
    "date_": _DATE,
    "datetime_": _DATE,
    "string_too_short": ("the text is too short", "write at least {min_length} characters"),
    "string_too_long": ("the text is too long", "write at most {max_length} characters"),
    "string_pattern": ("the text is not of the form allowed", "the form is {pattern}"),
    "too_short": ("the list is too short", "write at least {min_length}"),
    "too_long": ("the list is too long", "write at most {max_length}"),
    "greater_than_equal": ("too small", "write {ge} or more"),
    "greater_than": ("too small", "write more than {gt}"),
    "less_than_equal": ("too large", "write {le} or less"),
    "less_than": ("too large", "write less than {lt}"),
    "none_required": ("nothing may stand here", "leave the value out"),
}
_WHATEVER_ELSE = ("not allowed here", "see the bundled file of the same kind for an example")


def plainly(error: Mapping[str, Any], where: Sequence[str | int], allowed: Sequence[str]) -> Said:
    """Reason and hint of one error of pydantic; `allowed` are the keys of the mapping it is in."""
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(where[-1]), allowed, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        return "unknown key", f"{meant}allowed: {', '.join(allowed)}"
    if error["type"] == "missing":
        return _missing(where)
    if error["type"] == "union_tag_invalid":
        return f"no such kind: {error['ctx']['tag']}", f"allowed: {error['ctx']['expected_tags']}"
    if error["type"] == "union_tag_not_found":
        return "the key `kind` is missing", "say what kind of rule it is"
    if error["type"] in ("enum", "literal_error"):
        return "not one of the words allowed", f"allowed: {error['ctx']['expected']}"
    if error["type"] == "value_error":
        return _split(str(error["msg"]).removeprefix("Value error, "))
    return _by_kind(error["type"], error.get("ctx", {}))


def _missing(where: Sequence[str | int]) -> Said:
    if isinstance(where[-1], int):
        return "an item is missing", f"write {where[-1] + 1} items or more here"
    return "the key is missing", f"write `{where[-1]}:` here"


def _split(message: str) -> Said:
    """A reason of ours and what to do, which stands behind its semicolon."""
    reason, _semicolon, hint = message.partition("; ")
    return reason[:1].lower() + reason[1:], hint


def _by_kind(kind: str, facts: Mapping[str, Any]) -> Said:
    """What is wrong and what to do, in our own words, whatever pydantic calls it.

    >>> _by_kind("too_short", {"min_length": 1})
    ('the list is too short', 'write at least 1')
    >>> _by_kind("int_parsing", {})
    ('not a whole number', 'write digits only, as 3')
    """
    for beginning, (reason, hint) in _PLAINLY.items():
        if kind.startswith(beginning):
            return reason, hint.format_map(facts)
    return _WHATEVER_ELSE
