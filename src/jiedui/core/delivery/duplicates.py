"""Projects that may be one project signed twice: flagged with the reason, for a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from jiedui.core.delivery.inputs import Ints, fail_unless
from jiedui.core.frames import Floats

Sign = Literal["same_credit_code", "near_same_name", "same_plot", "same_amount"]
SIMILARITY = 0.7
LARGEST_BLOCK = 2000
ROUND_DIGITS = 3  # an amount of at most so many significant digits is a round sum

_FORMS = re.compile(
    r"(集团)?(股份)?(有限责任公司|有限公司|股份公司|公司|合伙企业|co\.?,?\s*ltd\.?|inc\.?)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_NOISE = re.compile(r"[\s()（）《》“”\"'·,，.。-]+")


@dataclass(frozen=True)
class DuplicateFlag:
    """Two projects that may be one: places in the arrays, the earlier one first.

    `similarity` of the names is 1 where their cores are the same, None where it was not compared.
    """

    one: int
    other: int
    signs: tuple[Sign, ...]
    similarity: float | None


@dataclass(frozen=True)
class Duplicates:
    """All flags. `skipped_names` have a piece too common to look by: a pair may be missed there."""

    flags: tuple[DuplicateFlag, ...]
    threshold: float
    skipped_names: int


def name_core(name: str, drop: Collection[str] = ()) -> str:
    """A firm's name without its legal form, brackets and the place words in `drop`.

    >>> name_core("江苏恒远（宿迁）新材料有限公司", drop=("江苏", "宿迁"))
    '恒远新材料'
    """
    core = _NOISE.sub("", name)
    bare = _FORMS.sub("", core) or core
    for word in sorted(drop, key=len, reverse=True):
        bare = bare.replace(word, "", 1) if len(bare) > len(word) + 1 else bare
    return bare.casefold()


def duplicates(
    names: Sequence[str],
    *,
    credit_codes: Sequence[str],
    plots: Sequence[str],
    amounts: ArrayLike,
    regions: Sequence[str],
    drop: Collection[str] = (),
    threshold: float = SIMILARITY,
    largest_block: int = LARGEST_BLOCK,
) -> Duplicates:
    """Flag pairs of projects that share a sign; every other project of a group with its first.

    Parameters
    ----------
    names, credit_codes, plots, regions
        One text per project, empty where unknown; the name is the firm's.
    amounts
        Promised sums in the smallest unit known (such as yuan); `nan` where unknown. A sum of more
        than three significant digits, twice in one region, is a sign; a round sum alone is none.
    drop
        Place words that do not tell firms apart.
    threshold
        Jaccard similarity of the bigrams of two name cores from which names are near-same, unless
        each has a number that the other lacks.
    largest_block
        Pieces of names that more firms than this share are not used to find candidates.

    Notes
    -----
    Candidates are found by the rarest pieces of each name (prefix filter of Bayardo, Ma & Srikant
    2007), which loses no pair above the threshold; nothing compares all with all.
    """
    sizes = {len(column) for column in (names, credit_codes, plots, regions)}
    fail_unless(sizes == {np.asarray(amounts).size}, "arrays differ in length")
    signs: dict[tuple[int, int], list[Sign]] = {}
    similar: dict[tuple[int, int], float] = {}
    for first, second in _groups(np.asarray(credit_codes, dtype=object)):
        signs.setdefault((first, second), []).append("same_credit_code")
    pairs, skipped = _near_names(names, drop, threshold, largest_block)
    for first, second, value in pairs:
        signs.setdefault((first, second), []).append("near_same_name")
        similar[first, second] = value
    for first, second in _groups(np.asarray(plots, dtype=object)):
        signs.setdefault((first, second), []).append("same_plot")
    for first, second in _groups(_odd_amounts(np.asarray(amounts, dtype=float), regions)):
        signs.setdefault((first, second), []).append("same_amount")
    flags = tuple(
        DuplicateFlag(one, other, tuple(found), similar.get((one, other)))
        for (one, other), found in sorted(signs.items())
    )
    return Duplicates(flags, threshold, skipped)


def _groups(keys: NDArray[Any]) -> list[tuple[int, int]]:
    """First place and each later one of every key that is not empty."""
    first: dict[Any, int] = {}
    pairs = []
    for place, key in enumerate(keys.tolist()):
        if key:
            earlier = first.setdefault(key, place)
            if earlier != place:
                pairs.append((earlier, place))
    return pairs


def _odd_amounts(amounts: Floats, regions: Sequence[str]) -> NDArray[Any]:
    """Region and amount where the amount is no round sum, empty elsewhere."""
    keys = np.empty(amounts.size, dtype=object)
    keys[:] = ""
    known = np.isfinite(amounts) & (amounts > 0)
    scale = 10.0 ** (np.floor(np.log10(np.where(known, amounts, 1.0))) - ROUND_DIGITS + 1)
    is_round = np.abs(amounts / scale - np.round(amounts / scale)) < 1e-9
    for place in np.flatnonzero(known & ~is_round).tolist():
        keys[place] = (regions[place], float(amounts[place]))
    return keys


def _near_names(
    names: Sequence[str], drop: Collection[str], threshold: float, largest_block: int
) -> tuple[list[tuple[int, int, float]], int]:
    cores: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if name:
            cores.setdefault(name_core(name, drop), []).append(place)
    pairs = [(own[0], later, 1.0) for own in cores.values() for later in own[1:]]
    found, skipped = _similar(list(cores), threshold, largest_block)
    firsts = [own[0] for own in cores.values()]
    numbers = [frozenset(_NUMBER.findall(core)) for core in cores]
    for one, other, value in found:
        if _are_numbered_apart(numbers[one], numbers[other]):
            continue
        first, second = sorted((firsts[one], firsts[other]))
        pairs.append((first, second, value))
    return pairs, skipped


def _are_numbered_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each name has a number that the other lacks: 一号院3 and 一号院7 are two."""
    return bool(one - other and other - one)


def _similar(
    cores: Sequence[str], threshold: float, largest_block: int
) -> tuple[list[tuple[int, int, float]], int]:
    """Pairs of cores with similar sets of bigrams; how many cores have a piece too common."""
    if len(cores) < 2:
        return [], 0
    pieces = [sorted({a + b for a, b in zip(f"^{c}", f"{c}$", strict=True)}) for c in cores]
    lengths = np.array([len(own) for own in pieces])
    known, token = np.unique(np.concatenate([np.array(p) for p in pieces]), return_inverse=True)
    row = np.repeat(np.arange(len(cores)), lengths)
    frequency = np.bincount(token, minlength=known.size)
    order = np.lexsort((token, frequency[token], row))  # the rarest pieces of each name first
    rank = np.arange(token.size) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    prefix = lengths - np.ceil(threshold * lengths).astype(int) + 1
    used = order[rank < prefix[row]]
    block = np.bincount(token[used], minlength=known.size)
    kept = used[block[token[used]] <= largest_block]
    skipped = np.unique(row[used[block[token[used]] > largest_block]]).size
    candidates = _candidates(row[kept], token[kept], (len(cores), known.size))
    full = sparse.csr_matrix((np.ones(token.size), (row, token)), (len(cores), known.size))
    return _above(full, lengths, candidates, threshold), int(skipped)


def _candidates(row: Ints, token: Ints, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    rare = sparse.csr_matrix((np.ones(row.size, dtype=np.float32), (row, token)), shape)
    both = sparse.triu(rare @ rare.T, k=1).tocoo()
    return both.row.astype(np.int64), both.col.astype(np.int64)


def _above(
    full: sparse.csr_matrix, lengths: Ints, candidates: tuple[Ints, Ints], threshold: float
) -> list[tuple[int, int, float]]:
    one, other = candidates
    found = []
    for start in range(0, one.size, 200_000):
        i, j = one[start : start + 200_000], other[start : start + 200_000]
        shared = np.asarray(full[i].multiply(full[j]).sum(axis=1)).ravel()
        value = shared / (lengths[i] + lengths[j] - shared)
        for place in np.flatnonzero(value >= threshold - 1e-12):
            found.append((int(i[place]), int(j[place]), float(value[place])))
    return found
