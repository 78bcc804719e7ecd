"""Which placements are between the two sides of a pair: what a programme is asked for first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from jiedui.analysis.matching.presence import lies_in, supporters_of, within
from jiedui.analysis.matching.results import MatchResult, PlacedFirm
from jiedui.schemes import load
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language


@dataclass(frozen=True)
class Sides:
    """Parks within a recipient, and the firms in them that come from a supporter of theirs.

    `unsure` are firms whose home is known too coarsely to tell, such as a city of whose districts
    only some are supporters.
    """

    parks: frozenset[str]
    firms: frozenset[str]
    unsure: int


def sides(result: MatchResult) -> Sides:
    """Of the programme's pairs, whatever the run weighed."""
    programme = load.programme(result.programme)
    recipients = [pair.recipient for pair in programme.pairs if pair.recipient]
    inside = frozenset(
        one.park for one in result.parks if any(lies_in(one.region, r) for r in recipients)
    )
    facts = pd.DataFrame(
        {
            "region": [one.region for one in result.parks],
            "supporter": [one.supporter for one in result.parks],
        }
    )
    found = supporters_of(facts, programme)
    supporters = {one.park: codes for one, codes in zip(result.parks, found, strict=True)}
    known, unsure = set(), 0
    for one in result.placed:
        if one.park in inside:
            told = _comes_from(one, supporters[one.park])
            known |= {one.firm} if told else set()
            unsure += told is None
    return Sides(inside, frozenset(known), unsure)


def _comes_from(one: PlacedFirm, supporters: tuple[str, ...]) -> bool | None:
    """Whether a firm's home lies in one of the supporters; None where its code is too coarse."""
    told = [_within(one.home, code) for code in supporters if one.home]
    if any(yes for yes, _unknown in told):
        return True
    return None if any(unknown for _yes, unknown in told) else False


@lru_cache(maxsize=4096)
def _within(home: str, code: str) -> tuple[bool, bool]:
    yes, unknown = within(np.array([home]), code)
    return bool(yes[0]), bool(unknown[0])


def said(result: MatchResult) -> str:
    """How many firms went to the recipients, and how many of them come from their supporters."""
    found = sides(result)
    if not result.programme:
        return ""
    if not found.parks:
        return _("这次的园区没有一个在这一协作关系的受帮扶方，结对在得分里不起作用。")
    there = [one for one in result.placed if one.park in found.parks]
    line = _(
        "%(firms)s 家安排在受帮扶方的 %(parks)s 个园区(占安排了的 %(share)s)，"
        "其中 %(paired)s 家来自与它结对的帮扶方(%(of_them)s)。"
    ) % {
        "share": numbers.percent(len(there) / max(len(result.placed), 1), 0),
        "of_them": numbers.percent(len(found.firms) / max(len(there), 1), 0),
        "firms": numbers.figure(len(there), 0),
        "parks": numbers.figure(len({one.park for one in there}), 0),
        "paired": numbers.figure(len(found.firms), 0),
    }
    if not found.unsure:
        return line
    more = _("另有 %(n)s 家的来源地不够细，说不清。") % {"n": numbers.figure(found.unsure, 0)}
    return line + " " * (language() == "en") + more
