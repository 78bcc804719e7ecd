"""Doors: what an edge pays hangs on its park and, where a quota is on groups of firms, on its firm.

Every park has a door for firms of no group and one for each group of firms. Passes read prices and
add up loads by door and so need not know of quotas; `Duals` knows what the doors of a park, and
those of a group, have in common. Doors are numbered group by group, firms of none first: door d is
one of park d mod M.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiedui.core.matching.instance import Instance, Outline


def doors_of(instance: Instance) -> NDArray[Any]:
    """(N, K) the door of each slot: its park, where no group is of firms."""
    quotas, group = instance.quotas, instance.firm_group
    if quotas is None or group is None:
        return instance.park
    sort = np.uint16 if door_count(instance) <= 2**16 else np.int32
    row = np.where(group < 0, 0, group - quotas.of_parks + 1)
    first: NDArray[Any] = (row * instance.parks).astype(sort)
    doors: NDArray[Any] = np.add(instance.park, first[:, None], dtype=sort)
    return doors


def door_count(outline: Outline) -> int:
    return outline.parks * len(groups_of_rows(outline))


def groups_of_rows(outline: Outline) -> NDArray[np.int64]:
    """(F + 1,) the group of firms that each row of M doors is for, -1 none."""
    quotas = outline.quotas
    if quotas is None:
        return np.array([-1])
    return np.append(-1, np.arange(quotas.of_parks, quotas.groups))


def parks_behind(outline: Outline, door: NDArray[Any]) -> NDArray[Any]:
    """The parks of these doors, -1 where that is none."""
    if door_count(outline) == outline.parks:
        return door
    return np.where(door < 0, door, door % outline.parks)


def groups_at(outline: Outline, door: NDArray[Any]) -> NDArray[np.int64]:
    """The group of the firms that come through these doors, -1 none."""
    return np.asarray(groups_of_rows(outline)[door // outline.parks], dtype=np.int64)
