"""What the analysis refuses, said in the visitor's language.

Reasons and hints are English sentences of `core.errors.Problem`. `refusals.tsv` is the one place
of their Chinese: an English template and a Chinese one, with the same numbered holes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jiedui.core.errors import Problem
from jiedui.web.platform.kit import pages

FILE = Path(__file__).with_name("refusals.tsv")
_HOLE = re.compile(r"\{(\d)\}")


def sentence(text: str) -> str:
    """A reason or a hint for the visitor; one that has no Chinese yet stays as it is."""
    if pages.language() == "en":
        return text
    return in_chinese(text) or text


def in_chinese(text: str) -> str:
    """The Chinese of a reason or a hint, or "" where there is none.

    >>> in_chinese("two rows look like the header, lines 3 and 4")
    '第 3 行和第 4 行都像表头'
    """
    known = catalogue()
    if text in known:
        return known[text]
    for pattern, holes, chinese in _patterns():
        found = pattern.fullmatch(text)
        if found:
            held = dict(zip(holes, found.groups(), strict=True))
            return _filled(chinese, {hole: known.get(one, one) for hole, one in held.items()})
    return ""


def _filled(template: str, held: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: held[hole[1]], template)


def said(problem: Problem) -> str:
    """A problem as one line: where it stands, what was received, why not, what to do."""
    if pages.language() == "en":
        return str(problem)
    reason = sentence(problem.reason)
    why = f"{reason}。{sentence(problem.hint)}。" if problem.hint else f"{reason}。"
    value = f"收到“{problem.value}”" if problem.value else ""
    parts = [part for part in (_where(problem), column(problem), value) if part]
    warning = "提醒：" if problem.severity == "warning" else ""
    return warning + "：".join([" · ".join(parts), why] if parts else [why])


def column(problem: Problem) -> str:
    """What a problem is about: a column by its head as the file has it, a field of a form by its
    label."""
    if problem.file or pages.language() == "en":
        return problem.column
    return catalogue().get(f"field:{problem.column}", problem.column)


def _where(problem: Problem) -> str:
    sheet = f"[{problem.sheet}]" if problem.sheet else ""
    line = "" if problem.line is None else f" 第{problem.line}行"
    return f"{problem.file}{sheet}{line}".strip()


@cache
def catalogue() -> Mapping[str, str]:
    """English template → Chinese template."""
    lines = FILE.read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[str, ...], str], ...]:
    """Templates with holes, the most specific first."""
    holed = sorted((one for one in catalogue() if _HOLE.search(one)), key=_looseness)
    return tuple((_pattern(one), tuple(_HOLE.findall(one)), catalogue()[one]) for one in holed)


def _looseness(template: str) -> tuple[int, str]:
    return -len(_HOLE.sub("", template)), template


def _pattern(template: str) -> re.Pattern[str]:
    literals = _HOLE.split(template)[::2]
    return re.compile("(.+?)".join(map(re.escape, literals)), re.DOTALL)
