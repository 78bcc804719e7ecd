"""A what-if in words: what changed, what came of it, and how much of that is proven."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jiedui.analysis.matching.results import MatchResult
from jiedui.web.desk.matching import questions, words
from jiedui.web.platform.kit import numbers
from jiedui.web.platform.kit.pages import language

if TYPE_CHECKING:
    from jiedui.analysis.matching.changes import Change, MoreOf
    from jiedui.analysis.matching.whatif import Difference, Effect, Move

POINTS = 2
NAMED = 5


def asked(result: MatchResult, change: Change) -> str:
    """What is different, as the headline says it."""
    names, pairs = result.park_names(), questions.pairs_of(result)
    rules = {one.rule: getattr(one, f"name_{language()}") for one in result.rules}
    said = [_more(names, more) for more in change.capacity]
    said += [_("%(park)s不再接收企业") % {"park": names[park]} for park in change.parks_out]
    said += [
        _("%(pair)s退出结对") % {"pair": questions.pair_name(pairs[key])}
        for key in change.pairs_out
    ]
    said += [_("放开“%(rule)s”") % {"rule": rules[rule]} for rule in change.lifted]
    return _("，").join(said) or _("什么都不变")


def _more(names: dict[str, str], more: MoreOf) -> str:
    kind = words.resource(more.resource)
    told = {
        "park": names[more.park],
        "resource": kind.said,
        "amount": f"{abs(kind.shown(more.amount)):,.10g} {kind.unit}".strip(),
    }
    if more.amount >= 0:
        return _("%(park)s多 %(amount)s%(resource)s") % told
    return _("%(park)s少 %(amount)s%(resource)s") % told


def came_of_it(result: MatchResult, found: Effect, park: str = "") -> str:
    """Who enters and leaves the park that was asked about, who else moves, what the score does."""
    if not found.moves:
        return _("没有一家企业因此换地方。")
    counts = (
        (_("%(n)s 家新进园区"), len(found.entering)),
        (_("%(n)s 家失去园区"), len(found.leaving)),
        (_("%(n)s 家换园区"), len(found.moving)),
    )
    said = _("，").join(text % {"n": numbers.figure(n, 0)} for text, n in counts if n)
    points = signed(found.difference.reached)
    whole = _("全部企业里：%(who)s；总得分 %(points)s。") % {"who": said, "points": points}
    of_park = [
        _named(result, found.into.get(park, ()), _("%(n)s 家会进来：%(names)s")),
        _named(result, found.out_of(park), _("%(n)s 家会离开：%(names)s")),
    ]
    return " ".join(part for part in (*of_park, whole) if part)


def _named(result: MatchResult, found: Sequence[Move], text: str) -> str:
    """So many firms, the first few by name."""
    if not found:
        return ""
    names = _("、").join(result.firms[move.firm].name for move in found[:NAMED])
    said = text % {"n": numbers.figure(len(found), 0), "names": names}
    return (_("%(names)s等。") if len(found) > NAMED else _("%(names)s。")) % {"names": said}


def proven(difference: Difference) -> str:
    """How much of the difference the certificates prove: an interval, and whether 0 is in it."""
    ends = {"least": signed(difference.least), "most": signed(difference.most)}
    interval = _("已证明：最好的安排，总得分的变化在 %(least)s 到 %(most)s 之间。") % ends
    verdicts = {
        "gain": _("整个区间在零以上，确实有好处。"),
        "loss": _("整个区间在零以下，确实有损失。"),
        "none": _("没有变化。"),
        "open": _("零在区间里或在端点：算出的变化没有超出两次安排各自“离最好的差距”，不能当定论。"),
    }
    return interval + " " * (language() == "en") + verdicts[difference.proves]


def signed(value: float) -> str:
    """A change with its sign; nothing below the last digit is shown as a change."""
    text = numbers.figure(abs(value), POINTS)
    if not text.strip("0.,"):
        return text
    return f"{'+' if value > 0 else '−'}{text}"


def verdict(difference: Difference) -> str:
    return {
        "gain": _("有"),
        "loss": _("反而有益"),
        "none": _("没有"),
        "open": _("证明不了"),
    }[difference.proves]
