"""The second level: counties under paired cities (missions B5, B11, B14).

The province settles the cities and names the counties to be helped; the partner county is the
supporting city's choice (「结对县由苏南自行确定」). So county pairs are proposed inside the city
pairs, with a stated share of cross-links at most (B10).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from jiedui.analysis.pairing.field import Participants, SideQuota
from jiedui.analysis.pairing.participants import (
    codes_of,
    names_of,
    pairs_today,
    rules_day,
)
from jiedui.analysis.pairing.records import Refused, Words
from jiedui.analysis.pairing.request import PairingRequest
from jiedui.analysis.pairing.sources import Sources
from jiedui.analysis.pairing.words import refused as refusal_of
from jiedui.core.errors import NotSupported, Problem
from jiedui.core.frames import spans
from jiedui.core.pairing import Candidates, Limits, all_candidates, candidates_of, own_rule, total
from jiedui.core.pairing.problem import CodePair
from jiedui.core.rules import Rule
from jiedui.schemes.records import Pair, Programme, Scheme


def of_counties(
    programme: Programme,
    scheme: Scheme,
    sources: Sources,
    request: PairingRequest,
    *,
    city_pairs: Sequence[CodePair],
) -> Participants:
    """Counties to be helped under `city_pairs`, and every county of the supporters with figures.

    The counties to be helped are those in the programme's own county pairs: the official list of
    key counties may be unpublished, and what is inferred stays marked so in the programme.
    """
    on = rules_day(programme, request.year)
    known = [pair for pair in programme.pairs if pair.level == "county" and pair.in_force(on)]
    official = codes_of(known)
    recipients, without = _with_figures(sources, [b for _, b in official], request.year)
    _, supporters_without = _with_figures(sources, [a for a, _ in official], request.year)
    under = {supporter for supporter, _ in city_pairs}
    own = [code for code in sources.panel.regions() if city_of(code) in under]
    supporters, _ = _with_figures(sources, own, request.year)
    if not supporters or not recipients:
        years = sorted(sources.panel.complete_years(sources.population, own[:1]) if own else [])
        raise NotSupported(
            Problem(
                f"no county of {programme.id} has gdp and {sources.population} in {request.year}",
                column="gdp",
                hint=f"county figures with residents: {spans(years) or 'none'}",
            )
        )
    cover = _cover(scheme, programme, request)
    words = "a supporter county has one recipient at most"
    lone = own_rule("one_recipient_county", "quota", words, zh="一个帮扶县至多一个受帮扶县")
    names = names_of(*sources.earlier, programme)
    return Participants(
        tuple(supporters),
        tuple(recipients),
        {
            "supporter": SideQuota(lone, 0, dict.fromkeys(supporters, 1)),
            "recipient": SideQuota(cover, 1, dict.fromkeys(recipients, 1)),
        },
        official=official,
        today=pairs_today(sources.earlier, request.year, "county"),
        outside={
            code: (_without_figures(code, names, request.year), None)
            for code in (*without, *supporters_without)
        },
        rules=(cover, lone),
        refused=_refusals(known, without, cover, len(set(recipients)), request.year),
        rules_day=on,
        names=names,
        city_pairs=tuple(city_pairs),
    )


def nested_candidates(field: Participants, request: PairingRequest) -> Candidates:
    """Pairs inside the city pairs; all pairs where cross-links are allowed."""
    every = all_candidates(field.supporters, field.recipients)
    if request.cross_share > 0:
        return every
    inside = set(field.city_pairs)
    return candidates_of(pair for pair in every.pairs() if _cities(pair) in inside)


def cross_limit(field: Participants, candidates: Candidates, request: PairingRequest) -> Limits:
    """Σ over cross-links x ≤ share · Σ x, as one row Σ (cross − share)·x ≤ 0."""
    inside = set(field.city_pairs)
    cross = np.array([_cities(pair) not in inside for pair in candidates.pairs()], dtype=float)
    words = f"at most {request.cross_share:g} of the county pairs outside the city pairs"
    zh = f"设区市结对以外的县级结对至多占 {request.cross_share:.0%}"
    rule = own_rule("cross_share", "share", words, zh=zh)
    everything = np.arange(len(candidates))
    return total(rule, everything, upper=0.0, coefficient=cross - request.cross_share)


def city_of(county: str) -> str:
    """The prefecture of a county by its code.

    >>> city_of("320583")
    '320500'
    """
    return county[:4] + "00"


def without_county_matters(request: PairingRequest) -> PairingRequest:
    """The request for the cities above: same weights and costs, no county pair in it."""
    return replace(
        request,
        level="city",
        require=(),
        forbid=(),
        proposals=(),
        preferences=None,
        cross_share=0,
        overrides=(),
    )


def _cities(pair: CodePair) -> CodePair:
    return city_of(pair[0]), city_of(pair[1])


def _with_figures(sources: Sources, codes: Sequence[str], year: int) -> tuple[list[str], list[str]]:
    """Codes with GDP and people in the year, sorted, and codes without."""
    ordered = sorted(set(codes))
    known = np.isfinite(sources.panel.column("gdp", ordered, year))
    known &= np.isfinite(sources.panel.column(sources.population, ordered, year))
    kept = [code for code, has in zip(ordered, known, strict=True) if has]
    return kept, [code for code in ordered if code not in kept]


def _cover(scheme: Scheme, programme: Programme, request: PairingRequest) -> Rule:
    """The clause by which every county to be helped has a partner, else this run's own rule."""
    rules = scheme.rules_of("cover", rules_day(programme, request.year))
    words = "each county to be helped has one partner"
    own = own_rule("one_supporter_county", "quota", words, zh="每个重点帮扶县有一个帮扶县")
    return rules[0] if rules else own


def _refusals(
    known: Sequence[Pair], without: Sequence[str], cover: Rule, found: int, year: int
) -> tuple[Refused, ...]:
    names = {pair.recipient: pair.recipient_name for pair in known}
    refused = [
        refusal_of(
            code,
            Words(
                f"没有{year}年数据，未计分",
                f"no data, not scored: {names.get(code, code)} has no figures in {year}",
            ),
            Words(names.get(code, code), names.get(code, code)),
        )
        for code in without
    ]
    wanted = cover.parameters.get("count")
    if wanted is not None and found != wanted:
        reason = Words(
            f"文件所说为{wanted}个县，已知且有数据的为{found}个",
            f"the clause speaks of {wanted} counties; {found} are known and have figures",
        )
        refused.append(refusal_of("key_counties", reason))
    return tuple(refused)


def _without_figures(code: str, names: Mapping[str, str], year: int) -> Words:
    return Words(f"{names.get(code, code)}没有{year}年数据", f"{code}: no figures in {year}")
