"""Who takes part, under which rules, and who had to be set aside for want of data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from jiedui.analysis.pairing.components import shortfall
from jiedui.analysis.pairing.field import Participants, SideQuota
from jiedui.analysis.pairing.overrides import quota_limits
from jiedui.analysis.pairing.records import Refused, Words
from jiedui.analysis.pairing.request import PairingRequest
from jiedui.analysis.pairing.sources import Sources
from jiedui.analysis.pairing.words import joined, no_figure, refused
from jiedui.core.errors import NotSupported, Problem, Refusal, refuse_if_any
from jiedui.core.frames import Panel
from jiedui.core.pairing import (
    Candidates,
    Limits,
    capacity,
    fixed,
    own_rule,
)
from jiedui.core.pairing.problem import CodePair
from jiedui.core.rules import Rule
from jiedui.schemes.limits import Limits as SchemeLimits
from jiedui.schemes.limits import Quota
from jiedui.schemes.limits import limits as limits_of
from jiedui.schemes.records import Pair, Programme, Scheme


def rules_day(programme: Programme, year: int) -> date:
    """The last day of the year, moved into the life of the programme.

    Data of 2021 may be held against the rules of 2022: that is how the re-pairing is replayed.
    """
    last = date(year, 12, 31)
    if programme.end is not None and last >= programme.end:
        last = programme.end - timedelta(days=1)
    return max(last, programme.start)


def of_programme(
    programme: Programme, scheme: Scheme, sources: Sources, request: PairingRequest
) -> Participants:
    """Participants, quotas and pairs of a bundled programme on its data of one year."""
    on = rules_day(programme, request.year)
    found = limits_of(scheme, on, "city")
    official = _official(programme, found, on)
    lacking = _without_data(sources, [*found.supporters, *found.recipients], request.year)
    aside = _set_aside(official, lacking)
    supporters = tuple(code for code in found.supporters if code not in aside)
    recipients = tuple(code for code in found.recipients if code not in aside)
    if not supporters or not recipients:
        raise NotSupported(
            Problem(
                f"no pair of {programme.id} has figures for both sides in {request.year}",
                column="gdp",
                hint=f"years that would do: {_years_with_pairs(sources, found)}",
            )
        )
    left_out = {
        code: (_excluded(code, found.participants, sources), found.participants)
        for code in found.excluded
    }
    return Participants(
        supporters,
        recipients,
        {
            "supporter": _quota(found.quotas.get("supporter"), supporters, official, 0),
            "recipient": _quota(found.quotas.get("recipient"), recipients, official, 1),
        },
        tuple(((r.supporter, r.recipient), r.rule) for r in (*found.required, *found.fixed)),
        tuple(((r.supporter, r.recipient), r.rule) for r in found.forbidden),
        tuple(pair for pair in official if not set(pair) & set(aside)),
        tuple(p for p in pairs_today(sources.earlier, request.year) if not set(p) & set(aside)),
        left_out | {code: (reason, None) for code, reason in aside.items()},
        (found.participants, *(quota.rule for quota in found.quotas.values())),
        _named_refusals(official, aside, programme),
        on,
        names_of(*sources.earlier, programme),
    )


def of_regions(
    supporters: Sequence[str],
    recipients: Sequence[str],
    *,
    official: Iterable[CodePair] = (),
) -> Participants:
    """A user's own regions: each recipient has one supporter, supporters share them evenly."""
    if not supporters or not recipients:
        hint = "name at least one region on either side"
        raise Refusal(
            Problem("a pairing needs at least one supporter and one recipient", hint=hint)
        )
    refuse_if_any(
        Problem(
            "the region stands on both sides",
            column="group",
            value=code,
            hint="choose two groups without a common region",
        )
        for code in sorted({*supporters} & {*recipients})
    )
    low, high = len(recipients) // len(supporters), -(-len(recipients) // len(supporters))
    one = own_rule(
        "one_supporter_each",
        "quota",
        "each recipient has one supporter",
        zh="每个受帮扶方一个帮扶方",
    )
    words = f"each supporter has {low} to {high} recipients"
    even = own_rule("even_load", "quota", words, zh=f"每个帮扶方{low}至{high}个受帮扶方")
    return Participants(
        tuple(sorted(supporters)),
        tuple(sorted(recipients)),
        {
            "recipient": SideQuota(one, 1, dict.fromkeys(recipients, 1)),
            "supporter": SideQuota(even, low, dict.fromkeys(supporters, high)),
        },
        official=tuple(official),
        today=tuple(official),
        rules=(one, even),
    )


def limits_for(
    field_: Participants, candidates: Candidates, request: PairingRequest, sources: Sources
) -> tuple[Limits, ...]:
    """Quotas, then what the scheme fixes, then what this run asks for."""
    blocks: list[Limits] = []
    for side in ("supporter", "recipient"):
        codes = candidates.supporters if side == "supporter" else candidates.recipients
        names = {code: _label(sources.panel, code) for code in codes}
        blocks += quota_limits(field_, candidates, side, names, request.overrides)
    for pair, rule in field_.required:
        blocks.append(fixed(candidates, rule, candidates.numbers([pair]), value=1))
    for pair, rule in field_.forbidden:
        if candidates.marked([pair]).any():
            blocks.append(fixed(candidates, rule, candidates.numbers([pair]), value=0))
    if request.capacity_share is not None:
        words = f"needs taken on <= {request.capacity_share:g} of the supporter's GDP"
        need, gdp = shortfall(candidates, sources, year=request.year)
        zh = f"帮扶方承担的短缺不超过本地区生产总值的 {request.capacity_share:g} 倍"
        rule = own_rule("capacity", "capacity", words, zh=zh)
        available = request.capacity_share * gdp
        blocks.append(capacity(candidates, rule, need=need, available=available))
    return (*blocks, *_asked(field_, candidates, request))


def pairs_today(
    earlier: Iterable[Programme], year: int, level: str = "city"
) -> tuple[CodePair, ...]:
    """Pairs in force on the last day of a year, in a programme and those before it."""
    on = date(year, 12, 31)
    pairs = {
        pair for programme in earlier for pair in codes_of(programme.pairs_in_force(on, level))
    }
    return tuple(sorted(pairs))


def _asked(field_: Participants, candidates: Candidates, request: PairingRequest) -> list[Limits]:
    """--require and --forbid; a pair that cannot be a candidate is refused with the reason."""
    both = [("require", pair) for pair in request.require]
    both += [("forbid", pair) for pair in request.forbid]
    known = set(candidates.pairs())
    refuse_if_any(
        Problem(
            f"not a candidate pair: {field_.why_outside(pair).en}",
            column=f"--{word}",
            value=":".join(pair),
            hint=f"supporters: {', '.join(candidates.supporters)}; "
            f"recipients: {', '.join(candidates.recipients)}",
        )
        for word, pair in both
        if pair not in known
    )
    return [
        fixed(
            candidates,
            _asked_rule(word, pair, field_),
            candidates.numbers([pair]),
            value=1 if word == "require" else 0,
        )
        for word, pair in both
    ]


def _asked_rule(word: str, pair: CodePair, field_: Participants) -> Rule:
    named = "–".join(field_.names.get(code, code) for code in pair)
    zh = f"{'必须结' if word == 'require' else '不许结'}{named}"
    written = ":".join(pair)
    return own_rule(f"{word}:{written}", f"{word}d_pair", f"--{word} {written}", zh=zh)


def _official(programme: Programme, found: SchemeLimits, on: date) -> tuple[CodePair, ...]:
    """Pairs in force between participants, of whatever level (山东 and 重庆 are provinces)."""
    left, right = set(found.supporters), set(found.recipients)
    in_force = codes_of(pair for pair in programme.pairs if pair.in_force(on))
    return tuple((a, b) for a, b in in_force if a in left and b in right)


def _without_data(sources: Sources, codes: Sequence[str], year: int) -> dict[str, Words]:
    found: dict[str, Words] = {}
    names = names_of(*sources.earlier)
    for indicator in ("gdp", sources.population):
        values = sources.panel.column(indicator, codes, year)
        for code, value in zip(codes, values, strict=True):
            if np.isnan(value) and code not in found:
                found[code] = no_figure(code, _name(code, sources.panel, names), indicator, year)
    return found


def _years_with_pairs(sources: Sources, found: SchemeLimits) -> str:
    """First to last year in which all who take part have figures, or where none is."""
    regions = [*found.supporters, *found.recipients]
    years = sorted(
        set(sources.panel.complete_years("gdp", regions))
        & set(sources.panel.complete_years(sources.population, regions))
    )
    return ", ".join(map(str, years)) or "none"


def _set_aside(official: Sequence[CodePair], lacking: Mapping[str, Words]) -> dict[str, Words]:
    """Regions without data, and partners that are paired with nobody else.

    A partner left without its own official supporter would distort the contest for the others.
    """
    aside = dict(lacking)
    for pair in official:
        for code, other in (pair, pair[::-1]):
            partners = [b if a == code else a for a, b in official if code in (a, b)]
            if other in lacking and code not in aside and all(p in lacking for p in partners):
                aside[code] = Words(
                    "现行结对方没有数据，不另配",
                    f"{code}: its official partner {other} has no figures",
                )
    return aside


def _named_refusals(
    official: Sequence[CodePair], aside: Mapping[str, Words], programme: Programme
) -> tuple[Refused, ...]:
    names = names_of(programme)
    found = []
    for a, b in official:
        if a not in aside and b not in aside:
            continue
        left, right = names.get(a, a), names.get(b, b)
        why = joined([aside[code] for code in (a, b) if code in aside])
        reason = Words(
            f"没有数据，未计分：{why.zh}", f"no data, not scored: {left} - {right} ({why.en})"
        )
        found.append(refused(f"{a}:{b}", reason, Words(f"{left}–{right}", f"{left}–{right}")))
    return tuple(found)


def _quota(
    quota: Quota | None, codes: Sequence[str], official: Sequence[CodePair], least: int
) -> SideQuota:
    """The scheme's quota of a side; where it sets no maximum, each region's official number.

    Scores are never negative, so without any maximum everybody would pair with everybody.
    """
    own = {code: max(1, sum(code in pair for pair in official)) for code in codes}
    if quota is None:
        words = "as many partners as in the official list (the scheme sets no quota)"
        zh = "对数同官方名单(方案未定名额)"
        return SideQuota(own_rule("official_number", "quota", words, zh=zh), least, own)
    most = own if quota.maximum is None else dict.fromkeys(codes, quota.maximum)
    return SideQuota(quota.rule, quota.minimum, most)


def _excluded(code: str, rule: Rule, sources: Sources) -> Words:
    words, document = rule.clause.words, rule.clause.document
    name = _name(code, sources.panel, names_of(*sources.earlier))
    return Words(
        f"{name}不参加：“{words}”({document})", f"{code} takes no part: 「{words}」 ({document})"
    )


def _label(panel: Panel, code: str) -> str:
    name = panel.name(code)
    return code if name == code else f"{code} {name}"


def _name(code: str, panel: Panel, known: Mapping[str, str]) -> str:
    return panel.names.get(code) or known.get(code, code)


def codes_of(pairs: Iterable[Pair]) -> tuple[CodePair, ...]:
    """Codes of pairs; a pair of which one side has no code is left out."""
    return tuple((p.supporter, p.recipient) for p in pairs if p.supporter and p.recipient)


def names_of(*programmes: Programme) -> dict[str, str]:
    """Names of every region in the pairs of programmes, as their sources write them."""
    pairs = [pair for programme in programmes for pair in programme.pairs]
    left = {pair.supporter: pair.supporter_name for pair in pairs}
    return left | {pair.recipient: pair.recipient_name for pair in pairs}
