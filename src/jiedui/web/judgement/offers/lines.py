"""The lines of a list with what both sides say of each: whose, agreed or not, and what clashes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jiedui.web.judgement.offers.enums import Doer
from jiedui.web.judgement.offers.models import Condition, DevelopmentList, Line
from jiedui.web.judgement.offers.naming import LIST
from jiedui.web.records.confirmations.enums import CONFIRMED, Side
from jiedui.web.records.confirmations.queries import standings
from jiedui.web.records.confirmations.standing import Spoken
from jiedui.web.records.programmes.models import Pair

# Written in the record as people of both sides write it; places by their names.
TOGETHER, NOT_LISTED = "两地共同", "不列入"


def word_of(pair: Pair, doer: str) -> str:
    """How the record of both sides writes who does a link."""
    return {
        Doer.SUPPORTER.value: pair.supporter_name,
        Doer.RECIPIENT.value: pair.recipient_name,
        Doer.BOTH.value: TOGETHER,
        Doer.NEITHER.value: NOT_LISTED,
    }[doer]


def doer_of(pair: Pair, word: Any) -> str:
    """Who does it, from what somebody wrote; "" where it names nobody of the two.

    Sides answer on the page of a matter too, where they write freely: 宿迁 for 宿迁市 is read.
    """
    text = str(word).strip()
    for doer in Doer.values:
        known = word_of(pair, doer)
        if text in (known, known.removesuffix("市").removesuffix("省")):
            return doer
    return ""


@dataclass(frozen=True)
class Spelled:
    """A line with both sides' words. `doer` is what both stand for, "" while they do not."""

    line: Line
    spoken: Spoken | None
    supporter: str
    recipient: str
    doer: str

    @property
    def is_clash(self) -> bool:
        """Both sides claim the link for themselves."""
        claims = (self.supporter, self.recipient)
        return not self.doer and claims == (Doer.SUPPORTER.value, Doer.RECIPIENT.value)

    @property
    def awaits(self) -> str:
        return self.spoken.matter.awaits if self.spoken else ""


def spelled(one: DevelopmentList) -> list[Spelled]:
    """Every line of a list, in the order of its industries."""
    said = standings(LIST, [one.code], pair=one.pair.key)
    lines = one.lines.select_related("offer").order_by("industry", "pk")
    return [_spelled(one.pair, line, said.get((one.code, line.aspect))) for line in lines]


def clashes(found: Iterable[Spelled]) -> list[Spelled]:
    return [one for one in found if one.is_clash]


def standing_conditions(one: DevelopmentList) -> list[Condition]:
    """The exclusions and incentives that nobody took out again."""
    return list(one.conditions.filter(dropped_by="").order_by("pk"))


def _spelled(pair: Pair, line: Line, spoken: Spoken | None) -> Spelled:
    if spoken is None:
        return Spelled(line, None, "", "", "")
    said = {side: spoken.of(side) for side in Side.values}
    words = {side: doer_of(pair, told.value) if told else "" for side, told in said.items()}
    agreed = ""
    if spoken.ruling:
        agreed = doer_of(pair, _ruled(spoken))
    elif spoken.standing in CONFIRMED:
        agreed = words[Side.SUPPORTER.value]
    return Spelled(line, spoken, words["supporter"], words["recipient"], agreed)


def _ruled(spoken: Spoken) -> Any:
    return spoken.ruling.ruled_value if spoken.ruling else ""
