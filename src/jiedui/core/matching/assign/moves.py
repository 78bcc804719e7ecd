"""The moves that place firms: plain loops over flat arrays.

Small instances run them as they stand, on lists; large ones compiled (`compiled`). Shared words:
firm q has the active edges `first[q]` to `end[q]`, each with a `park`, a `score` and its `needs`
(flat, W an edge, the demand of R resources before anything else);
`room` (flat, M × R) is capacity left; `chosen` (n,) is the edge that each firm holds, -1 none;
`group` (M,) the quota group of each park, -1 none; `firm_group` (n,) that of each firm, which it
enters when it is placed anywhere; `enter`, `leave` (G + 1,) how many more firms may enter or leave
a group (the last entry, read by -1, is for parks and firms without one).
"""

from __future__ import annotations

from typing import Any

HUGE = 1e30
TOLERANCE = 1e-7
"""Of an edge's score: gains below it are rounding."""
AHEAD = 16
"""Firms in no order of memory are asked for this many steps before their turn, and again twice."""


def touch(array: Any, at: Any) -> None:
    """Ask for an entry that will be read soon: compiled, the processor fetches it meanwhile."""


def sort(keys: Any, start: Any, order: Any) -> None:
    """Positions by their key, in `order`; `start` says where each key's begin, and is used up."""
    for at in range(len(keys)):
        order[start[keys[at]]] = at
        start[keys[at]] += 1


def fits(e: int, park: Any, needs: Any, W: int, room: Any, R: int) -> bool:
    """Whether what edge e needs is left at its park."""
    for r in range(R):  # noqa: SIM110  compiled: no generators
        if needs[e * W + r] > room[park[e] * R + r]:
            return False
    return True


def take(
    q: int, e: int, park: Any, needs: Any, W: int, room: Any, R: int, group: Any, firm_group: Any,
    enter: Any, leave: Any, chosen: Any,
) -> None:  # fmt: skip
    """Firm q gives up the edge that it holds, if any, and takes edge e, -1 none."""
    held, own = chosen[q], firm_group[q]
    if held >= 0:
        for r in range(R):
            room[park[held] * R + r] += needs[held * W + r]
        enter[group[park[held]]] += 1
        leave[group[park[held]]] -= 1
    else:
        enter[own] -= 1
        leave[own] += 1
    if e >= 0:
        for r in range(R):
            room[park[e] * R + r] -= needs[e * W + r]
        enter[group[park[e]]] -= 1
        leave[group[park[e]]] += 1
    else:
        enter[own] += 1
        leave[own] -= 1
    chosen[q] = e


def greedy(
    order: Any, first: Any, end: Any, park: Any, value: Any, needs: Any, W: int, room: Any, R: int,
    group: Any, firm_group: Any, enter: Any, leave: Any, chosen: Any,
) -> None:  # fmt: skip
    """Give each firm, in this order, its best edge with room; `value` is net of prices."""
    n = len(order)
    for x in range(n):
        if x + 2 * AHEAD < n:
            q = order[x + 2 * AHEAD]
            touch(first, q)
            touch(end, q)
            touch(chosen, q)
            touch(firm_group, q)
        if x + AHEAD < n:
            e = first[order[x + AHEAD]]
            touch(park, e)
            touch(value, e)
            touch(needs, e * W)
        q, best, top = order[x], -1, 0.0
        if enter[firm_group[q]] < 1:
            continue
        for e in range(first[q], end[q]):
            if value[e] <= top or enter[group[park[e]]] < 1:
                continue
            if fits(e, park, needs, W, room, R):
                best, top = e, value[e]
        if best >= 0:
            take(q, best, park, needs, W, room, R, group, firm_group, enter, leave, chosen)


def improve(
    order: Any, first: Any, end: Any, park: Any, score: Any, needs: Any, W: int, room: Any, R: int,
    group: Any, firm_group: Any, enter: Any, leave: Any, chosen: Any,
) -> float:  # fmt: skip
    """Move single firms to an edge with a higher score that has room; the score gained."""
    gained = 0.0
    for q in order:
        held = chosen[q]
        now, home = 0.0, -2
        if held >= 0:
            now, home = score[held], group[park[held]]
        elif enter[firm_group[q]] < 1:
            continue
        best, top = -1, now
        for e in range(first[q], end[q]):
            if score[e] <= top:
                continue
            into = group[park[e]]
            if into != home and (enter[into] < 1 or (held >= 0 and leave[home] < 1)):
                continue
            if fits(e, park, needs, W, room, R):
                best, top = e, score[e]
        if best >= 0:
            take(q, best, park, needs, W, room, R, group, firm_group, enter, leave, chosen)
            gained += top - now
    return gained


def wanted(
    wanting: Any, first: Any, end: Any, park: Any, score: Any, chosen: Any, worth: Any
) -> None:
    """Raise `worth` (M,) to the most that one of these firms would gain by coming to a park."""
    for q in wanting:
        now = score[chosen[q]] if chosen[q] >= 0 else 0.0
        for e in range(first[q], end[q]):
            worth[park[e]] = max(worth[park[e]], score[e] - now)


def relocations(
    worth: Any, first: Any, end: Any, park: Any, score: Any, needs: Any, W: int, room: Any, R: int,
    group: Any, firm_group: Any, enter: Any, leave: Any, chosen: Any, listed: Any, loss: Any,
    other: Any, lo: int, hi: int,
) -> int:  # fmt: skip
    """List firms of lo..hi that may leave their park at a loss below its `worth` (M,); how many.

    From position lo on: the firm, what it loses, and its best edge elsewhere (-1 out).
    """
    found = lo
    for q in range(lo, hi):
        held = chosen[q]
        if held < 0:
            continue
        home, least, kept = group[park[held]], worth[park[held]], -1
        most = least
        if leave[home] >= 1 and leave[firm_group[q]] >= 1:
            least = min(least, score[held])
        for e in range(first[q], end[q]):
            into = group[park[e]]
            if park[e] == park[held] or score[held] - score[e] >= least:
                continue
            if into != home and (enter[into] < 1 or leave[home] < 1):
                continue
            if fits(e, park, needs, W, room, R):
                least, kept = score[held] - score[e], e
        if least < most:
            listed[found], loss[found], other[found] = q, least, kept
            found += 1
    return found - lo


def eject(
    wanting: Any, start: Any, listed: Any, loss: Any, other: Any, first: Any, end: Any, park: Any,
    score: Any, needs: Any, W: int, room: Any, R: int, group: Any, firm_group: Any, enter: Any,
    leave: Any, chosen: Any, need: Any, out: Any,
) -> float:  # fmt: skip
    """Bring firms into a park they prefer by moving cheaper ones out of it; the score gained.

    `start` (M + 1,) points into `listed`, the firms of each park by the loss of moving them to
    `other`. `need` (R,) and `out` are scratch; the length of `out` is the most moved at once.
    """
    gained = 0.0
    for q in wanting:
        for e in range(first[q], end[q]):
            held = chosen[q]
            now, home = 0.0, -2
            if held >= 0:
                now, home = score[held], group[park[held]]
            elif enter[firm_group[q]] < 1:
                break
            worth, least = score[e] - now, TOLERANCE * score[e]
            if worth <= least or e == held:
                continue
            into = group[park[e]]
            if into != home and (enter[into] < 1 or (held >= 0 and leave[home] < 1)):
                continue
            paid, moved = 0.0, 0
            while paid < worth:
                short = shortage(e, moved, listed, park, needs, W, room, R, chosen, need, out)
                if short == 0:
                    break
                pick = -1
                if moved < len(out):
                    pick = cheapest(
                        q, park[e], short, worth - paid, moved, start, listed, loss, other, park,
                        needs, W, room, R, group, firm_group, enter, leave, chosen, need, out,
                    )  # fmt: skip
                if pick < 0:
                    paid = HUGE
                    break
                out[moved] = pick
                moved += 1
                paid += loss[pick]
            if paid >= worth - least:
                continue
            for m in range(moved):
                u, to = listed[out[m]], other[out[m]]
                take(u, to, park, needs, W, room, R, group, firm_group, enter, leave, chosen)
            take(q, e, park, needs, W, room, R, group, firm_group, enter, leave, chosen)
            gained += worth - paid
    return gained


def shortage(
    e: int, moved: int, listed: Any, park: Any, needs: Any, W: int, room: Any, R: int, chosen: Any,
    need: Any, out: Any,
) -> int:  # fmt: skip
    """How many resources edge e still lacks once those `out` have moved; how much, in `need`."""
    short = 0
    for r in range(R):
        need[r] = needs[e * W + r] - room[park[e] * R + r]
        for m in range(moved):
            need[r] -= needs[chosen[listed[out[m]]] * W + r]
        if need[r] > 0:
            short += 1
    return short


def cheapest(
    q: int, j: int, short: int, most: float, moved: int, start: Any, listed: Any, loss: Any,
    other: Any, park: Any, needs: Any, W: int, room: Any, R: int, group: Any, firm_group: Any,
    enter: Any, leave: Any, chosen: Any, need: Any, out: Any,
) -> int:  # fmt: skip
    """The place in `listed` of the firm of park j that gives way to q for the least, -1 none.

    The loss counts by the share of what is short that it makes up for, and is below `most`.
    """
    pick, rate = -1, HUGE
    for x in range(start[j], start[j + 1]):
        if loss[x] >= most or loss[x] >= rate * short:
            break
        u, to = listed[x], other[x]
        mine = chosen[u]
        if u == q or mine < 0 or park[mine] != j or to == mine or is_among(x, moved, out):
            continue
        covered = 0.0
        for r in range(R):
            if need[r] > 0:
                covered += min(1.0, needs[mine * W + r] / need[r])
        each = loss[x] / covered if loss[x] > 0 and covered > 0 else loss[x] * covered
        if covered <= 0 or each >= rate:
            continue
        if may_leave(
            u, j, to, moved, other, park, needs, W, room, R, group, firm_group, enter, leave, out
        ):  # fmt: skip
            pick, rate = x, each
    return pick


def is_among(x: int, moved: int, out: Any) -> bool:
    """Whether x is one of the first so many of `out`."""
    for m in range(moved):  # noqa: SIM110
        if out[m] == x:
            return True
    return False


def may_leave(
    u: int, j: int, to: int, moved: int, other: Any, park: Any, needs: Any, W: int, room: Any,
    R: int, group: Any, firm_group: Any, enter: Any, leave: Any, out: Any,
) -> bool:  # fmt: skip
    """Whether firm u of park j may take edge `to`, -1 none, after those `out` have moved."""
    into = group[j]
    if to < 0:
        return leave[into] > moved and leave[firm_group[u]] > moved  # type: ignore[no-any-return]
    there = group[park[to]]
    if there != into and (enter[there] <= moved or leave[into] <= moved):
        return False
    for r in range(R):
        left = room[park[to] * R + r]
        for m in range(moved):
            goes = other[out[m]]
            if goes >= 0 and park[goes] == park[to]:
                left -= needs[goes * W + r]
        if needs[to * W + r] > left:
            return False
    return True


HELPERS = (fits, take, shortage, cheapest, is_among, may_leave)
"""Called by the moves above; compiled with them."""
