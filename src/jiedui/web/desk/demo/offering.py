"""Made-up offers of the demonstration, one of each state, and the lists that follow from them.

They come from a made-up run and go through the same actions as anybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random

from jiedui import __version__
from jiedui.analysis.provenance import canonical_json
from jiedui.schemes.matching import match_scheme
from jiedui.web.desk.demo.made_up import LABEL, PAIRS, PROGRAMME, TRADES, Side, mark
from jiedui.web.desk.demo.people import office
from jiedui.web.judgement.offers import actions
from jiedui.web.judgement.offers.lines import spelled
from jiedui.web.judgement.offers.models import DevelopmentList, Offer
from jiedui.web.platform.accounts.models import User
from jiedui.web.records.projects.access import side_code
from jiedui.web.records.runs.actions import record_run
from jiedui.web.records.runs.kinds import Outcome
from jiedui.web.records.runs.models import Run

BY = "jiedui demo"
# What became of the offers of a pair, in their order. The first pair has one of each.
FATES = ("open", "asked", "half", "accepted", "declined", "withdrawn", "lapsed")
OF_OTHERS = ("open", "accepted", "declined")


def write(
    parks: Mapping[str, Iterable[str]], seed: int, people: dict[str, User], as_of: date
) -> int:
    """Offers to the parks of each pair; how many there are."""
    run = _run(seed)
    made = 0
    for pair in PAIRS:
        hosts = sorted(parks.get(pair.key, ()))
        fates = FATES if pair is PAIRS[0] else OF_OTHERS
        for number, fate in enumerate(fates if hosts else (), 1):
            park = hosts[(number - 1) % len(hosts)]
            _offer(run, _row(pair, park, number, seed), fate, pair, people, as_of)
            made += 1
    _lists(people, as_of)
    return made


def firm_key(pair: Side, number: int) -> str:
    """The key of a made-up firm that no register has.

    >>> firm_key(PAIRS[0], 3)
    'MATCH-320500-321300-03'
    """
    return f"MATCH-{pair.stem}-{number:02d}"


def _run(seed: int) -> Run:
    """The run that the offers name. Runs are open to all, so no firm and no park stands in it."""
    result = canonical_json({"made_up": LABEL, "seed": seed, "weights": _weights()})
    request = {"programme": PROGRAMME, "made_up": LABEL, "seed": seed}
    outcome = Outcome(result=result, inputs={}, version=__version__, seed=seed, title=LABEL)
    return record_run(kind="matching", request=request, outcome=outcome, by=BY)


def _row(pair: Side, park: str, number: int, seed: int) -> actions.OfferRow:
    rng = Random(f"{seed}/offer/{pair.stem}/{number}")
    industry, trade = rng.choice(TRADES)
    weights = _weights()
    values = {name: round(rng.uniform(0.35, 0.98), 3) for name in weights}
    unknown = "labour" if number % 3 == 0 else ""
    terms = tuple(
        actions.Term(name, weight, None if name == unknown else values[name])
        for name, weight in weights.items()
    )
    return actions.OfferRow(
        firm_key=firm_key(pair, number),
        firm_name=f"示例{pair.short}匹配{number:02d}{trade}有限公司",
        industry=industry,
        park=park,
        rank=rng.randrange(1, 5),
        score=round(sum(t.weight * t.value for t in terms if t.value is not None), 4),
        terms=terms,
        home_region=side_code(pair.key, "supporter"),
    )


def _weights() -> dict[str, float]:
    """What speaks for an offer in the programme, as a run of it would weigh it."""
    given = match_scheme(PROGRAMME).weighing().weights
    return {one.term: one.value for one in given if one.value > 0}


def _offer(
    run: Run, row: actions.OfferRow, fate: str, pair: Side, people: dict[str, User], as_of: date
) -> None:
    """Sent by the lead office; the one that is taken back by the supporter's office."""
    south, north = (people[office(pair, side)] for side in ("supporter", "recipient"))
    is_over = fate == "lapsed"
    (offer,) = actions.send_offers(
        run,
        [row],
        by=south if fate == "withdrawn" else people["demo-lead-office"],
        lapses_on=as_of - timedelta(days=5) if is_over else as_of + timedelta(days=60),
        is_made_up=True,
        today=as_of - timedelta(days=35),
    )
    if fate in ("half", "accepted"):
        _reply(south, offer, "accepted", "", as_of)
    if fate == "accepted":
        _reply(north, offer, "accepted", "", as_of)
    if fate == "declined":
        _reply(north, offer, "declined", f"示例：园区没有合适的地块 {mark(pair.stem)}", as_of)
    if fate == "withdrawn":
        reason = f"示例：企业改了投资计划 {mark(pair.stem)}"
        actions.withdraw(by=south, code=offer.code, version=None, reason=reason, today=as_of)
    if fate == "asked":
        _ask(offer, pair, north, south, as_of)


def _reply(by: User, offer: Offer, reply: str, reason: str, as_of: date) -> None:
    actions.reply(by=by, code=offer.code, version=None, reply=reply, reason=reason, today=as_of)


def _ask(offer: Offer, pair: Side, north: User, south: User, as_of: date) -> None:
    """One question with its answer, and one that still waits."""
    text = f"示例：项目需要多少用电 {mark(pair.stem)}"
    question = actions.ask(by=north, code=offer.code, text=text, today=as_of)
    actions.answer_question(
        by=south, code=offer.code, question=question.pk, answer="示例：约8000千伏安", today=as_of
    )
    actions.ask(by=north, code=offer.code, text="示例：何时需要交地", today=as_of)


def _lists(people: dict[str, User], as_of: date) -> None:
    """A draft with a clash and an exclusion for the first pair, a signed list for the second."""
    draft, signed = PAIRS[0], PAIRS[1]
    south, north = (people[office(draft, side)] for side in ("supporter", "recipient"))
    one = actions.draft_list(by=south, pair=draft.key, is_made_up=True)
    claim = {"code": one.code, "industry": "2761", "link": "market"}
    actions.claim_link(by=south, doer="supporter", **claim)
    actions.claim_link(by=north, doer="recipient", reason="示例：本地已有配送中心", **claim)
    _condition(one, south, people["demo-lead-office"], as_of)
    south, north = (people[office(signed, side)] for side in ("supporter", "recipient"))
    other = actions.draft_list(by=south, pair=signed.key, is_made_up=True)
    _condition(other, south, people["demo-lead-office"], as_of)
    lines = [line.line.pk for line in spelled(other)]
    actions.confirm_lines(by=north, code=other.code, lines=lines)
    for by in (south, north):
        actions.sign_list(by=by, code=other.code, version=None)


def _condition(one: DevelopmentList, by: User, reviewer: User, as_of: date) -> None:
    made = actions.add_condition(
        by=by, code=one.code, kind="incentive", text="示例：对两地企业同等适用的设备更新补助"
    )
    actions.check_condition(
        by=reviewer,
        code=one.code,
        condition=made.pk,
        outcome="passed",
        reason="示例：不限定特定经营者，两地企业同等适用",
        reviewer="示例审查单位",
        on=as_of - timedelta(days=3),
        today=as_of,
    )
