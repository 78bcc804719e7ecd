"""A match run, a park of the pair, and offers sent from it, for tests."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from jiedui.web.judgement.offers import actions
from jiedui.web.judgement.offers.models import DevelopmentList, Offer
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.runs.actions import record_run
from jiedui.web.records.runs.kinds import Outcome
from web_support.matrix import objects
from web_support.people import person
from web_support.two_sides import PAIR, PROGRAMME

TERMS = (actions.Term("chain", 0.6, 0.9), actions.Term("distance", 0.4, 0.45))


def match_run(seed=7):
    """A run as the analysis would keep it: its rows are what is sent."""
    outcome = Outcome(result=f'{{"rows": {seed}}}\n', inputs={}, version="0", seed=seed, title="x")
    return record_run(kind="matching", request={"seed": seed}, outcome=outcome, by="tests")


def park_of(pair=PAIR, code="T-1", host="321322"):
    found = Pair.objects.get(key=pair)
    return Park.objects.get_or_create(
        code=code,
        defaults={
            "name": f"{code}园区",
            "programme": found.programme,
            "pair": found,
            "host_region": host,
            "source": "x",
        },
    )[0]


def row(key="600001", *, park="T-1", name="甲机械有限公司", **more):
    told = {"industry": "3421", "rank": 1, "score": 0.72, "terms": TERMS} | more
    return actions.OfferRow(firm_key=key, firm_name=name, park=park, **told)


def sent(key="600001", *, by=None, run=None, pair=PAIR, park="T-1", host="321322", **more):
    """One offer, sent by the lead office where nobody else is named."""
    park_of(pair, park, host)
    by = by or person("lead_office", PROGRAMME)
    until = more.pop("lapses_on", None)
    today = more.pop("today", None)
    rows = [row(key, park=park, **more)]
    (made,) = actions.send_offers(run or match_run(), rows, by=by, lapses_on=until, today=today)
    return made


def replied(offer, by, reply="accepted", **more):
    return actions.reply(
        by=by, code=offer.code, version=more.pop("version", None), reply=reply, **more
    )


def yesterday():
    return timezone.localdate() - timedelta(days=1)


@objects("offer")
def _offer(where):
    """An offer to a park of the place's pair; a firm of the place."""
    made = Offer.objects.filter(firm_key=f"M-{where.name}").first()
    made = made or sent(
        f"M-{where.name}",
        pair=where.pair,
        park=f"T-{where.name}",
        host=where.region,
        home_region=where.region,
    )
    question = made.questions.create(
        side="supporter", text="x", asked_by="x", asked_at=timezone.now()
    )
    return {"code": made.code, "number": question.pk}


@objects("development_list")
def _list(where):
    pair = Pair.objects.get(key=where.pair)
    made = DevelopmentList.objects.filter(pair=pair).first()
    side = person("pair_office", PROGRAMME, "pair", pair.key, "supporter")
    made = made or actions.draft_list(by=side, pair=pair.key)
    condition = made.conditions.first() or actions.add_condition(
        by=side, code=made.code, kind="incentive", text="x"
    )
    return {"code": made.code, "number": condition.pk}
