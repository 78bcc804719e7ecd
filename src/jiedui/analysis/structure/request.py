"""What is asked of the structure of some regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from jiedui.core.errors import Problem, Refusal

View = Literal[
    "lq",
    "similarity",
    "gradient",
    "relatedness",
    "coupling",
    "io",
    "chains",
    "list",
    "allocation",
]
VIEWS: tuple[View, ...] = get_args(View)
FIRST_YEAR, LAST_YEAR = 1900, 2100
BETWEEN = "give a number above 0 and below 1, as 0.02"
SIDES = "write an indicator, or numerator/denominator, as gdp/pop_resident"


@dataclass(frozen=True)
class StructureRequest:
    """What to look at, in which year.

    Attributes
    ----------
    year
        Of the yearly figures; the census is the latest up to it.
    views
        What to show. None shows everything and lists what the data cannot carry; a named view
        that the data cannot carry is refused.
    regions, pairs
        Codes; without them those of the programme in force at the end of the year.
    coupling_sides
        Two sides of development: indicator ids, or `numerator/denominator`.
    chain_threshold
        Input coefficient from which a delivery is a link of the chain.
    chain_tau
        Share of a region's value added below which an industry is missing there.
    gradient_margin
        Width around 1 within which a gradient decides nothing.
    flq_delta
        δ of Flegg's location quotient, 0.1 to 0.4 in the literature; larger imports more.
    """

    year: int
    views: tuple[View, ...] | None = None
    regions: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    coupling_sides: tuple[str, str] = ("gdp/pop_resident", "loans/pop_resident")
    chain_threshold: float = 0.02
    chain_tau: float = 0.01
    gradient_margin: float = 0.0
    flq_delta: float = 0.3

    def wants(self, view: View) -> bool:
        return self.views is None or view in self.views

    def check(self) -> None:
        """Refuse unknown views, pairs of a region with itself and options out of their range."""
        problems = [
            Problem(
                "no such view", column="show", value=view, hint=f"choose from {', '.join(VIEWS)}"
            )
            for view in self.views or ()
            if view not in VIEWS
        ]
        problems += [
            Problem(
                "a region cannot pair with itself",
                column="pair",
                value=f"{one}:{other}",
                hint="name two regions",
            )
            for one, other in self.pairs
            if one == other
        ]
        problems += self._out_of_range()
        if problems:
            raise Refusal(problems)

    def _out_of_range(self) -> list[Problem]:
        shares = {"threshold": self.chain_threshold, "tau": self.chain_tau}
        found = [
            Problem("not a share", column=name, value=f"{share:g}", hint=BETWEEN)
            for name, share in shares.items()
            if not 0 < share < 1
        ]
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            hint = f"write four digits, {FIRST_YEAR} to {LAST_YEAR}"
            found.append(Problem("not a year", column="year", value=str(self.year), hint=hint))
        if not 0 <= self.gradient_margin < 1:
            value, hint = f"{self.gradient_margin:g}", "give 0 or more, below 1"
            found.append(Problem("not a margin", column="margin", value=value, hint=hint))
        return found + [
            Problem("not a side of coupling", column="sides", value=side, hint=SIDES)
            for side in self.coupling_sides
            if not all(side.split("/")) or side.count("/") > 1
        ]
