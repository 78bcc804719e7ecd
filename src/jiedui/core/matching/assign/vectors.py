"""The inner loops of the passes as vector instructions, for parks with up to three resources.

What a door charges is then one vector of four floats: its prices and its quota's; what a firm needs
is another, with 1 in the quota's place; what the firm pays is their dot product. LLVM does not find
that shape in plain loops (its gathers are slower), so these are written in LLVM's own instructions;
it compiles them for whatever processor it runs on. `kernels` holds the plain twins for more
resources and for demand by edge.
"""

from __future__ import annotations

from collections.abc import Callable
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

    def row(self, table: int, at: int) -> Any:
        """Where the row in one argument of the table in another begins."""
        first = self.builder.mul(self.given[at], self.columns(table))
        return self.builder.gep(self.data(table), [first])

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

    def quad(self, numbers: Any) -> Any:
        """A vector of the numbers of a tuple of four."""
        vector = ir.Constant(QUAD, ir.Undefined)
        for lane in range(LANES):
            number = self.builder.extract_value(numbers, lane)
            vector = self.builder.insert_element(vector, number, POSITION(lane))
        return vector

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
    door: Any,
    record: Any,
    need: Any,
    firm: Any,
    slots: Any,
    value: Any,
    at: Any,
) -> Any:
    """value[at, k] = score[firm, k] − record[door[firm, k]] · need of every slot; the best, or 0.

    At least eight slots; `record` has four columns, `need` is a tuple of four.
    """
    signature = types.float32(score, door, record, need, firm, slots, value, at)

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return SlotLoop(Vectors(context, builder, signature, given)).emit()

    return signature, emit


def each_quad(builder: Any, width: Any, body: Callable[[Any], None]) -> None:
    """Write the body for the first column of each quad of columns; once where four are all."""
    with builder.if_else(builder.icmp_signed("==", width, INDEX(LANES))) as (only, several):
        with only:
            body(INDEX(0))
        with several, cgutils.for_range(builder, builder.udiv(width, INDEX(LANES))) as loop:
            body(builder.mul(loop.index, INDEX(LANES)))


class Octets:
    """Writes what eight edges pay at once: rows of the table of charges times rows of needs."""

    def __init__(self, vectors: Vectors, *, table: int, door: int):
        self.vectors, self.builder = vectors, vectors.builder
        self.table, self.door = vectors.data(table), vectors.data(door)

    def products(
        self, first: Any, at: int, quad: Any, width: Any, needs: Callable[[Any], Any]
    ) -> Any:
        """Charges times needs of edges `at` and `at` + 4 after the first, one quad of columns."""
        near, far = (self.builder.add(first, INDEX(at + t)) for t in (0, LANES))
        charged = self.charges(near, quad, width), self.charges(far, quad, width)
        both = [*range(SLOTS)]
        needed = self.vectors.mixed(needs(near), needs(far), both)
        return self.builder.fmul(self.vectors.mixed(*charged, both), needed)

    def charges(self, edge: Any, quad: Any, width: Any) -> Any:
        """Four columns of the row of the door that an edge leads to."""
        builder = self.builder
        door = builder.load(builder.gep(self.door, [edge]))
        wide = door if door.type == INDEX else builder.zext(door, INDEX)
        return self.vectors.load(self.table, builder.add(builder.mul(wide, width), quad), QUAD)

    def across(self, a: Any, b: Any, c: Any, d: Any) -> Any:
        """Eight sums of four products each, by shuffles.

        Edges t and t + 4 share a vector, so that the sums come out in the order of the edges.
        """
        low, high = [0, 1, 8, 9, 4, 5, 12, 13], [2, 3, 10, 11, 6, 7, 14, 15]
        even, odd = [0, 2, 8, 10, 4, 6, 12, 14], [1, 3, 9, 11, 5, 7, 13, 15]
        mixed, add = self.vectors.mixed, self.builder.fadd
        one = add(mixed(a, b, low), mixed(a, b, high))
        other = add(mixed(c, d, low), mixed(c, d, high))
        return add(mixed(one, other, even), mixed(one, other, odd))


class SlotLoop:
    """Writes the loop over one firm's slots, instruction by instruction."""

    def __init__(self, vectors: Vectors):
        self.vectors, self.builder = vectors, vectors.builder
        firm, self.slots = vectors.given[4:6]
        row = self.builder.mul(firm, self.slots)
        self.octets = Octets(vectors, table=2, door=1)
        self.octets.door = self.builder.gep(self.octets.door, [row])
        self.score, self.value = self.builder.gep(vectors.data(0), [row]), vectors.row(6, 7)
        self.need = vectors.quad(vectors.given[3])

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
        """What the prices take from eight slots."""
        given = INDEX(0), INDEX(LANES), lambda _: self.need
        return self.octets.across(*(self.octets.products(first, t, *given) for t in range(LANES)))


@intrinsic  # type: ignore[untyped-decorator]
def pay(
    _typing: Any,
    table: Any,
    door: Any,
    needs: Any,
    first: Any,
    last: Any,
    out: Any,
    base: Any,
    row: Any,
) -> Any:
    """out[e − base] = table[door[e]] · needs[row + e − first] for the edges `first` to `last`.

    As many columns in table and needs, a multiple of four.
    """
    signature = types.void(table, door, needs, first, last, out, base, row)

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        EdgeLoop(Vectors(context, builder, signature, given)).emit()
        return context.get_dummy_value()

    return signature, emit


class EdgeLoop:
    """Writes the loop over edges that stand side by side: whole octets, then one by one."""

    def __init__(self, vectors: Vectors):
        self.vectors, self.builder = vectors, vectors.builder
        self.octets = Octets(vectors, table=0, door=1)
        self.needs, self.width = vectors.data(2), vectors.columns(0)
        self.first, self.last = vectors.given[3:5]
        self.row = self.builder.sub(vectors.given[7], self.first)
        self.out = self.builder.gep(vectors.data(5), [self.builder.neg(vectors.given[6])])

    def emit(self) -> None:
        builder = self.builder
        whole = builder.udiv(builder.sub(self.last, self.first), INDEX(SLOTS))
        with cgutils.for_range(builder, whole) as loop:
            at = builder.add(self.first, builder.mul(loop.index, INDEX(SLOTS)))
            self.vectors.store(self.eight(at), self.out, at)
        rest = builder.add(self.first, builder.mul(whole, INDEX(SLOTS)))
        with cgutils.for_range(builder, builder.sub(self.last, rest)) as loop:
            at = builder.add(rest, loop.index)
            builder.store(self.one(at), builder.gep(self.out, [at]))

    def eight(self, at: Any) -> Any:
        builder, nothing = self.builder, ir.Constant(OCTET, [0.0] * SLOTS)
        sums = [cgutils.alloca_once(builder, OCTET) for _ in range(LANES)]
        for one in sums:
            builder.store(nothing, one)

        def add(quad: Any) -> None:
            for t, one in enumerate(sums):
                given = quad, self.width, lambda edge: self.need(edge, quad)
                more = self.octets.products(at, t, *given)
                builder.store(builder.fadd(builder.load(one), more), one)

        each_quad(builder, self.width, add)
        return self.octets.across(*map(builder.load, sums))

    def one(self, at: Any) -> Any:
        builder = self.builder
        sums = cgutils.alloca_once(builder, QUAD)
        builder.store(ir.Constant(QUAD, [0.0] * LANES), sums)

        def add(quad: Any) -> None:
            charged = self.octets.charges(at, quad, self.width)
            more = builder.fmul(charged, self.need(at, quad))
            builder.store(builder.fadd(builder.load(sums), more), sums)

        each_quad(builder, self.width, add)
        return self.vectors.total(builder.load(sums))

    def need(self, edge: Any, quad: Any) -> Any:
        row = self.builder.add(edge, self.row)
        at = self.builder.add(self.builder.mul(row, self.width), quad)
        return self.vectors.load(self.needs, at, QUAD)


@intrinsic  # type: ignore[untyped-decorator]
def slots_above(_typing: Any, value: Any, at: Any, edge: Any, first: Any, last: Any) -> Any:
    """A bit for each of the up to 64 values in a row, `first` to `last`, that is at least `edge`.

    Values are read eight at a time: `value` must be filled up to a multiple of eight.
    """
    signature = types.uint64(value, at, edge, first, last)

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        vectors = Vectors(context, builder, signature, given)
        values, (edge, first, last) = vectors.row(0, 1), given[2:]
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
def fetch(_typing: Any, array: Any, at: Any) -> Any:
    """Have the processor bring array[at] near, for a read."""

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        byte = ir.IntType(8).as_pointer()
        where = builder.gep(Vectors(context, builder, signature, given).data(0), [given[1]])
        kind = ir.FunctionType(ir.VoidType(), [byte, *[POSITION] * 3])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        read, near, data = POSITION(0), POSITION(3), POSITION(1)
        builder.call(function, [builder.bitcast(where, byte), read, near, data])
        return context.get_dummy_value()

    return types.void(array, at), emit


@intrinsic  # type: ignore[untyped-decorator]
def put_row(_typing: Any, needs: Any, at: Any, need: Any) -> Any:
    """needs[at] = need, a tuple of four."""

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        vectors = Vectors(context, builder, signature, given)
        row = builder.mul(given[1], INDEX(LANES))
        vectors.store(vectors.quad(given[2]), vectors.data(0), row)
        return context.get_dummy_value()

    return types.void(needs, at, need), emit


@intrinsic  # type: ignore[untyped-decorator]
def copy_row(_typing: Any, needs: Any, at: Any, to_needs: Any, to: Any) -> Any:
    """to_needs[to] = needs[at]; as many columns in both, a multiple of four."""

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        rows = Rows(Vectors(context, builder, signature, given), row=(2, 3), needs=(0, 1))
        rows.copy()
        return context.get_dummy_value()

    return types.void(needs, at, to_needs, to), emit


@intrinsic  # type: ignore[untyped-decorator]
def add_needs(_typing: Any, table: Any, row: Any, weight: Any, needs: Any, at: Any) -> Any:
    """table[row] += weight · needs[at]; as many columns in both, a multiple of four."""

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        rows = Rows(Vectors(context, builder, signature, given), row=(0, 1), needs=(3, 4))
        weight = rows.vectors.spread(given[2], QUAD)
        rows.add(lambda need: builder.fmul(weight, need))
        return context.get_dummy_value()

    return types.void(table, row, weight, needs, at), emit


@intrinsic  # type: ignore[untyped-decorator]
def add_moments(
    _typing: Any, table: Any, row: Any, weight: Any, spread: Any, needs: Any, at: Any
) -> Any:
    """table[row] += (weight · needs[at], spread · needs[at]²): twice as many columns as needs."""

    def emit(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        rows = Rows(Vectors(context, builder, signature, given), row=(0, 1), needs=(4, 5))
        weight, spread = (rows.vectors.spread(one, QUAD) for one in given[2:4])
        rows.add(
            lambda need: builder.fmul(weight, need),
            lambda need: builder.fmul(spread, builder.fmul(need, need)),
        )
        return context.get_dummy_value()

    return types.void(table, row, weight, spread, needs, at), emit


class Rows:
    """A row of one table beside a row of needs, a quad at a time; each by its two arguments."""

    def __init__(self, vectors: Vectors, *, row: tuple[int, int], needs: tuple[int, int]):
        self.vectors, self.builder = vectors, vectors.builder
        self.table, self.needs = vectors.data(row[0]), vectors.data(needs[0])
        self.width = vectors.columns(needs[0])
        wide = self.wide(vectors.given[row[1]])
        self.row = self.builder.mul(wide, vectors.columns(row[0]))
        self.at = self.builder.mul(vectors.given[needs[1]], self.width)

    def wide(self, row: Any) -> Any:
        return row if row.type == INDEX else self.builder.zext(row, INDEX)

    def add(self, *more: Callable[[Any], Any]) -> None:
        """Add to the table's row what these make of the needs, side by side."""

        def body(quad: Any) -> None:
            need = self.need(quad)
            for at, one in enumerate(more):
                to = self.builder.add(self.row, quad)
                to = self.builder.add(to, self.builder.mul(INDEX(at), self.width))
                held = self.vectors.load(self.table, to, QUAD)
                self.vectors.store(self.builder.fadd(held, one(need)), self.table, to)

        each_quad(self.builder, self.width, body)

    def copy(self) -> None:
        """Put the needs into the table's row."""

        def body(quad: Any) -> None:
            self.vectors.store(self.need(quad), self.table, self.builder.add(self.row, quad))

        each_quad(self.builder, self.width, body)

    def need(self, quad: Any) -> Any:
        return self.vectors.load(self.needs, self.builder.add(self.at, quad), QUAD)
