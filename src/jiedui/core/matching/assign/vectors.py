"""The inner loops of the passes as vector instructions, for parks with up to three resources.

What a park charges is then one vector of four floats: its prices and its quota's; what a firm needs
is another, with 1 in the quota's place; what the firm pays is their dot product. LLVM does not find
that shape in plain loops (its gathers are slower), so these are written in LLVM's own instructions;
it compiles them for whatever processor it runs on. `kernels` holds the plain twins for more
resources and for demand by edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LANES = 4
SLOTS = 8
"""Slots that are reduced and compared at a time."""
WORD = 64
QUAD, OCTET = ir.VectorType(ir.FloatType(), LANES), ir.VectorType(ir.FloatType(), SLOTS)
INDEX, POSITION, BIT = ir.IntType(64), ir.IntType(32), ir.IntType(1)


class Vectors:
    """Writes loads, stores and shuffles of vectors."""

    def __init__(self, context: Any, builder: Any, signature: Any, given: Any):
        self.context, self.builder = context, builder
        self.signature, self.given = signature, given

    def _array(self, at: int) -> Any:
        proxy = cgutils.create_struct_proxy(self.signature.args[at])
        return proxy(self.context, self.builder, value=self.given[at])

    def data(self, at: int) -> Any:
        """Where the values of the array in one argument begin."""
        return self._array(at).data

    def columns(self, at: int) -> Any:
        """How many columns the table in one argument has."""
        return self.builder.extract_value(self._array(at).shape, 1)

    def load(self, array: Any, at: Any, kind: Any) -> Any:
        loaded = self.builder.load(self._vector(array, at, kind))
        loaded.align = 4
        return loaded

    def store(self, vector: Any, array: Any, at: Any) -> None:
        stored = self.builder.store(vector, self._vector(array, at, vector.type))
        stored.align = 4

    def _vector(self, array: Any, at: Any, kind: Any) -> Any:
        return self.builder.bitcast(self.builder.gep(array, [at]), kind.as_pointer())

    def mixed(self, one: Any, other: Any, positions: list[int]) -> Any:
        mask = ir.Constant(ir.VectorType(POSITION, len(positions)), positions)
        return self.builder.shuffle_vector(one, other, mask)

    def spread(self, number: Any, kind: Any) -> Any:
        """A vector of one number throughout."""
        undefined = ir.Constant(kind, ir.Undefined)
        first = self.builder.insert_element(undefined, number, POSITION(0))
        return self.mixed(first, undefined, [0] * kind.count)

    def larger(self, one: Any, other: Any) -> Any:
        is_larger = self.builder.fcmp_ordered(">", one, other, flags=("fast",))
        return self.builder.select(is_larger, one, other)

    def element(self, vector: Any, at: int) -> Any:
        return self.builder.extract_element(vector, POSITION(at))

    def largest(self, octet: Any) -> Any:
        """The largest of the eight."""
        for half in ([4, 5, 6, 7, 0, 1, 2, 3], [2, 3, 0, 1, 6, 7, 4, 5], [1, 0, 3, 2, 5, 4, 7, 6]):
            octet = self.larger(octet, self.mixed(octet, octet, half))
        return self.element(octet, 0)

    def total(self, quad: Any) -> Any:
        """The sum of the four."""
        for half in ([2, 3, 0, 1], [1, 0, 3, 2]):
            quad = self.builder.fadd(quad, self.mixed(quad, quad, half))
        return self.element(quad, 0)


@intrinsic  # type: ignore[untyped-decorator]
def reduce_slots(
    _typing: Any,
    score: Any,
    park: Any,
    record: Any,
    need: Any,
    firm: Any,
    slots: Any,
    value: Any,
) -> Any:
    """value[k] = score[firm, k] − record[park[firm, k]] · need for every slot; the best, or 0.

    At least eight slots; `record` has four columns, `need` is a tuple of four.
    """
    signature = types.float32(score, park, record, need, firm, slots, value)

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return SlotLoop(Vectors(context, builder, signature, given)).emit()

    return signature, emit


class SlotLoop:
    """Writes the loop over one firm's slots, instruction by instruction."""

    def __init__(self, vectors: Vectors):
        self.vectors, self.builder = vectors, vectors.builder
        firm, self.slots = vectors.given[4:6]
        row = self.builder.mul(firm, self.slots)
        self.score, self.park = (self.builder.gep(vectors.data(at), [row]) for at in (0, 1))
        self.record, self.value = vectors.data(2), vectors.data(6)
        need = ir.Constant(QUAD, ir.Undefined)
        for lane in range(LANES):
            number = self.builder.extract_value(vectors.given[3], lane)
            need = self.builder.insert_element(need, number, POSITION(lane))
        self.need = vectors.mixed(need, need, [*range(LANES)] * 2)

    def emit(self) -> Any:
        """Whole octets, then one that ends with the last slot and may overlap its neighbour."""
        builder = self.builder
        best = cgutils.alloca_once_value(builder, ir.Constant(OCTET, [0.0] * SLOTS))
        with cgutils.for_range(builder, builder.udiv(self.slots, INDEX(SLOTS))) as loop:
            self.octet(builder.mul(loop.index, INDEX(SLOTS)), best)
        rest = builder.and_(self.slots, INDEX(SLOTS - 1))
        with builder.if_then(builder.icmp_signed("!=", rest, INDEX(0))):
            self.octet(builder.sub(self.slots, INDEX(SLOTS)), best)
        return self.vectors.largest(builder.load(best))

    def octet(self, first: Any, best: Any) -> None:
        vectors, builder = self.vectors, self.builder
        score = vectors.load(self.score, first, OCTET)
        reduced = builder.fsub(score, self.paid(first))
        vectors.store(reduced, self.value, first)
        builder.store(vectors.larger(reduced, builder.load(best)), best)

    def paid(self, first: Any) -> Any:
        """What the prices take from eight slots: eight products, summed across by shuffles.

        Slots t and t + 4 share a vector, so that the sums come out in the order of the slots.
        """
        a, b, c, d = (self.products(first, t) for t in range(LANES))
        low, high = [0, 1, 8, 9, 4, 5, 12, 13], [2, 3, 10, 11, 6, 7, 14, 15]
        even, odd = [0, 2, 8, 10, 4, 6, 12, 14], [1, 3, 9, 11, 5, 7, 13, 15]
        mixed, add = self.vectors.mixed, self.builder.fadd
        one = add(mixed(a, b, low), mixed(a, b, high))
        other = add(mixed(c, d, low), mixed(c, d, high))
        return add(mixed(one, other, even), mixed(one, other, odd))

    def products(self, first: Any, at: int) -> Any:
        near, far = (self.charges(self.builder.add(first, INDEX(at + t))) for t in (0, LANES))
        return self.builder.fmul(self.vectors.mixed(near, far, [*range(SLOTS)]), self.need)

    def charges(self, slot: Any) -> Any:
        """The four prices of the park in one slot."""
        builder = self.builder
        park = builder.load(builder.gep(self.park, [slot]))
        row = builder.mul(builder.zext(park, INDEX), INDEX(LANES))
        return self.vectors.load(self.record, row, QUAD)


@intrinsic  # type: ignore[untyped-decorator]
def slots_above(_typing: Any, value: Any, edge: Any, first: Any, last: Any) -> Any:
    """A bit for each of the up to 64 values from `first` to `last` that is at least `edge`.

    Values are read eight at a time: `value` must be filled up to a multiple of eight.
    """
    signature = types.uint64(value, edge, first, last)

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        vectors = Vectors(context, builder, signature, given)
        values, (_, edge, first, last) = vectors.data(0), given
        limit = vectors.spread(edge, OCTET)
        bits = cgutils.alloca_once_value(builder, INDEX(0))
        asked = builder.add(builder.sub(last, first), INDEX(SLOTS - 1))
        with cgutils.for_range(builder, builder.udiv(asked, INDEX(SLOTS))) as loop:
            k = builder.mul(loop.index, INDEX(SLOTS))
            octet = vectors.load(values, builder.add(first, k), OCTET)
            found = builder.bitcast(builder.fcmp_ordered(">=", octet, limit), ir.IntType(SLOTS))
            shifted = builder.shl(builder.zext(found, INDEX), k)
            builder.store(builder.or_(builder.load(bits), shifted), bits)
        return builder.load(bits)

    return signature, emit


@intrinsic  # type: ignore[untyped-decorator]
def ones(_typing: Any, bits: Any) -> Any:
    """How many bits are set."""

    def emit(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.ctpop(given[0])

    return types.int64(types.uint64), emit


@intrinsic  # type: ignore[untyped-decorator]
def lowest(_typing: Any, bits: Any) -> Any:
    """The position of the lowest bit that is set; there must be one."""

    def emit(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], BIT(1))

    return types.int64(types.uint64), emit


@intrinsic  # type: ignore[untyped-decorator]
def dot(_typing: Any, table: Any, row: Any, needs: Any, at: Any) -> Any:
    """table[row] · needs[at]; as many columns in both, a multiple of four."""
    signature = types.float32(table, row, needs, at)

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        rows = Rows(Vectors(context, builder, signature, given), needs=2, at=3)
        sums = cgutils.alloca_once(builder, QUAD)
        builder.store(ir.Constant(QUAD, [0.0] * LANES), sums)
        with rows.quads() as (charged, need, _):
            builder.store(builder.fadd(builder.load(sums), builder.fmul(charged, need)), sums)
        return rows.vectors.total(builder.load(sums))

    return signature, emit


@intrinsic  # type: ignore[untyped-decorator]
def add_needs(_typing: Any, table: Any, row: Any, weight: Any, needs: Any, at: Any) -> Any:
    """table[row] += weight · needs[at]; as many columns in both, a multiple of four."""
    return types.void(table, row, weight, needs, at), add_to_row


@intrinsic  # type: ignore[untyped-decorator]
def add_squares(_typing: Any, table: Any, row: Any, weight: Any, needs: Any, at: Any) -> Any:
    """table[row] += weight · needs[at]²."""

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return add_to_row(context, builder, signature, given, squared=True)

    return types.void(table, row, weight, needs, at), emit


def add_to_row(
    context: Any, builder: Any, signature: Any, given: Any, squared: bool = False
) -> Any:
    rows = Rows(Vectors(context, builder, signature, given), needs=3, at=4)
    weight = rows.vectors.spread(given[2], QUAD)
    with rows.quads() as (sums, need, store):
        more = builder.fmul(need, need) if squared else need
        store(builder.fadd(sums, builder.fmul(weight, more)))
    return context.get_dummy_value()


class Rows:
    """A row of the table in the first argument beside a row of needs, a quad at a time."""

    def __init__(self, vectors: Vectors, *, needs: int, at: int):
        self.vectors, self.builder = vectors, vectors.builder
        self.table, self.needs = vectors.data(0), vectors.data(needs)
        self.width = vectors.columns(0)
        self.row = self.builder.mul(vectors.given[1], self.width)
        self.at = self.builder.mul(vectors.given[at], self.width)

    @contextmanager
    def quads(self) -> Iterator[tuple[Any, Any, Callable[[Any], None]]]:
        """The quad of the table, that of the needs, and how to write the former back."""
        builder, vectors = self.builder, self.vectors
        with cgutils.for_range(builder, builder.udiv(self.width, INDEX(LANES))) as loop:
            first = builder.mul(loop.index, INDEX(LANES))
            to = builder.add(self.row, first)
            need = vectors.load(self.needs, builder.add(self.at, first), QUAD)
            charged = vectors.load(self.table, to, QUAD)
            yield charged, need, lambda quad: vectors.store(quad, self.table, to)
