"""What can be wrong with an input, said so that the reader can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it stands, what was received, why it is refused, what to do.

    `hint` says what is allowed and what to do next. `line` counts from 1, as editors do.

    >>> str(Problem("not a number", file="panel.csv", line=17, column="gdp", value="12.3万",
    ...             hint="write the figure in the unit of the column"))
    'panel.csv:17: gdp: 12.3万: not a number; write the figure in the unit of the column'
    """

    reason: str
    file: str = ""
    sheet: str = ""
    line: int | None = None
    column: str = ""
    value: str = ""
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        sheet = f"[{self.sheet}]" if self.sheet else ""
        line = "" if self.line is None else f":{self.line}"
        where = f"{self.file}{sheet}{line}"
        reason = f"{self.reason}; {self.hint}" if self.hint else self.reason
        parts = [part for part in (where, self.column, self.value, reason) if part]
        prefix = "warning: " if self.severity == "warning" else ""
        return prefix + ": ".join(parts)

    def inside(self, file: str) -> Problem:
        """The same problem, said of a named file."""
        return replace(self, file=file)


class JieduiError(Exception):
    """Anything that Jiedui itself reports."""


class Refusal(JieduiError):
    """The input is refused as a whole; every problem found is listed, not only the first."""

    def __init__(self, problems: Iterable[Problem] | Problem | str):
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[Refusal], tuple[tuple[Problem, ...]]]:
        """A refusal from another process is the same refusal."""
        return type(self), (self.problems,)


class NotSupported(Refusal):
    """The data cannot carry the answer that was asked for; the reason names what is missing."""


def refuse_if_any(problems: Iterable[Problem]) -> None:
    """Raise one `Refusal` with all errors; warnings alone pass."""
    found = list(problems)
    if any(problem.severity == "error" for problem in found):
        raise Refusal(found)
