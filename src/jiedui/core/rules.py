"""Rules as data: what a clause asks for, with the force of the paper it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Force(StrEnum):
    """How binding a rule is. Only an issued document and a signed agreement may refuse."""

    DOCUMENT = "document"  # 文件
    AGREEMENT = "agreement"  # 协议
    COMMITMENT = "commitment"  # 承诺
    PRACTICE = "practice"  # 做法
    SUGGESTION = "suggestion"  # 建议

    @property
    def may_refuse(self) -> bool:
        return self in (Force.DOCUMENT, Force.AGREEMENT)

    @property
    def label_zh(self) -> str:
        return {
            "document": "文件",
            "agreement": "协议",
            "commitment": "承诺",
            "practice": "做法",
            "suggestion": "建议",
        }[self.value]


@dataclass(frozen=True)
class Clause:
    """Where a rule stands: the document, the place in it, and its words."""

    document: str
    words: str
    place: str = ""
    mission: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule of a scheme. `kind` names what it governs; `parameters` hold its numbers.

    `valid_from` is included and `valid_to` excluded; an open end is None.
    """

    id: str
    kind: str
    name_zh: str
    name_en: str
    force: Force
    clause: Clause
    parameters: dict[str, Any] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None
    severity: str = "error"

    def in_force(self, on: date) -> bool:
        after_start = self.valid_from is None or self.valid_from <= on
        return after_start and (self.valid_to is None or on < self.valid_to)
