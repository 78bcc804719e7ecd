"""What stands in each park: its own industries by its words, and those of its city near at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from jiedui.analysis.matching.columns import codes_of
from jiedui.analysis.matching.knowledge import Knowledge, prefecture_of
from jiedui.core.errors import Problem, refuse_if_any
from jiedui.core.frames import Floats
from jiedui.core.matching.sides import within
from jiedui.core.structure import IO153_OF_DIVISION
from jiedui.data.matching_sets import Meaning, words_of, zone_words
from jiedui.schemes.matching import MatchScheme
from jiedui.schemes.records import Pair, Programme


@dataclass(frozen=True)
class Presence:
    """Parks × sectors, from 0 to 1, a row of NaN where nothing is known of a park.

    `sectors` (M, S) is of the park and its city; `partner` (M, S) what stands at the supporters of
    the park's pairs, 0 where it has no pair.
    """

    sectors: Floats
    partner: Floats


def presence_of(
    parks: pd.DataFrame, known: Knowledge, scheme: MatchScheme, supporters: Sequence[Sequence[str]]
) -> Presence:
    """Own industries count 1 (`broad_share` for a broad word), those of the city `nearby_share`."""
    broad, nearby = scheme.assumed("broad_share"), scheme.assumed("nearby_share")
    codes = known.table.codes
    sectors = _own(parks, codes, broad)
    cities = [prefecture_of(code) for code in parks["region"]]
    return Presence(
        sectors=np.maximum(sectors, nearby * _there(known.sectors, cities)),
        partner=_partners(known.sectors, supporters),
    )


def supporters_of(parks: pd.DataFrame, programme: Programme | None) -> list[tuple[str, ...]]:
    """The supporters of the pairs in which each park lies: its own (co-built), else the pairs'."""
    own = parks["supporter"] if "supporter" in parks else pd.Series([""] * len(parks))
    pairs = () if programme is None else programme.pairs
    of_region = {r: tuple(sorted(_supporters(r, pairs))) for r in set(parks["region"])}
    return [
        (str(supporter),) if supporter else of_region[region]
        for supporter, region in zip(own, parks["region"], strict=True)
    ]


def in_force(programme: Programme, day: date) -> Programme:
    """The programme with the pairs of a day: one that ended gives no bonus, nor one to come."""
    return replace(programme, pairs=tuple(p for p in programme.pairs if p.in_force(day)))


def without_pairs(
    programme: Programme | None, parks: pd.DataFrame, keys: Sequence[str]
) -> tuple[Programme, pd.DataFrame]:
    """The programme without some pairs; parks that such a pair built together lose its supporter.

    Exclusions that a pair agreed stay: they are rules, and are lifted as rules.
    """
    named = {} if programme is None else {p.key(programme.id): p for p in programme.pairs}
    hint = f"there is: {', '.join(list(named)[:5])} ..." if named else "the run has no programme"
    refuse_if_any(
        Problem("no such pair to leave out", value=key, hint=hint)
        for key in keys
        if key not in named
    )
    assert programme is not None
    kept = tuple(pair for pair in programme.pairs if pair.key(programme.id) not in keys)
    return replace(programme, pairs=kept), _unsupported(parks, [named[key] for key in keys])


def _unsupported(parks: pd.DataFrame, gone: Sequence[Pair]) -> pd.DataFrame:
    if "supporter" not in parks:
        return parks
    left = parks.copy()
    for pair in gone:
        there = np.array([lies_in(region, pair.recipient) for region in parks["region"]])
        left.loc[there & (parks["supporter"] == pair.supporter), "supporter"] = ""
    return left


def _supporters(region: str, pairs: Sequence[Pair]) -> set[str]:
    return {
        pair.supporter
        for pair in pairs
        if pair.supporter and pair.recipient and lies_in(region, pair.recipient)
    }


def lies_in(region: str, recipient: str) -> bool:
    yes, _ = within(np.array([region]), recipient)
    return bool(yes[0])


def _own(parks: pd.DataFrame, sectors: Sequence[str], broad: float) -> Floats:
    place = {code: at for at, code in enumerate(sectors)}
    found = np.full((len(parks), len(sectors)), np.nan)
    for row, meanings in enumerate(_meanings(parks)):
        if meanings:
            found[row] = 0.0
        for meaning in meanings:
            share = broad if meaning.fit == "broad" else 1.0
            for code in meaning.io153:
                found[row, place[code]] = max(found[row, place[code]], share)
    return found


def _meanings(parks: pd.DataFrame) -> list[list[Meaning]]:
    words = parks["leading_industries"] if "leading_industries" in parks else [""] * len(parks)
    codes = parks["industries"] if "industries" in parks else [""] * len(parks)
    known = zone_words()
    return [
        [known[word] for word in words_of(text) if word in known and known[word].is_mapped]
        + [_of_code(code) for code in codes_of(cell)]
        for text, cell in zip(words, codes, strict=True)
    ]


def _of_code(code: str) -> Meaning:
    division = code[:2]
    return Meaning(code, (division,), (), IO153_OF_DIVISION[division], "exact")


def _there(counts: pd.DataFrame, cities: Sequence[str]) -> Floats:
    """1 where a city has a listed firm of the industry."""
    found = counts.reindex(index=list(cities), fill_value=0).to_numpy(dtype=float)
    there: Floats = (found > 0).astype(float)
    return there


def _partners(counts: pd.DataFrame, supporters: Sequence[Sequence[str]]) -> Floats:
    """What the supporters have; of a county or district the listed firms do not say it."""
    different = {codes: _of_cities(counts, codes) for codes in map(tuple, supporters)}
    return np.stack([different[tuple(codes)] for codes in supporters])


def _of_cities(counts: pd.DataFrame, codes: Sequence[str]) -> Floats:
    there: Floats = _there(counts, [code for code in codes if code == prefecture_of(code)])
    best: Floats = there.max(axis=0, initial=0.0)
    return best
