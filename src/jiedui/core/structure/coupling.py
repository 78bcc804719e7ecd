"""Do two or more sides of development go together? Coupling, and what is wrong with it.

Mission A7 (平衡性、协调性、包容性): coupling is the measure of coordination.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike

from jiedui.core.errors import Problem, Refusal
from jiedui.core.frames import Floats

Method = Literal["classical", "corrected"]

# 廖重斌 1999: ten equal classes of D. They are labels for a reader and never enter a computation.
CLASSES = (
    ("极度失调", "extreme disorder"),
    ("严重失调", "serious disorder"),
    ("中度失调", "moderate disorder"),
    ("轻度失调", "slight disorder"),
    ("濒临失调", "near disorder"),
    ("勉强协调", "bare coordination"),
    ("初级协调", "primary coordination"),
    ("中级协调", "intermediate coordination"),
    ("良好协调", "good coordination"),
    ("优质协调", "quality coordination"),
)


@dataclass(frozen=True)
class Coupling:
    """C (do the sides match), T (how far they have come), D = √(C·T), each from 0 to 1.

    Arrays over observations. `method` says which C: the corrected one spreads over 0…1, the
    classical one crowds near 1.
    """

    method: Method
    coupling: Floats
    level: Floats
    coordination: Floats

    def classes(self, language: Literal["zh", "en"] = "zh") -> list[str]:
        return [coupling_class(float(value), language) for value in self.coordination]


def coupling_coordination(
    sides: ArrayLike, *, weights: Sequence[float] | None = None, method: Method = "corrected"
) -> Coupling:
    """Coupling of n sides of development over observations.

    classical  C = n (ΠU_i)^(1/n) / ΣU_i
    corrected  C = √{[1 − Σ_{i>j}|U_i − U_j| / Σ_{m=1}^{n−1} m] · Π(U_i / U_max)^(1/(n−1))}
    and T = Σ α_i U_i, D = √(C·T).

    The product runs over U_i / U_max, which makes n = 2 the published
    √{[1 − (U_max − U_min)] · U_min / U_max}.

    Parameters
    ----------
    sides
        Observations × sides, each U in (0, 1]. How U was scaled moves the result: state it.
    weights
        α, one per side, 0 or more, adding to 1; equal without it.

    Source: 王淑佳、孔伟、任亮、治丹丹、戴宏伟 2021, 自然资源学报 36(3):793, which also names
    the four common misuses (wrong formula, lost coefficient n, wrong weights, invalid model).

    >>> result = coupling_coordination([[0.4, 0.9]])
    >>> round(float(result.coupling[0]), 4), round(float(result.coordination[0]), 4)
    (0.4714, 0.5535)
    """
    u = _sides(sides)
    alpha = _weights(weights, u.shape[1])
    c = _classical(u) if method == "classical" else _corrected(u)
    t = u @ alpha
    return Coupling(method, c, t, np.sqrt(c * t))


def coupling_class(coordination: float, language: Literal["zh", "en"] = "zh") -> str:
    """The label of D, ten equal classes.

    >>> coupling_class(0.55), coupling_class(1.0, "en")
    ('勉强协调', 'quality coordination')
    """
    if not 0 <= coordination <= 1:
        raise Refusal(Problem("coordination lies from 0 to 1", value=str(coordination)))
    zh, en = CLASSES[min(int(coordination * 10), 9)]
    return zh if language == "zh" else en


def _classical(u: Floats) -> Floats:
    n = u.shape[1]
    c = n * np.prod(u, axis=1) ** (1 / n) / u.sum(axis=1)
    return cast(Floats, np.minimum(c, 1.0))


def _corrected(u: Floats) -> Floats:
    n = u.shape[1]
    rows, columns = np.triu_indices(n, 1)
    apart = np.abs(u[:, rows] - u[:, columns]).sum(axis=1) / (n * (n - 1) / 2)
    likeness = np.prod(u / u.max(axis=1, keepdims=True), axis=1) ** (1 / (n - 1))
    return cast(Floats, np.sqrt((1 - apart) * likeness))


def _sides(sides: ArrayLike) -> Floats:
    u = np.array(sides, dtype=float)
    if u.ndim != 2 or u.shape[1] < 2:
        raise Refusal(Problem("coupling needs observations × at least two sides"))
    outside = ~((u > 0) & (u <= 1))
    if outside.any():
        row, side = (int(i) for i in np.argwhere(outside)[0])
        raise Refusal(
            Problem(
                "a side of development lies above 0 and up to 1",
                value=f"{u[row, side]} in row {row}, side {side}",
                hint="scale each indicator first, for example by its largest value",
            )
        )
    return u


def _weights(weights: Sequence[float] | None, n: int) -> Floats:
    if weights is None:
        return np.full(n, 1 / n)
    alpha = np.array(weights, dtype=float)
    if alpha.shape != (n,) or (alpha < 0).any() or abs(alpha.sum() - 1) > 1e-9:
        raise Refusal(
            Problem(
                "weights are one per side, none negative, and add to 1",
                value=str(list(weights)),
            )
        )
    return alpha
