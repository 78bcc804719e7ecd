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
    start, park, score, held = net.start, net.park, net.score, net.held
    loss, via, after = net.loss, net.via, net.after
    W = len(net.price)
    outside, E = W - 1, len(park)
    for at in range(count):
        j = nodes[at]
        row = j * W
        if j == outside:
            for t in range(outside):
                turn = net.turn[t]
                while turn < net.first[t + 1] and held[net.firm[net.queue[turn]]] != NOBODY:
                    turn += 1
                net.turn[t] = turn
                loss[row + t], via[row + t] = 0.0, NOBODY
                if turn < net.first[t + 1] and score[net.queue[turn]] > 0:
                    loss[row + t], via[row + t] = -score[net.queue[turn]], net.queue[turn]
            loss[row + outside] = HUGE
            continue
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
                loss[row + outside], via[row + outside] = now, E + q
            q = after[q]
        loss[row + j] = HUGE


def advance(net: Net, origin: int, towards: int) -> int:
    """Move one firm a step along each arc of the least path; the nodes of it, in `path`.

    `towards` 1 leads from a park that is too full to where one is missing, or outside; -1 leads
    back from a park where one is missing to outside. Prices of the parks passed change so that all
    firms remain where they are best off.
    """
    price, room, short = net.price, net.room, net.short
    loss, via, away, source, done = net.loss, net.via, net.away, net.source, net.done
    W = len(price)
    outside, E = W - 1, len(net.park)
    from_here, to_there = (W, 1) if towards > 0 else (1, W)
    for t in range(W):
        away[t], done[t], source[t] = HUGE, 0, NOBODY
    away[origin] = 0.0
    u = origin
    while True:
        done[u] = 1
        here = away[u] - towards * price[u]
        for t in range(W):
            lost = loss[u * from_here + t * to_there]
            if done[t] == 0 and lost < HUGE:
                way = max(here + lost + towards * price[t], away[u])
                if way < away[t]:
                    away[t], source[t] = way, u
        u, least, goal, near = NOBODY, HUGE, NOBODY, HUGE
        for t in range(W):
            if done[t] == 0 and away[t] < least:
                u, least = t, away[t]
            if done[t] == 0 and away[t] < near and (t == outside or (towards > 0 and short[t])):
                goal, near = t, away[t]
        if near <= least + net.close:
            break
    for t in range(outside):
        if done[t]:
            price[t] = max(price[t] + towards * (near - away[t]), 0.0)
    count, t, end = 0, goal, goal if towards > 0 else origin
    firm, held = net.firm, net.held
    head, after, before = net.head, net.after, net.before
    while t != origin:
        net.path[count] = t
        count += 1
        giver, taker = (source[t], t) if towards > 0 else (t, source[t])
        e = via[giver * W + taker]
        if e != NOBODY:
            q = e - E if e >= E else firm[e]
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
            held[q] = e if e < E else NOBODY
            if taker == outside:
                for other in range(net.start[q], net.start[q + 1]):
                    there = net.park[other]
                    net.turn[there] = min(net.turn[there], net.rank[other])
            room[giver] += 1
            room[taker] -= 1
        elif taker == end:
            short[end] = 0  # its price has come down to 0: the room may stay free
        t = source[t]
    if room[end] == 0:
        short[end] = 0
    net.path[count] = origin
    return count + 1
