"""Reduced scores four slots at a time: the inner loop of every exact pass.

What a park's prices take is one dot product of two vectors of four floats. LLVM does not find that
shape in a plain loop (its gathers are slower), so the loop is written as vector instructions of
LLVM itself; it compiles them for whatever processor it runs on. The plain loop in `kernels` is its
twin for demand by edge, for more than three resources, and for the last slots of a row.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LANES = 4
QUAD = ir.VectorType(ir.FloatType(), LANES)
INDEX = ir.IntType(64)
POSITION = ir.IntType(32)


@intrinsic  # type: ignore[untyped-decorator]
def reduce_quads(
    _typing: Any, score: Any, park: Any, record: Any, need: Any, slots: Any, value: Any
) -> Any:
    """value[k] = score[k] − record[park[k]] · need for whole quads of slots; their best, or 0.

    `record` has four columns, `need` four entries; what is left of `slots` after whole quads is
    not touched.
    """
    signature = types.float32(score, park, record, need, slots, value)

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        arrays = [
            cgutils.create_struct_proxy(signature.args[at])(context, builder, value=given[at]).data
            for at in (0, 1, 2, 3, 5)
        ]
        return QuadLoop(builder, *arrays).emit(given[4])

    return signature, emit


class QuadLoop:
    """Writes the loop, instruction by instruction."""

    def __init__(self, builder: Any, score: Any, park: Any, record: Any, need: Any, value: Any):
        self.builder = builder
        self.score, self.park, self.record, self.value = score, park, record, value
        self.need = self.load(need, INDEX(0))

    def emit(self, slots: Any) -> Any:
        builder = self.builder
        best = cgutils.alloca_once_value(builder, ir.Constant(QUAD, [0.0] * LANES))
        with cgutils.for_range(builder, builder.sdiv(slots, INDEX(LANES))) as loop:
            first = builder.mul(loop.index, INDEX(LANES))
            reduced = builder.fsub(self.load(self.score, first), self.paid(first))
            self.store(reduced, first)
            builder.store(self.larger(reduced, builder.load(best)), best)
        lanes = [builder.extract_element(builder.load(best), POSITION(t)) for t in range(LANES)]
        return self.larger(self.larger(lanes[0], lanes[1]), self.larger(lanes[2], lanes[3]))

    def paid(self, first: Any) -> Any:
        """What the prices take from four slots: four products, summed across by shuffles."""
        a, b, c, d = (self.product(self.builder.add(first, INDEX(t))) for t in range(LANES))
        low = self.builder.fadd(self.mixed(a, b, [0, 1, 4, 5]), self.mixed(a, b, [2, 3, 6, 7]))
        high = self.builder.fadd(self.mixed(c, d, [0, 1, 4, 5]), self.mixed(c, d, [2, 3, 6, 7]))
        even, odd = self.mixed(low, high, [0, 2, 4, 6]), self.mixed(low, high, [1, 3, 5, 7])
        return self.builder.fadd(even, odd)

    def product(self, slot: Any) -> Any:
        """Need times the four prices of the park in one slot."""
        builder = self.builder
        park = builder.load(builder.gep(self.park, [slot]))
        row = builder.mul(builder.zext(park, INDEX), INDEX(LANES))
        return builder.fmul(self.load(self.record, row), self.need)

    def mixed(self, one: Any, other: Any, positions: list[int]) -> Any:
        mask = ir.Constant(ir.VectorType(POSITION, LANES), positions)
        return self.builder.shuffle_vector(one, other, mask)

    def larger(self, one: Any, other: Any) -> Any:
        is_larger = self.builder.fcmp_ordered(">", one, other, flags=("fast",))
        return self.builder.select(is_larger, one, other)

    def load(self, array: Any, at: Any) -> Any:
        loaded = self.builder.load(self._quad(array, at))
        loaded.align = 4
        return loaded

    def store(self, quad: Any, at: Any) -> None:
        stored = self.builder.store(quad, self._quad(self.value, at))
        stored.align = 4

    def _quad(self, array: Any, at: Any) -> Any:
        return self.builder.bitcast(self.builder.gep(array, [at]), QUAD.as_pointer())
