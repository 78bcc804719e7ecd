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
        """Refuse unknown views and pairs of a region with itself."""
        problems = [
            Problem(
                "no such view", column="show", value=view, hint=f"choose from {', '.join(VIEWS)}"
            )
            for view in self.views or ()
            if view not in VIEWS
        ]
        problems += [
            Problem("a region cannot pair with itself", column="pair", value=f"{one}:{other}")
            for one, other in self.pairs
            if one == other
        ]
        if problems:
            raise Refusal(problems)
