"""A matching instance: which firm may go to which park, at what score, against what limits.

    maximise  sum_ij s_ij x_ij
    subject   each firm at most one park, sum_i a_ijr x_ij <= b_jr for every park and resource,
              q_g <= number of placed firms of group g <= Q_g,   x in {0, 1}

where a group is of parks (a county, a pair) and counts who is placed in them, or of firms (an
industry) and counts which of them are placed anywhere.

Firms keep their candidate parks side by side in rows of K slots, the layout that one pass over
memory reads at once: 4 bytes of score and 2 of park number an edge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from jiedui.core.errors import Problem, Refusal

Floats = NDArray[np.float64]

NO_EDGE = np.float32(-1e30)
"""The score of a slot without an edge: no price can make it attractive."""
AMOUNT_MOST = 1e28
"""The largest score or demand: single precision ends at 3e38, and `NO_EDGE` must stay below all."""
EDGE_LIMIT = 2**31
ROWS_AT_ONCE = 65_536
ROUNDED = 2.0**-23
"""Single precision keeps a number to half of this part; as much may rounded needs come out over."""
LEFT_FREE = 1e-10
FINEST, SPARE_BITS = 2.0**-20, 0xF
WHOLE_UP_TO = 2.0**24
"""Beyond, single precision does not hold every whole number."""
CAPACITY_MOST = 1e100
LEAST_ROWS, PARTS_MAX = 8192, 32
FIRM_GROUPS_TIMES_PARKS_MAX = 2**18
"""Prices are looked up by park and group of firms: the table must stay near the processor."""


@dataclass(frozen=True)
class Quotas:
    """How many firms must and may be placed of each group of parks, and of each group of firms.

    `group` (M,) is the group of each park, -1 for none; `least` and `most` (G,) count firms,
    `most` is inf where nothing limits from above. The last `of_firms` groups are groups of firms,
    see `Instance.firm_group`.

    >>> Quotas(np.array([0, 0, -1]), least=np.array([2.0]), most=np.array([np.inf])).groups
    1
    """

    group: NDArray[np.int32]
    least: Floats
    most: Floats
    names: tuple[str, ...] = ()
    of_firms: int = 0

    @property
    def groups(self) -> int:
        return len(self.least)

    @property
    def of_parks(self) -> int:
        return self.groups - self.of_firms

    def name(self, group: int) -> str:
        return self.names[group] if self.names else f"group {group}"


class Outline(Protocol):
    """What is known of an instance beside its edges.

    It is all that a solver holds of one that is spread over machines.
    """

    @property
    def firms(self) -> int: ...
    @property
    def slots(self) -> int: ...
    @property
    def parks(self) -> int: ...
    @property
    def edges(self) -> int: ...
    @property
    def is_per_edge(self) -> bool: ...
    @property
    def capacity(self) -> Floats: ...
    @property
    def usable(self) -> Floats: ...
    @property
    def allowed(self) -> Floats: ...
    @property
    def resources(self) -> tuple[str, ...]: ...
    @property
    def quotas(self) -> Quotas | None: ...
    @property
    def same_need(self) -> float: ...
    def with_capacity(self, capacity: Floats) -> Self: ...


Some = TypeVar("Some", bound=Outline)


@dataclass(frozen=True)
class Instance:
    """Firms × K candidate slots, parks × resources; see the module for the programme.

    Parameters
    ----------
    score : (N, K) float32, >= 0, in any one unit; `NO_EDGE` where a slot is empty.
    park : (N, K) uint16 or int32, the park of each slot, 0 where it is empty.
    demand : (N, R) float32 what a firm needs anywhere, or (N, K, R) what it needs at each park.
    capacity : (M, R) float64, in the unit of the demand.
    resources : their R names.
    quotas : limits on numbers of firms in groups of parks, or of a group of firms.
    firm_group : (N,) int32 the group of each firm, -1 none; None where no group is of firms.
    """

    score: NDArray[np.float32]
    park: NDArray[Any]
    demand: NDArray[np.float32]
    capacity: Floats
    resources: tuple[str, ...]
    quotas: Quotas | None = None
    firm_group: NDArray[np.int32] | None = None

    @property
    def firms(self) -> int:
        return int(self.score.shape[0])

    @property
    def slots(self) -> int:
        return int(self.score.shape[1])

    @property
    def parks(self) -> int:
        return int(self.capacity.shape[0])

    @property
    def edges(self) -> int:
        """Slots, empty ones included: what a pass has to read."""
        return self.score.size

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays: one streaming read of them is the unit of time in `make bench`."""
        return self.score.nbytes + self.park.nbytes + self.demand.nbytes

    @property
    def is_per_edge(self) -> bool:
        return self.demand.ndim == 3

    def with_capacity(self, capacity: Floats) -> Self:
        """The same firms and scores against other limits (what-if)."""
        return replace(self, capacity=np.asarray(capacity, float))

    @classmethod
    def of_candidates(
        cls,
        score: Any,
        park: Any,
        demand: Any,
        capacity: Any,
        *,
        resources: tuple[str, ...] = (),
        quotas: Quotas | None = None,
        firm_group: Any = None,
    ) -> Instance:
        """From the K best parks of each firm; park -1 marks a slot without a candidate.

        The arrays given stay as they were. Raises `Refusal` for what cannot be right: shapes that
        disagree, a score, demand or capacity that is negative or no number, a park out of range.

        >>> one = Instance.of_candidates([[0.9, 0.4]], [[0, 1]], [[2.0]], [[1.0], [5.0]])
        >>> one.score.tolist()                     # the first park is too small for this firm
        [[-1.0000000150474662e+30, 0.4000000059604645]]
        """
        with np.errstate(over="ignore"):  # inf is refused below
            score = np.array(score, dtype=np.float32, ndmin=2)
            demand = np.array(demand, dtype=np.float32, ndmin=2)
        named = np.asarray(park)
        capacity = np.array(capacity, dtype=float, ndmin=2)
        fail_if_shapes_disagree(score, named, demand, capacity)
        fail_if_out_of_range(named, parks=len(capacity))
        fail_if_groups_disagree(quotas, firm_group, parks=len(capacity), firms=len(score))
        empty = named < 0
        kind = np.uint16 if len(capacity) <= 2**16 else np.int32
        instance = cls(
            score,
            np.where(empty, 0, named).astype(kind),
            demand,
            capacity,
            resources or tuple(f"resource_{r}" for r in range(capacity.shape[1])),
            quotas,
            None if firm_group is None else np.array(firm_group, dtype=np.int32),
        )
        score[empty] = 0
        instance.fail_if_unsound()
        score[empty] = NO_EDGE
        instance.empty_what_never_fits()
        return instance

    @cached_property
    def usable(self) -> Floats:
        """Capacity that a placement may fill: all that is allowed where sums of needs are exact.

        Other sums round, so a last part in ten thousand million is left free and no order of adding
        up can come out above what is allowed.
        """
        return usable_of(self.capacity, is_exact=self.is_exact)

    @property
    def allowed(self) -> Floats:
        """The capacity, and a part in eight million more where needs were rounded when given.

        In single precision 0.1 and 0.2 would not go into 0.3 otherwise.
        """
        return allowed_of(self.capacity, is_exact=self.is_exact)

    @cached_property
    def is_exact(self) -> bool:
        """Whether demands are what was given and sums of them exact; see `is_exact`."""
        parts = range(0, self.firms, ROWS_AT_ONCE)
        return all(is_exact(self.demand[lo : lo + ROWS_AT_ONCE]) for lo in parts)

    @cached_property
    def same_need(self) -> float:
        """What every firm needs of every resource anywhere, 0 where that differs."""
        demand = self.demand
        if not demand.size:
            return 0.0
        first = demand.flat[0]
        if demand.flat[-1] != first or demand.min() != demand.max():
            return 0.0
        return float(first)

    def fail_if_unsound(self) -> None:
        """Every number is finite and not negative, or the instance is refused by name."""
        problems = unsound("score", self.score, most=AMOUNT_MOST)
        problems += unsound("demand", self.demand, most=AMOUNT_MOST)
        problems += unsound("capacity", self.capacity, most=CAPACITY_MOST)
        if self.quotas is not None:
            problems += unsound("quota_min", self.quotas.least)
            problems += not_whole(self.quotas)
            problems += crossed(self.quotas)
        if problems:
            raise Refusal(problems)

    def empty_what_never_fits(self) -> int:
        """Empty, in place, the slots whose park is smaller than the firm's need; how many.

        Such an edge can never be used, but it would raise the bound.
        """
        emptied = 0
        least = self.capacity.min(axis=0) * (1 + ROUNDED)
        for lo in range(0, self.firms, ROWS_AT_ONCE):
            part = slice(lo, min(lo + ROWS_AT_ONCE, self.firms))
            needs = self.demand[part]
            most = needs.max(axis=1) if self.is_per_edge else needs
            rows = lo + np.flatnonzero((most > least).any(axis=1))
            emptied += self._empty_rows(rows)
        return emptied

    def _empty_rows(self, rows: NDArray[np.int64]) -> int:
        needs = self.demand[rows] if self.is_per_edge else self.demand[rows][:, None, :]
        here = self.park[rows]
        too_big = np.zeros(here.shape, bool)
        for r in range(self.capacity.shape[1]):
            too_big |= needs[:, :, r] > self.capacity[:, r][here] * (1 + ROUNDED)
        too_big &= self.score[rows] > NO_EDGE
        at, slot = np.nonzero(too_big)
        self.score[rows[at], slot] = NO_EDGE
        return len(at)


def allowed_of(capacity: Floats, *, is_exact: bool) -> Floats:
    """See `Instance.allowed`."""
    return capacity if is_exact else capacity * (1 + ROUNDED)


def usable_of(capacity: Floats, *, is_exact: bool) -> Floats:
    """See `Instance.usable`."""
    allowed = allowed_of(capacity, is_exact=is_exact)
    return allowed if is_exact else allowed * (1 - LEFT_FREE)


def need_of_all(instance: Outline) -> float:
    """What every firm needs of the one resource there is; 0 where needs differ or quotas hold."""
    if instance.capacity.shape[1] > 1 or instance.quotas is not None:
        return 0.0
    return instance.same_need


def counted(instance: Outline) -> Floats:
    """(M, R) the capacity that a bound counts: all that a placement may use.

    Whole firms where all need the same, whatever rounding made of the need.

    >>> one = Instance.of_candidates([[3.0], [2.0]], [[0], [0]], [[0.1], [0.1]], [[0.25]])
    >>> counted(one).round(6).tolist()
    [[0.2]]
    """
    need = need_of_all(instance)
    return np.floor(instance.usable / need) * need if need > 0 else instance.allowed


def in_whole_firms(instance: Some) -> Some:
    """Capacity as a multiple of what every firm needs: the rest holds nobody and proves nothing.

    >>> one = Instance.of_candidates([[3.0], [2.0]], [[0], [0]], [[2.0], [2.0]], [[3.5]])
    >>> in_whole_firms(one).capacity.tolist()
    [[2.0]]
    """
    need = need_of_all(instance)
    if need <= 0:
        return instance
    places = np.floor(instance.usable / need)
    if need == np.floor(need):
        return instance.with_capacity(places * need)
    room = places * need * (1 + 2 * LEFT_FREE)  # `usable` takes a part off again
    return instance.with_capacity(room)


def cuts_of(firms: int) -> NDArray[np.int64]:
    """The rows where every pass over so many firms is cut into parts: 0, …, firms.

    Sums are made part by part and added in order, so they are the same to the last bit on any
    number of threads or machines.

    >>> cuts_of(20_000).tolist(), len(cuts_of(10**9))
    ([0, 10000, 20000], 33)
    """
    parts = min(PARTS_MAX, max(1, firms // LEAST_ROWS))
    return np.arange(parts + 1, dtype=np.int64) * firms // parts


def is_exact(values: NDArray[np.float32]) -> bool:
    """Whether all are whole numbers below 2²⁴, or short ones such as 0.5, 12.25 or 20 million.

    Short: multiples of 2⁻²⁰ whose last bits are not used. 0.1 is not; it was rounded.

    >>> is_exact(np.float32([3, 12.25, 2e7])), is_exact(np.float32([0.5, 0.1]))
    (True, False)
    >>> is_exact(np.float32([16_777_219]))                        # kept as 16,777,220
    False
    """
    parts = values / np.float32(FINEST)  # a power of two: nothing rounds
    is_short = (np.ascontiguousarray(values).view(np.uint32) & SPARE_BITS) == 0
    is_whole = (values == np.floor(values)) & (values < WHOLE_UP_TO)
    return bool((is_whole | ((parts == np.floor(parts)) & is_short)).all())


def fail_if_shapes_disagree(score: Any, park: Any, demand: Any, capacity: Any) -> None:
    """The four arrays speak of the same firms, slots, parks and resources."""
    firms, slots = score.shape
    allowed = [(firms, capacity.shape[1]), (firms, slots, capacity.shape[1])]
    if park.shape != score.shape:
        raise Refusal(shape_problem("park", park.shape, f"the shape of score, {score.shape}"))
    if not capacity.size:
        wanted = "one row a park and a column a resource, one of each at least"
        raise Refusal(shape_problem("capacity", capacity.shape, wanted))
    if not slots:
        wanted = "a column a candidate, one at least; -1 in park where there is none"
        raise Refusal(shape_problem("score", score.shape, wanted))
    if demand.shape not in allowed:
        raise Refusal(shape_problem("demand", demand.shape, f"{allowed[0]} or {allowed[1]}"))
    if score.size >= EDGE_LIMIT:
        raise Refusal(
            Problem(
                "more edges than one machine's run takes",
                column="score",
                value=f"{score.size:,}",
                hint=f"allowed are {EDGE_LIMIT - 1:,}; lower K",
            )
        )


def shape_problem(name: str, got: tuple[int, ...], wanted: str) -> Problem:
    return Problem("wrong shape", column=name, value=str(got), hint=f"it must be {wanted}")


def fail_if_out_of_range(park: NDArray[Any], *, parks: int) -> None:
    if park.size and (park.max() >= parks or park.min() < -1):
        worst = park.max() if park.max() >= parks else park.min()
        hint = f"parks are numbered 0 to {parks - 1}; -1 marks an empty slot"
        raise Refusal(Problem("unknown park", column="park", value=str(worst), hint=hint))


def fail_if_groups_disagree(
    quotas: Quotas | None, firm_group: Any, *, parks: int, firms: int
) -> None:
    """Parks are in groups of parks, firms in groups of firms, each in one or in none."""
    groups = (0, 0) if quotas is None else (quotas.of_parks, quotas.groups)
    if quotas is not None:
        fail_if_no_groups("quotas.group", quotas.group, parks, (0, groups[0]))
    if quotas is not None and quotas.of_firms * parks > FIRM_GROUPS_TIMES_PARKS_MAX:
        most = FIRM_GROUPS_TIMES_PARKS_MAX // parks
        hint = f"{most:,} with {parks:,} parks; put several into one group"
        value = f"{quotas.of_firms:,}"
        raise Refusal(
            Problem("too many groups of firms", column="firm_group", value=value, hint=hint)
        )
    if firm_group is not None:
        fail_if_no_groups("firm_group", np.asarray(firm_group), firms, groups)
    elif quotas is not None and quotas.of_firms:
        hint = "say of each firm which group it is in, -1 none"
        raise Refusal(Problem("groups of firms without firms", column="firm_group", hint=hint))


def fail_if_no_groups(name: str, group: NDArray[Any], n: int, groups: tuple[int, int]) -> None:
    """One group each, from the first to before the last of `groups`, or -1."""
    if group.shape != (n,):
        raise Refusal(shape_problem(name, group.shape, f"one number each, ({n},)"))
    strange = np.flatnonzero((group != -1) & ((group < groups[0]) | (group >= groups[1])))
    if len(strange):
        at = int(strange[0])
        hint = "no quota is on such a group; -1 is none"
        if groups[0] < groups[1]:
            hint = f"groups of these are numbered {groups[0]} to {groups[1] - 1}; -1 is none"
        raise Refusal(
            Problem("unknown group", column=name, value=f"{group[at]} at [{at}]", hint=hint)
        )


def unsound(name: str, values: NDArray[Any], *, most: float = np.finfo(float).max) -> list[Problem]:
    """The first number of an array that is negative, not finite or above `most`, as a problem."""
    if not values.size or (values.min() >= 0 and values.max() <= most):
        return []  # NaN makes a minimum NaN, which is not >= 0
    at = np.argwhere(~((values >= 0) & (values <= most)))[0]
    where = ", ".join(map(str, at))
    value = f"{values[tuple(at)]} at [{where}]"
    hint = f"it must be a finite number of 0 or more, at most {most:.3g}"
    return [Problem("not a usable number", column=name, value=value, hint=hint)]


def not_whole(quotas: Quotas) -> list[Problem]:
    """Quotas count firms; only the most may be inf."""
    hint = "it counts firms: give a whole number"
    return [
        Problem(
            "not a whole number",
            column=column,
            value=f"{quotas.name(int(g))}: {values[g]:g}",
            hint=hint,
        )
        for column, values in (("quota_min", quotas.least), ("quota_max", quotas.most))
        for g in np.flatnonzero(~(np.floor(values) == values))
    ]


def crossed(quotas: Quotas) -> list[Problem]:
    return [
        Problem(
            "the least number is above the most",
            column="quota_min",
            value=f"{quotas.name(int(g))}: {quotas.least[g]:g} > {quotas.most[g]:g}",
            hint="lower quota_min or raise quota_max",
        )
        for g in np.flatnonzero(quotas.least > quotas.most)
    ]
