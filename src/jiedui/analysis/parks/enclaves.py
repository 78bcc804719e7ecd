"""Science enclaves: from team to conversion at home or elsewhere, and who shares them (E2, E4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

HOME, ELSEWHERE = "home", "elsewhere"


@dataclass(frozen=True)
class TeamSteps:
    """How far a team has come. `value_minor` is what its result is worth, in its currency."""

    name: str
    is_incubated: bool
    converted_region: str = ""
    value_minor: int | None = None
    currency: str = "CNY"


@dataclass(frozen=True)
class Funnel:
    """Teams by step, and conversions by where they took place, in count and in value.

    `value_minor` maps place and currency to a sum; currencies are never added to one another.
    `without_value` counts conversions whose value is not on record: the sums leave them out.
    A team that was converted without an incubation date counts as incubated.
    """

    attracted: int
    incubated: int
    converted_home: int
    converted_elsewhere: int
    value_minor: Mapping[tuple[str, str], int]
    without_value: int

    @property
    def converted(self) -> int:
        return self.converted_home + self.converted_elsewhere

    @property
    def home_rate(self) -> float | None:
        """Share of the teams attracted whose result was converted at home (E4)."""
        return self.converted_home / self.attracted if self.attracted else None

    @property
    def home_share(self) -> float | None:
        """Share of the conversions that took place at home."""
        return self.converted_home / self.converted if self.converted else None


def funnel(teams: Sequence[TeamSteps], *, home_region: str) -> Funnel:
    """Count teams through the funnel of an enclave whose home is `home_region`.

    The home covers its counties: 321300 covers 321322.
    """
    inside = home_region.removesuffix("00").removesuffix("00")
    places: Counter[str] = Counter()
    value: Counter[tuple[str, str]] = Counter()
    without = 0
    for team in teams:
        if not team.converted_region:
            continue
        place = HOME if inside and team.converted_region.startswith(inside) else ELSEWHERE
        places[place] += 1
        if team.value_minor is None:
            without += 1
        else:
            value[place, team.currency] += team.value_minor
    incubated = sum(1 for team in teams if team.is_incubated or team.converted_region)
    return Funnel(
        len(teams), incubated, places[HOME], places[ELSEWHERE], dict(sorted(value.items())), without
    )


@dataclass(frozen=True)
class Use:
    """One use of a shared resource."""

    resource: str
    user: str
    is_outside: bool
    hours: Decimal
    fee_fen: int


@dataclass(frozen=True)
class Uses:
    """How open an enclave is: users and hours, and how much of both comes from outside (E2)."""

    resources: int
    users: int
    outside_users: int
    hours: Decimal
    outside_hours: Decimal
    fees_fen: int

    @property
    def outside_share_of_hours(self) -> float | None:
        return float(self.outside_hours / self.hours) if self.hours else None


def uses(log: Sequence[Use]) -> Uses:
    """Sum up a log of shared use; a user is one name, however often it comes."""
    outside = [use for use in log if use.is_outside]
    return Uses(
        resources=len({use.resource for use in log}),
        users=len({use.user for use in log}),
        outside_users=len({use.user for use in outside}),
        hours=sum((use.hours for use in log), Decimal(0)),
        outside_hours=sum((use.hours for use in outside), Decimal(0)),
        fees_fen=sum(use.fee_fen for use in log),
    )
