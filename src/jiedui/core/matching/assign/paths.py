"""The loops of `flow`: firms passed on from park to park along the path that loses least.

Like `moves` they run as they stand on lists, or compiled on arrays. Nodes are the M parks and, as
number M, outside: firms without a park. `outside` has room for everybody at a price of 0. What is
left free in a park without a price may leave it for nothing, as a firm may that nobody misses.
"""

from __future__ import annotations

from typing import Any, NamedTuple

HUGE = 1e30
NOBODY = -1


class Net(NamedTuple):
    """Firms with their edges, nodes with their firms, and scratch; lists or arrays.

    `start`, `park`, `score` are the edges, firm by firm, `firm` whose each is, `held` (n,) the edge
    of each firm, -1 outside. `room` (M + 1,) is below 0 where a park is too full; `short` is 1
    where it has a price and room, so that firms must come. `head` is the first firm of each node,
    `after` and `before` link the others. Ways that differ by less than `close` are equal. `loss`
    (M + 1, M + 1, flat) is the least that moving one firm from a node to another loses, `via` the
    edge that it would take: E + q for firm q to go out, -1 for free room. `queue` (E,) holds the
    edges into each park, the highest score first, from `first` (M + 1,) on, and `rank` the place of
    each edge in it; before `turn` (M,) stands nobody who is outside.
    """

    start: Any
    park: Any
    score: Any
    firm: Any
    held: Any
    room: Any
    price: Any
    short: Any
    head: Any
    after: Any
    before: Any
    close: float
    queue: Any
    first: Any
    rank: Any
    turn: Any
    loss: Any
    via: Any
    away: Any
    source: Any
    done: Any
    path: Any


def scan(net: Net, nodes: Any, count: int) -> None:
    """Look up again what the first `count` of `nodes` can pass on, after their firms changed."""
    for at in range(count):
        if nodes[at] == len(net.price) - 1:
            scan_outside(net)
        else:
            scan_park(net, nodes[at])


def scan_outside(net: Net) -> None:
    """The best firm outside that each park can have."""
    held, firm, queue, first, turn = net.held, net.firm, net.queue, net.first, net.turn
    outside = len(net.price) - 1
    row = outside * len(net.price)
    for t in range(outside):
        next_one = turn[t]
        while next_one < first[t + 1] and held[firm[queue[next_one]]] != NOBODY:
            next_one += 1
        turn[t] = next_one
        net.loss[row + t], net.via[row + t] = 0.0, NOBODY
        if next_one < first[t + 1] and net.score[queue[next_one]] > 0:
            net.loss[row + t], net.via[row + t] = -net.score[queue[next_one]], queue[next_one]
    net.loss[row + outside] = HUGE


def scan_park(net: Net, j: int) -> None:
    """The firm of park j that loses least by moving to each node."""
    start, park, score, held = net.start, net.park, net.score, net.held
    loss, via, after = net.loss, net.via, net.after
    W = len(net.price)
    row, outside = j * W, W - 1
    for t in range(W):
        loss[row + t] = HUGE
    if net.room[j] > 0 and not net.short[j]:
        loss[row + outside], via[row + outside] = 0.0, NOBODY
    q = net.head[j]
    while q != NOBODY:
        now = score[held[q]]
        for e in range(start[q], start[q + 1]):
            t = row + park[e]
            if now - score[e] < loss[t]:
                loss[t], via[t] = now - score[e], e
        if now < loss[row + outside]:
            loss[row + outside], via[row + outside] = now, len(park) + q
        q = after[q]
    loss[row + j] = HUGE


def advance(net: Net, origin: int, towards: int) -> int:
    """Move one firm a step along each arc of the least path; the nodes of it, in `path`.

    `towards` 1 leads from a park that is too full to where one is missing, or outside; -1 leads
    back from a park where one is missing to outside. Prices of the parks passed change so that all
    firms remain where they are best off.
    """
    W = len(net.price)
    goal = route(net, origin, towards)
    for t in range(W - 1):
        if net.done[t]:
            net.price[t] = max(net.price[t] + towards * (net.away[goal] - net.away[t]), 0.0)
    count, t, end = 0, goal, goal if towards > 0 else origin
    while t != origin:
        net.path[count] = t
        count += 1
        giver, taker = (net.source[t], t) if towards > 0 else (t, net.source[t])
        e = net.via[giver * W + taker]
        if e != NOBODY:
            pass_on(net, e, giver, taker)
        elif taker == end:
            net.short[end] = 0  # its price has come down to 0: the room may stay free
        t = net.source[t]
    if net.room[end] == 0:
        net.short[end] = 0
    net.path[count] = origin
    return count + 1


def route(net: Net, origin: int, towards: int) -> int:
    """The nearest node to end at: E. W. Dijkstra's shortest paths, by what prices leave of a loss.

    `away` is how far each node is, `source` the one before it, `done` 1 where that is final.
    """
    price, loss, away, source, done = net.price, net.loss, net.away, net.source, net.done
    W = len(price)
    from_here, to_there = (W, 1) if towards > 0 else (1, W)
    for t in range(W):
        away[t], done[t], source[t] = HUGE, 0, NOBODY
    away[origin] = 0.0
    u, goal = origin, NOBODY
    while goal == NOBODY:
        done[u] = 1
        here = away[u] - towards * price[u]
        for t in range(W):
            lost = loss[u * from_here + t * to_there]
            if done[t] == 0 and lost < HUGE:
                way = max(here + lost + towards * price[t], away[u])
                if way < away[t]:
                    away[t], source[t] = way, u
        u, least, ending, near = NOBODY, HUGE, NOBODY, HUGE
        for t in range(W):
            if done[t] == 0 and away[t] < least:
                u, least = t, away[t]
            is_end = t == W - 1 or (towards > 0 and net.short[t])
            if done[t] == 0 and away[t] < near and is_end:
                ending, near = t, away[t]
        if near <= least + net.close:
            goal = ending
    return goal


def pass_on(net: Net, e: int, giver: int, taker: int) -> None:
    """The firm of edge e, or firm q for E + q, leaves one node for another."""
    head, after, before, E = net.head, net.after, net.before, len(net.park)
    q = e - E if e >= E else net.firm[e]
    if before[q] == NOBODY:
        head[giver] = after[q]
    else:
        after[before[q]] = after[q]
    if after[q] != NOBODY:
        before[after[q]] = before[q]
    before[q], after[q] = NOBODY, head[taker]
    if head[taker] != NOBODY:
        before[head[taker]] = q
    head[taker] = q
    net.held[q] = e if e < E else NOBODY
    if taker == len(net.price) - 1:
        for other in range(net.start[q], net.start[q + 1]):
            there = net.park[other]
            net.turn[there] = min(net.turn[there], net.rank[other])
    net.room[giver] += 1
    net.room[taker] -= 1


HELPERS = (scan_outside, scan_park, route, pass_on)
"""Called by `scan` and `advance`; compiled with them."""
