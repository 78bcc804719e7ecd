"""Quotas of a programme on its parks, counted from the register (D3, D4, D6)."""

from __future__ import annotations

from datetime import date

from jiedui.analysis.parks import Counted, Quota, judge_quotas, quotas
from jiedui.core.errors import Refusal
from jiedui.core.rules import Rule
from jiedui.schemes import load
from jiedui.web.records.parks.enums import Step
from jiedui.web.records.parks.models import Approval, Park
from jiedui.web.records.programmes.enums import PairLevel
from jiedui.web.records.programmes.models import Pair, Programme


def of_programme(programme: Programme, on: date) -> tuple[Quota, ...]:
    """Every quota of a programme's scheme on a day, with how many parks are approved."""
    return judge_quotas(
        _rules(programme.code, on), _approved(programme.code), _pairs(programme, on)
    )


def after_approval(park: Park, kind: str, on: date) -> tuple[Quota, ...]:
    """The quotas that an approval of this park would touch, counted as if it stood already.

    A quota counts the whole programme, whoever asks: it is a count, and shows no park.
    """
    if park.programme_id is None:
        return ()
    programme = park.programme
    assert programme is not None
    mine = park.pair.key if park.pair else ""
    others = [
        one
        for one in _approved(programme.code, is_made_up=park.is_made_up)
        if one.code != park.code
    ]
    found = judge_quotas(
        _rules(programme.code, on),
        [*others, Counted(park.code, kind, mine)],
        _pairs(programme, on),
    )
    return tuple(one for one in found if one.kind == kind and one.pair in ("", mine))


def _rules(programme: str, on: date) -> tuple[Rule, ...]:
    try:
        return quotas(load.scheme(programme), on)
    except Refusal:  # a programme without rules of its own sets no quota
        return ()


def _approved(programme: str, *, is_made_up: bool = False) -> list[Counted]:
    steps = Approval.objects.filter(
        step=Step.APPROVED, park__programme__code=programme, park__is_made_up=is_made_up
    ).select_related("park", "park__pair")
    return [
        Counted(step.park.code, step.kind, step.park.pair.key if step.park.pair else "")
        for step in steps.order_by("park__code", "kind")
        if step.park.kind == step.kind
    ]


def _pairs(programme: Programme, on: date) -> list[str]:
    pairs = Pair.objects.filter(programme=programme, level=PairLevel.CITY, start__lte=on)
    return [pair.key for pair in pairs if pair.end is None or pair.end > on]
