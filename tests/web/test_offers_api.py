"""Offers and development lists over HTTP: versions, refusals, what is out of reach."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiedui.web.judgement.offers import actions
from jiedui.web.judgement.offers.models import Offer
from web_support import offering as toy
from web_support.two_sides import OTHER_PAIR, PAIR, two_sides

pytestmark = pytest.mark.usefixtures("loaded", "db")


@pytest.fixture
def sides():
    return two_sides()


def ask(user, method, path, body=None, version=None):
    client = Client()
    client.force_login(user)
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    send = getattr(client, method)
    if body is None:
        return send(f"/api/v1{path}", headers=headers)
    return send(f"/api/v1{path}", body, content_type="application/json", headers=headers)


def test_an_offer_is_read_with_its_terms_and_its_version(sides):
    offer = toy.sent()
    answer = ask(sides.south, "get", f"/offers/{offer.code}")
    told = answer.json()
    assert (answer.status_code, answer["ETag"]) == (200, '"1"')
    assert told["terms"][0] == {
        "term": "chain",
        "weight": 0.6,
        "value": 0.9,
        "note": "",
        "note_en": "",
    }
    assert (told["state"], told["pair"], told["park"]) == ("open", PAIR, "T-1")
    assert ask(sides.elsewhere, "get", f"/offers/{offer.code}").status_code == 404
    assert ask(sides.elsewhere, "get", "/offers").json()["count"] == 0


def test_a_list_of_offers_reads_no_result_of_a_run(sides):
    """A result is a megabyte, and fifty offers stand on a page."""
    toy.sent()
    with CaptureQueriesContext(connection) as asked:
        assert ask(sides.south, "get", "/offers").json()["count"] == 1
    read = [one["sql"] for one in asked if '"runs_run"' in one["sql"]]
    assert read and not [sql for sql in read if '"runs_run"."result"' in sql]


def test_a_reply_names_the_version_that_was_seen(sides):
    offer = toy.sent()
    path, reply = f"/offers/{offer.code}/replies", {"reply": "accepted"}
    assert ask(sides.south, "post", path, reply).status_code == 428
    assert ask(sides.south, "post", path, reply, 1)["ETag"] == '"2"'
    lost = ask(sides.north, "post", path, reply, 1)
    assert (lost.status_code, lost.json()["current"]["supporter_reply"]) == (412, "accepted")
    done = ask(sides.north, "post", path, reply, 2)
    assert (done.status_code, done.json()["state"]) == (200, "accepted")
    assert "lead" not in done.json()


def test_rows_of_a_run_are_sent_together_or_not_at_all(sides):
    toy.park_of()
    row = {"firm_key": "600001", "firm_name": "甲", "park": "T-1", "rank": 1, "score": 0.5}
    row["terms"] = [{"code": "chain", "weight": 1.0, "value": 0.5}]
    body = {"run": toy.match_run().fingerprint, "rows": [row, row | {"park": "none"}]}
    refused = ask(sides.above, "post", "/offers", body)
    assert (refused.status_code, refused.json()["problems"][0]["line"]) == (422, 2)
    assert not Offer.objects.exists()
    body["rows"] = [row | {"pair": OTHER_PAIR}]
    assert ask(sides.above, "post", "/offers", body).status_code == 422
    assert not Offer.objects.exists()
    body["rows"] = [row]
    made = ask(sides.above, "post", "/offers", body)
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1/offers/{Offer.objects.get().code}"


def test_questions_answers_and_withdrawals_go_the_same_way(sides):
    offer = toy.sent(by=sides.south)
    path = f"/offers/{offer.code}"
    asked = ask(sides.north, "post", f"{path}/questions", {"text": "用电多少"}, 1).json()
    told = {"question": asked["questions"][0]["id"], "answer": "8000千瓦"}
    answered = ask(sides.south, "post", f"{path}/answers", told, 2).json()
    assert answered["questions"][0]["answer"] == "8000千瓦"
    foreign = ask(sides.north, "post", f"{path}/withdrawal", {"reason": "x"}, 3)
    assert foreign.status_code == 422
    done = ask(sides.south, "post", f"{path}/withdrawal", {"reason": "改计划"}, 3).json()
    assert (done["state"], done["withdrawal"]) == ("withdrawn", "改计划")


def test_a_list_is_read_with_what_clashes_and_what_is_missing(sides):
    one = actions.draft_list(by=sides.south, pair=PAIR)
    claim = {"code": one.code, "industry": "27", "link": "market"}
    actions.claim_link(by=sides.south, doer="supporter", **claim)
    actions.claim_link(by=sides.north, doer="recipient", reason="本地", **claim)
    told = ask(sides.north, "get", f"/development-lists/{one.code}").json()
    assert (told["clashes"], told["lines"][0]["is_clash"]) == (1, True)
    assert [problem["reason"] for problem in told["missing"]][-1] == "两方都认领同一环节"
    assert ask(sides.elsewhere, "get", f"/development-lists/{one.code}").status_code == 404
    assert ask(sides.elsewhere, "get", "/development-lists").json()["items"] == []
