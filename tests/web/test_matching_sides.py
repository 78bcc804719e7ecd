"""What a programme asks first: who goes to the recipients, and from the supporter of the pair.

Mission C4, C6; what missing figures leave open of a score, where a penalty can only lower it.
"""

from __future__ import annotations

import re

import pytest

from jiedui.analysis.matching.explain import Offer, TermLine
from jiedui.analysis.matching.words import Said
from jiedui.web.desk.matching import actions, asking, making, sides, telling
from jiedui.web.records.runs.models import Run

# Jiangsu's city pairs of 2022; every county recipient lies in one of these four cities.
SUPPORTER_OF_CITY = {"3208": "3201", "3207": "3202", "3209": "3204", "3213": "3205"}


@pytest.fixture(scope="module")
def kept(loaded, django_db_blocker):
    with django_db_blocker.unblock():
        request = asking.default_request("jiangsu-2022")
        return actions.match(request=request, by="tests").fingerprint


@pytest.fixture
def result(kept, db):
    return making.revived(Run.objects.get(fingerprint=kept).result)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def line(term, weight, value):
    said = Said(term, term)
    points = None if value is None else weight * value
    return TermLine(term, said, weight, value, points, said, "", said)


def offer(*lines):
    score = sum(one.contribution or 0.0 for one in lines)
    missing = sum(abs(one.weight) for one in lines if one.value is None)
    return Offer("F", "F", "P", "P", 1, score, missing, lines, (), ())


def test_a_missing_bonus_can_only_raise_a_score_and_a_missing_penalty_only_lower_it():
    # 0.5 × 0.8 = 0.40; the bonus adds up to 0.10, the penalty takes up to 0.15.
    known = line("chain", 0.5, 0.8)
    bonus, penalty = line("labour", 0.1, None), line("low_end", -0.15, None)
    assert telling.ends(offer(known)) == pytest.approx((0.40, 0.40))
    assert telling.ends(offer(known, bonus)) == pytest.approx((0.40, 0.50))
    assert telling.ends(offer(known, penalty)) == pytest.approx((0.25, 0.40))
    assert telling.ends(offer(known, bonus, penalty)) == pytest.approx((0.25, 0.50))
    assert "0.250 到 0.400" in telling.doubt(offer(known, penalty))


def test_parks_of_recipients_are_those_within_the_cities_that_receive(result):
    found = sides.sides(result)
    theirs = {one.park for one in result.parks if one.region[:4] in SUPPORTER_OF_CITY}
    assert theirs and found.parks == theirs


def test_a_firm_between_the_two_sides_comes_from_the_city_that_supports_its_park(result):
    found = sides.sides(result)
    regions = {one.park: one.region[:4] for one in result.parks}
    built = {one.park for one in result.parks if one.supporter}
    placed = [one for one in result.placed if one.park in found.parks - built]
    from_city = {one.firm for one in placed if one.home[:4] == SUPPORTER_OF_CITY[regions[one.park]]}
    there = {one.firm for one in placed}
    assert from_city and found.firms & there == from_city


def test_the_page_says_how_many_and_its_list_narrows_to_them(visitor, kept, result):
    found = sides.sides(result)
    there = [one for one in result.placed if one.park in found.parks]
    page = visitor.get(f"/matching/{kept}/")
    parks = len({one.park for one in there})
    share, paired = len(there) / len(result.placed), len(found.firms) / len(there)
    for said in (
        f"{len(there):,} 家安排在受帮扶方的 {parks:,} 个园区(占安排了的 {share:.0%})",
        f"其中 {len(found.firms):,} 家来自与它结对的帮扶方({paired:.0%})",
    ):
        assert said in text_of(page)
    for only, count in (("recipients", len(there)), ("paired", len(found.firms))):
        listed = visitor.get(f"/matching/{kept}/?only={only}").context["listed"]
        assert len(listed.rows) == count
    parks = visitor.get(f"/matching/{kept}/?show=parks&only=recipients").context["listed"]
    assert {one.park for one in parks.rows} == found.parks
    assert visitor.get(f"/matching/{kept}/?show=unplaced&only=paired").status_code == 200


def test_files_of_a_firm_and_a_park_hold_what_the_page_cuts(visitor, kept, result):
    firm = next(one.firm for one in result.placed if one.rank > 10)
    where = f"/matching/{kept}/firms/{firm}/?format=json&table=offers"
    assert len(visitor.get(where).json()["rows"]) == result.top
    park = max(result.parks, key=lambda one: one.firms).park
    page = visitor.get(f"/matching/{kept}/parks/{park}/")
    where = f"/matching/{kept}/parks/{park}/?format=json&table=applicants"
    rows = visitor.get(where).json()["rows"]
    assert len(rows) == page.context["wanting"] > len(page.context["tables"]["applicants"].rows)


def test_a_match_of_another_make_leads_to_no_page_that_would_lead_back(visitor, kept):
    """Such as the source of made-up offers: its request has no weights, its result no lists."""
    ours = Run.objects.get(fingerprint=kept)
    other = Run.objects.create(
        kind="matching", fingerprint="ab12cd34ef56", request={"seed": 1}, result="{}",
        inputs={}, scheme="", scheme_sha256="", version=ours.version, seed=1, title="演示数据",
    )  # fmt: skip
    page = visitor.get(f"/runs/{other.fingerprint}/")
    assert page.status_code == 200 and f"/matching/{other.fingerprint}/" not in text_of(page)
    assert page.context["page_url"] == ""
    assert visitor.get(f"/runs/{kept}/").context["page_url"] == f"/matching/{kept}/"
