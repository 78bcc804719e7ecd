"""Rows that wait in a temporary file: gone through as often as needed, in constant memory."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, overload

Row = Sequence[Any]
BLOCK = 1_000


class Spool(Sequence[Row]):
    """Rows in the order in which they came. Only our own bytes are read back."""

    def __init__(self, rows: Iterable[Row]):
        self._file = tempfile.TemporaryFile(prefix="jiedui-rows-")  # noqa: SIM115 - closed by exit
        self._starts: list[int] = []
        self._length = 0
        block: list[tuple[Any, ...]] = []
        for row in rows:
            block.append(tuple(row))
            if len(block) == BLOCK:
                self._keep(block)
                block = []
        self._keep(block)

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Row]:
        return self._from(0)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            if step != 1:
                raise ValueError("rows are read in their order")
            return _Part(self, start, stop)
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return next(self._from(at % len(self)))

    def _keep(self, block: list[tuple[Any, ...]]) -> None:
        if block:
            self._starts.append(self._file.tell())
            pickle.dump(block, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self._length += len(block)

    def _from(self, first: int) -> Iterator[Row]:
        for number in range(first // BLOCK, len(self._starts)):
            self._file.seek(self._starts[number])
            block = pickle.load(self._file)
            yield from block[first % BLOCK if number == first // BLOCK else 0 :]


class _Part(Sequence[Row]):
    """Some rows of a spool, one after the other."""

    def __init__(self, whole: Spool, start: int, stop: int):
        self._whole, self._start, self._stop = whole, start, max(start, stop)

    def __len__(self) -> int:
        return self._stop - self._start

    def __iter__(self) -> Iterator[Row]:
        rows = self._whole._from(self._start)
        for _, row in zip(range(len(self)), rows, strict=False):
            yield row

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        if isinstance(at, slice):
            start, stop, _ = at.indices(len(self))
            return _Part(self._whole, self._start + start, self._start + stop)
        return self._whole[self._start + at]
