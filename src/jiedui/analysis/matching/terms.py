"""The terms of the score from firms, parks and what the bundled data know of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from jiedui.analysis.matching.columns import codes_of
from jiedui.analysis.matching.knowledge import Knowledge, prefecture_of
from jiedui.analysis.matching.presence import Presence, presence_of, supporters_of
from jiedui.core.frames import Floats
from jiedui.core.matching.fits import (
    ChainFit,
    Nearest,
    chain_fit,
    distances_km,
    level_step,
    low_end,
    nearness,
    relatedness,
    up_to,
)
from jiedui.core.matching.sides import Ints, states, within
from jiedui.core.matching.terms import Factor, Term, Way, best_of, factor, product, term
from jiedui.core.structure import IO153_OF_DIVISION
from jiedui.data.industries import SECTIONS
from jiedui.schemes.matching import MatchScheme
from jiedui.schemes.records import Programme

MODES = ("product_market", "resource_firm", "manufacture_rd", "base_hq")
LARGE_EMPLOYEES, MEDIUM_EMPLOYEES = 1000, 300
LAST_OF_AGRICULTURE, LAST_OF_MINING = "005", "011"
SECTION_OF = {
    **dict.fromkeys(range(1, 6), "A"),
    **dict.fromkeys(range(6, 13), "B"),
    **dict.fromkeys(range(13, 44), "C"),
    **dict.fromkeys(range(44, 47), "D"),
    **dict.fromkeys(range(47, 51), "E"),
    **dict.fromkeys(range(51, 53), "F"),
    **dict.fromkeys(range(53, 61), "G"),
    **dict.fromkeys(range(61, 63), "H"),
    **dict.fromkeys(range(63, 66), "I"),
    **dict.fromkeys(range(66, 70), "J"),
    **dict.fromkeys(range(70, 71), "K"),
    **dict.fromkeys(range(71, 73), "L"),
    **dict.fromkeys(range(73, 76), "M"),
    **dict.fromkeys(range(76, 80), "N"),
    **dict.fromkeys(range(80, 83), "O"),
    **dict.fromkeys(range(83, 84), "P"),
    **dict.fromkeys(range(84, 86), "Q"),
    **dict.fromkeys(range(86, 91), "R"),
    **dict.fromkeys(range(91, 97), "S"),
}
HIGH_TECH_DIVISIONS = ("27", "39", "64", "65")
CONSUMER_SHARE = 0.3
INPUT_SHARE = 0.2
ADVANTAGE = 1.5


@dataclass(frozen=True)
class Kinds:
    """Firms by kind of industry and by home: what the terms look up.

    Attributes
    ----------
    industry, home
        (N,) the kind of industry and the home of each firm.
    divisions, sectors, high_tech
        Per kind of industry: its division, its sectors of the national table, and 1, 0 or NaN.
    homes
        The code of each home, "" where it is abroad or unknown.
    """

    industry: Ints
    home: Ints
    divisions: tuple[str, ...]
    sectors: tuple[tuple[int, ...], ...]
    high_tech: Floats
    homes: tuple[str, ...]


@dataclass(frozen=True)
class Tables:
    """What the terms of a run were made of, kept to explain them."""

    kinds: Kinds
    presence: Presence
    supporters: list[tuple[str, ...]]
    chain: ChainFit
    chain_sector: Ints
    nearest: Nearest
    nearest_sector: Ints
    kilometres: Floats
    levels: tuple[Floats, Floats]
    crowding: Floats
    at_home: Floats


def kinds_of(firms: pd.DataFrame, known: Knowledge) -> Kinds:
    """Sort firms by industry and home. Without `high_tech` the division decides."""
    sectors = firms["sectors"] if "sectors" in firms else pd.Series([""] * len(firms))
    high = firms["high_tech"] if "high_tech" in firms else pd.Series([np.nan] * len(firms))
    by_division = firms["industry"].str[:2].isin(HIGH_TECH_DIVISIONS).astype(float)
    words = firms["industry"].str[:2] + "|" + sectors + "|" + high.fillna(by_division).astype(str)
    which, different = pd.factorize(words, sort=True)
    parts = [str(word).split("|") for word in different]
    code, home = pd.factorize(firms["home"], sort=True)
    return Kinds(
        industry=which.astype(np.int64),
        home=code.astype(np.int64),
        divisions=tuple(part[0] for part in parts),
        sectors=tuple(_sectors(part[0], part[1], known) for part in parts),
        high_tech=np.array([float(part[2]) for part in parts]),
        homes=tuple(str(code) for code in home),
    )


def terms_of(
    firms: pd.DataFrame,
    parks: pd.DataFrame,
    known: Knowledge,
    scheme: MatchScheme,
    programme: Programme | None,
) -> tuple[tuple[Term, ...], Tables]:
    """Every term in the order of `schemes.matching.TERMS`, and the tables they are made of."""
    made = _tables(firms, parks, known, scheme, programme)
    kinds = made.kinds
    chain, related = _of_kinds(made)
    step = level_step(*made.levels, full_at=scheme.assumed("level_full_at"))
    return (
        term("chain", kinds.industry, chain),
        term("relatedness", kinds.industry, related),
        term("labour", kinds.industry, _labour(kinds, parks, known)),
        term("distance", kinds.home, _near(made, scheme)),
        _spillover(made, scheme, step),
        term("pair", kinds.home, _pair(kinds, parks, made.supporters)),
        _cooperation(firms, parks, known, made, related, step),
        _gradient(made, known, step),
        _low_end(firms, made, known, scheme),
    ), made


def _tables(
    firms: pd.DataFrame,
    parks: pd.DataFrame,
    known: Knowledge,
    scheme: MatchScheme,
    programme: Programme | None,
) -> Tables:
    kinds = kinds_of(firms, known)
    supporters = supporters_of(parks, programme)
    there = presence_of(parks, known, scheme, supporters)
    chain = chain_fit(
        known.goods_coefficients(),
        there.sectors,
        partner=there.partner,
        partner_share=scheme.assumed("partner_share"),
        threshold=scheme.assumed("chain_threshold"),
        full_at=scheme.assumed("chain_full_at"),
        kinds=(scheme.assumed("strengthen_worth"), 1.0, scheme.assumed("extend_worth")),
    )
    near = known.near_sectors(scheme.assumed("same_division_share"))
    nearest = relatedness(near, there.sectors)
    regions = list(parks["region"])
    return Tables(
        kinds=kinds,
        presence=there,
        supporters=supporters,
        chain=chain,
        chain_sector=_best_sectors(chain.value, kinds),
        nearest=nearest,
        nearest_sector=_best_sectors(nearest.value, kinds),
        kilometres=distances_km(known.places(kinds.homes), known.places(regions)),
        levels=(known.levels(kinds.homes), known.levels(regions)),
        crowding=known.crowding(kinds.homes, kinds.divisions),
        at_home=known.at_home(kinds.homes, kinds.divisions),
    )


def _best_sectors(value: Floats, kinds: Kinds) -> Ints:
    """Per kind of industry and park, of its sectors the one with the highest value."""
    held = np.nan_to_num(value, nan=-1.0)
    return np.stack([np.array(s, dtype=np.int64)[held[list(s)].argmax(0)] for s in kinds.sectors])


def _of_kinds(made: Tables) -> tuple[Floats, Floats]:
    """Chain and relatedness per kind of industry; of several sectors each is their mean."""
    sectors = [list(found) for found in made.kinds.sectors]
    chain = np.stack([made.chain.value[found].mean(axis=0) for found in sectors])
    related = np.stack([made.nearest.value[found].mean(axis=0) for found in sectors])
    return chain, related


def _labour(kinds: Kinds, parks: pd.DataFrame, known: Knowledge) -> Floats:
    """Workers of the section there against the nation; for high-tech also college people."""
    shares = up_to(known.shares(list(parks["region"]), SECTIONS), 1.0)
    college = up_to(known.shares(list(parks["region"]), ("college",))[:, 0], 1.0)
    rows = []
    for division, high in zip(kinds.divisions, kinds.high_tech, strict=True):
        workers = shares[:, SECTIONS.index(SECTION_OF[int(division)])]
        rows.append((workers + college) / 2 if high else workers)
    return np.stack(rows)


def _near(made: Tables, scheme: MatchScheme) -> Floats:
    return nearness(made.kilometres, half_at=scheme.assumed("half_distance_km"))


def _spillover(made: Tables, scheme: MatchScheme, step: Floats) -> Term:
    """High-tech × crowded at home × a place of a lower level: who needs room, and where it is."""
    kinds = made.kinds
    crowd = up_to(made.crowding, scheme.assumed("crowded_at"))
    crowd = crowd * up_to(made.at_home, scheme.assumed("crowd_of_firms"))
    different, both = states(kinds.home * len(kinds.divisions) + kinds.industry)
    of_both = crowd[different // len(kinds.divisions), different % len(kinds.divisions)]
    return product(
        "spillover",
        factor(kinds.industry, kinds.high_tech[:, np.newaxis]),
        factor(both, of_both[:, np.newaxis]),
        factor(kinds.home, step),
    )


def _pair(
    kinds: Kinds,
    parks: pd.DataFrame,
    supporters: list[tuple[str, ...]],
) -> Floats:
    """1 where the home is a supporter of the park's pair, NaN where a code is too coarse."""
    homes = np.array(kinds.homes)
    table = np.zeros((len(homes), len(parks)))
    for place, codes in enumerate(supporters):
        for code in codes:
            yes, unknown = within(homes, code)
            told = np.where(yes, 1.0, np.where(unknown & (homes != ""), np.nan, 0.0))
            more = (np.isnan(told) | (told == 1)) & (table[:, place] != 1)
            table[more, place] = told[more]
    return table


def _cooperation(
    firms: pd.DataFrame,
    parks: pd.DataFrame,
    known: Knowledge,
    made: Tables,
    related: Floats,
    step: Floats,
) -> Term:
    """The four modes (C21), each the product of what it needs; the home is elsewhere."""
    kinds = made.kinds
    away = _away(kinds, parks)
    elsewhere, fits = factor(kinds.home, away), factor(kinds.industry, related)
    high = factor(kinds.industry, kinds.high_tech[:, np.newaxis])
    college = known.shares(kinds.homes, ("college",))
    return best_of(
        "cooperation",
        Way("base_hq", (elsewhere, factor(kinds.home, step), fits, _size(firms))),
        Way("manufacture_rd", (elsewhere, factor(kinds.home, up_to(college, 1.5)), high, fits)),
        Way("resource_firm", (elsewhere, factor(kinds.industry, _resources(made, parks, known)))),
        Way(
            "product_market",
            (
                elsewhere,
                factor(kinds.industry, _consumer(kinds, known)[:, np.newaxis]),
                factor(kinds.home, _market(kinds, known)),
                fits,
            ),
        ),
    )


def _away(kinds: Kinds, parks: pd.DataFrame) -> Floats:
    """1 where home and park are of different prefectures, NaN where either is unknown."""
    homes = np.array([prefecture_of(code) for code in kinds.homes])
    there = np.array([prefecture_of(code) for code in parks["region"]])
    apart: Floats = (homes[:, np.newaxis] != there[np.newaxis, :]).astype(float)
    apart[homes == ""] = np.nan
    apart[:, there == ""] = np.nan
    return apart


def _size(firms: pd.DataFrame) -> Factor:
    """Large firms have a head office to leave behind: 1, medium a half, small 0 (of 1000, 300)."""
    if "employees" not in firms:
        return factor(np.zeros(len(firms)), [[np.nan]])
    people = firms["employees"].to_numpy(dtype=float)
    rung = (people >= MEDIUM_EMPLOYEES) * 1 + (people >= LARGE_EMPLOYEES)
    state = np.where(np.isnan(people), 3, rung)
    return factor(state, [[0.0], [0.5], [1.0], [np.nan]])


def _resources(made: Tables, parks: pd.DataFrame, known: Knowledge) -> Floats:
    """How far an industry lives on what the fields or mines of the park's region give."""
    codes = known.table.codes
    field = codes.index(LAST_OF_AGRICULTURE) + 1
    mine = codes.index(LAST_OF_MINING) + 1
    inputs = known.coefficients
    spans = {"A": slice(0, field), "B": slice(field, mine)}
    found = np.zeros((len(made.kinds.divisions), len(parks)))
    for section, span in spans.items():
        taken = inputs[span].sum(axis=0)
        dependence = [float(taken[list(sectors)].max()) for sectors in made.kinds.sectors]
        advantage = known.shares(list(parks["region"]), (section,))[:, 0]
        held = np.outer(up_to(dependence, INPUT_SHARE), up_to(advantage, ADVANTAGE))
        found[:] = np.fmax(found, held)
    return found


def _consumer(kinds: Kinds, known: Knowledge) -> Floats:
    """Industries whose products households buy: share of final use over output, 0.3 is full."""
    share = known.household_share()
    return up_to([float(share[list(s)].max()) for s in kinds.sectors], CONSUMER_SHARE)


def _market(kinds: Kinds, known: Knowledge) -> Floats:
    """How large a market the home is."""
    size: Floats = known.market(kinds.homes)[:, np.newaxis]
    return size


def _gradient(made: Tables, known: Knowledge, step: Floats) -> Term:
    """The earlier view: from the richer to the poorer place, labour-intensive industries first."""
    intensity = known.labour_intensity()
    own = [float(np.nanmean(intensity[list(s)])) for s in made.kinds.sectors]
    return product(
        "gradient",
        factor(made.kinds.home, step),
        factor(made.kinds.industry, np.array(own)[:, np.newaxis]),
    )


def _low_end(firms: pd.DataFrame, made: Tables, known: Knowledge, scheme: MatchScheme) -> Term:
    """C20, of each firm's project; missing where nothing is known of it."""
    high = made.kinds.high_tech[made.kinds.industry]
    table = known.table
    rate = np.divide(
        table.value_added,
        table.output,
        out=np.full(table.output.shape, np.nan),
        where=table.output > 0,
    )
    usual = np.array([float(np.nanmean(rate[list(s)])) for s in made.kinds.sectors])
    found = low_end(
        high,
        value_added_rate=_given(firms, "value_added_rate"),
        reference_rate=usual[made.kinds.industry],
        rd_share=_given(firms, "rd_share"),
        enough_rd=scheme.assumed("enough_rd_share"),
        assembly_only=_given(firms, "assembly_only"),
    )
    different, which = states(found)
    return term("low_end", which, different[:, np.newaxis])


def _given(firms: pd.DataFrame, column: str) -> Floats:
    if column not in firms:
        return np.full(len(firms), np.nan)
    return firms[column].to_numpy(dtype=float)


def _sectors(division: str, named: str, known: Knowledge) -> tuple[int, ...]:
    codes = codes_of(named) or IO153_OF_DIVISION[division]
    return tuple(known.table.codes.index(code) for code in codes)
