"""The API does what the pages do, with the same reach; errors are problem documents (T20, T21)."""

import json
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from web_support.investments import (
    OTHER_PAIR,
    PAIR,
    lead,
    nanjing,
    reach_stage,
    signed,
    suqian,
    suzhou,
)
from web_support.people import person, signed_in
from web_support.two_sides import said, two_sides


def send(client, method, path, body=None, **headers):
    text = "" if body is None else json.dumps(body)
    return client.generic(method, path, text, content_type="application/json", headers=headers)


def of(user):
    client = Client()
    signed_in(client, user)
    return client


def signed_on(answer):
    """The day of signing that stands."""
    stages = answer.json()["stages"]
    return [one["on"] for one in stages if (one["stage"], one["state"]) == ("signed", "current")]


def is_problem(answer, status):
    told = answer.json()
    return answer["Content-Type"] == "application/problem+json" and (
        answer.status_code == told["status"] == status
    )


def test_who_has_not_signed_in_gets_a_problem_document(loaded, db, client):
    assert is_problem(client.get("/api/v1/projects"), 401)
    assert is_problem(client.get("/api/v1/nothing"), 404)
    assert is_problem(client.get("/api/v1/matters/confirmations"), 405)


def test_the_description_is_open_and_names_every_address(loaded, db, client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/projects/{code}" in paths
    page = client.get(reverse("api_docs"))
    assert "/api/v1/projects/{code}" in page.content.decode()
    assert "http://" not in page.content.decode().replace("http://www.w3.org", "")


def test_a_list_comes_in_parts_that_join_without_gap_or_repeat(loaded, db):
    for number in range(5):
        signed(code=f"P-{number}", name=f"项目{number}")
    client, seen, cursor = of(suqian()), [], ""
    while True:
        part = client.get("/api/v1/projects", {"limit": 2, "cursor": cursor}).json()
        assert part["count"] == 5 and len(part["items"]) <= 2
        seen += [one["code"] for one in part["items"]]
        cursor = part["next"]
        if not cursor:
            break
    assert seen == ["P-0", "P-1", "P-2", "P-3", "P-4"]


def test_a_cursor_that_nobody_gave_is_refused(loaded, db):
    assert is_problem(of(suqian()).get("/api/v1/projects", {"cursor": "%%"}), 422)
    assert is_problem(of(suqian()).get("/api/v1/matters", {"cursor": "eA"}), 422)


def test_chinese_is_written_as_chinese(loaded, db):
    signed()
    assert "精密机械项目" in of(suqian()).get("/api/v1/projects/P-1").content.decode()


def test_out_of_reach_is_not_there_even_with_a_broken_body(loaded, db):
    signed()
    client = of(nanjing())
    assert is_problem(client.get("/api/v1/projects/P-1"), 404)
    assert is_problem(send(client, "POST", "/api/v1/projects/P-1/stages", {}), 404)
    assert is_problem(send(client, "PATCH", "/api/v1/projects/P-1", {"name": "x"}), 404)


def test_a_sealed_lead_is_seen_by_its_finder_alone(loaded, db):
    lead()
    assert of(suqian()).get("/api/v1/projects").json()["count"] == 1
    assert of(suzhou()).get("/api/v1/projects").json()["count"] == 0


def test_an_edit_names_the_version_and_a_lost_race_shows_both(loaded, db):
    signed()
    client = of(suqian())
    tag = client.get("/api/v1/projects/P-1")["ETag"]
    path, change = "/api/v1/projects/P-1", {"name": "新名"}
    assert is_problem(send(client, "PATCH", path, change), 428)
    done = send(client, "PATCH", path, change, **{"If-Match": tag})
    assert (done.status_code, done.json()["name"]) == (200, "新名")
    assert done["ETag"] != tag
    lost = send(client, "PATCH", path, {"name": "旧名"}, **{"If-Match": tag})
    assert is_problem(lost, 412)
    assert lost.json()["current"]["name"] == "新名"
    assert lost.json()["yours"] == {"name": "旧名"}


def test_a_project_is_made_and_its_course_recorded(loaded, db):
    client = of(suqian())
    made = send(client, "POST", "/api/v1/projects", {"name": "甲", "pair": PAIR, "is_lead": False})
    assert made.status_code == 201
    path = made["Location"]
    stage = {"stage": "signed", "on": "2022-09-15", "number": "甲〔2022〕1号"}
    money = {"kind": "paid_in", "amount_minor": 100, "on": "2023-03-31", "source": "验资报告"}
    contact = {"kind": "visit", "text": "看地", "on": "2023-04-01", "mover": "recipient"}
    reading = {"kind": "tax", "period": "2024", "value": 5, "source": "税务局"}
    due = {"stage": "started", "on": "2023-12-31"}
    for name, body in {
        "stages": stage,
        "money": money,
        "contacts": contact,
        "readings": reading,
        "dues": due,
    }.items():
        done = send(client, "POST", f"{path}/{name}", body)
        assert done.status_code == 201, done.content.decode()
    shown = client.get(path).json()
    assert [one["stage"] for one in shown["stages"]] == ["signed"]
    assert (shown["paid_in_fen"], shown["mover"]) == (100, "recipient")
    assert [len(shown[name]) for name in ("readings", "dues", "contacts")] == [1, 1, 1]


def test_what_is_on_record_is_corrected_from_the_version_that_was_seen(loaded, db):
    """D7: the old date and sum stay to be read; both corrections say why."""
    signed()
    client, path = of(suqian()), "/api/v1/projects/P-1"
    paid = {"kind": "paid_in", "amount_minor": 100, "on": "2023-03-31", "source": "验资报告"}
    tag = send(client, "POST", f"{path}/money", paid)["ETag"]
    stage = {"stage": "signed", "on": "2022-09-16", "reason": "按盖章日"}
    assert is_problem(send(client, "POST", f"{path}/stage-corrections", stage), 428)
    done = send(client, "POST", f"{path}/stage-corrections", stage, **{"If-Match": tag})
    assert done.status_code == 200, done.content.decode()
    assert signed_on(done) == ["2022-09-16"]
    sum_ = {"number": 1, "amount_minor": 90, "reason": "多记一笔"}
    assert is_problem(
        send(client, "POST", f"{path}/money-corrections", sum_, **{"If-Match": tag}), 412
    )
    done = send(client, "POST", f"{path}/money-corrections", sum_, **{"If-Match": done["ETag"]})
    assert (done.status_code, done.json()["paid_in_fen"]) == (200, 90)
    unsaid = {**sum_, "reason": ""}
    assert is_problem(
        send(client, "POST", f"{path}/money-corrections", unsaid, **{"If-Match": done["ETag"]}), 422
    )
    strange = send(of(nanjing()), "POST", f"{path}/stage-corrections", stage)
    assert is_problem(strange, 404)


def test_what_was_frozen_changes_when_a_second_person_agrees(loaded, db):
    """D15: the lead office freezes; a correction waits for the evaluator."""
    signed()
    day = {"programme": "jiangsu-2022", "as_of": "2022-12-31"}
    assert is_problem(send(of(suqian()), "POST", "/api/v1/snapshots", day), 404)
    kept = send(of(person("lead_office", "jiangsu-2022")), "POST", "/api/v1/snapshots", day)
    assert (kept.status_code, kept.json()["key"]) == (201, "jiangsu-2022")
    assert len(kept.json()["sha256"]) == 64
    client, path = of(suqian()), "/api/v1/projects/P-1"
    stage = {"stage": "signed", "on": "2022-09-16", "reason": "按盖章日"}
    tag = {"If-Match": client.get(path)["ETag"]}
    done = send(client, "POST", f"{path}/stage-corrections", stage, **tag)
    assert signed_on(done) == ["2022-09-15"]
    word, tag = {"stage": "signed", "accept": True}, {"If-Match": done["ETag"]}
    assert is_problem(send(client, "POST", f"{path}/stage-checks", word, **tag), 404)
    second = of(person("evaluator", "jiangsu-2022"))
    done = send(second, "POST", f"{path}/stage-checks", word, **tag)
    assert done.status_code == 200, done.content.decode()
    assert signed_on(done) == ["2022-09-16"]


def test_a_refusal_says_where_what_and_why(loaded, db):
    signed()
    body = {"stage": "started", "on": "2022-10-01"}
    answer = send(of(suqian()), "POST", "/api/v1/projects/P-1/stages", body)
    assert is_problem(answer, 422)
    (line,) = answer.json()["problems"]
    assert (line["column"], line["value"], line["reason"]) == ("evidence", "started", "没有佐证")


def test_the_funnel_and_what_is_stuck_count_what_the_pages_count(loaded, db):
    signed()
    client = of(suqian())
    (cell,) = client.get("/api/v1/funnel").json()["cells"]
    assert (cell["group"], cell["furthest"], cell["count"]) == (PAIR, "signed", 1)
    assert client.get("/api/v1/stuck").json()["count"] in (0, 1)
    assert client.get("/api/v1/projects", {"pair": OTHER_PAIR}).json()["count"] == 0


def test_both_sides_answer_dispute_and_a_third_decides(loaded, db):
    sides = two_sides()
    matter = said(sides.north, sides.pair, "recipient", {"date": "2023-08-01", "precision": "day"})
    number, south = matter.matter_id, of(sides.south)
    (waiting,) = south.get("/api/v1/matters/waiting").json()["items"]
    assert waiting["matter"]["number"] == number
    path = f"/api/v1/matters/{number}"
    figure = {"value": {"date": "2023-09-01"}, "definition": "以许可证为准"}
    assert send(south, "POST", f"{path}/beside", figure).json()["standing"] == "beside"
    contest = {
        "reason": "与用电量不符",
        "arbitrator": sides.above.username,
        "deadline": "2199-01-01",
    }
    opened = send(south, "POST", f"{path}/disputes", contest)
    assert opened.json()["standing"] == "disputed", opened.content.decode()
    dispute = opened.json()["dispute"]["number"]
    ruling = {"ruling": "supporter", "reason": "许可证在案"}
    decision = f"/api/v1/disputes/{dispute}/decision"
    assert is_problem(send(south, "POST", decision, ruling), 404)
    assert send(of(sides.above), "POST", decision, ruling).json()["ruling"] == "supporter"


def test_a_batch_is_confirmed_as_it_was_read(loaded, db):
    sides = two_sides()
    first = said(sides.north, sides.pair, "recipient", 5)
    body = {"side": "supporter", "matters": [{"matter": first.matter_id, "declaration": first.pk}]}
    path = "/api/v1/matters/confirmations"
    said(sides.north, sides.pair, "recipient", 6)
    assert is_problem(send(of(sides.south), "POST", path, body), 422)
    now = of(sides.south).get(f"/api/v1/matters/{first.matter_id}").json()
    body["matters"][0]["declaration"] = now["recipient"]["number"]
    assert send(of(sides.south), "POST", path, body).json()["count"] == 1


def test_parks_are_open_and_edited_by_who_reaches_them(loaded, db, client):
    code = client.get("/api/v1/parks", {"limit": 1}).json()["items"][0]["code"]
    shown = client.get(f"/api/v1/parks/{code}")
    assert shown.json()["code"] == code
    fact = {
        "indicator": "business_revenue",
        "value": 1.5,
        "unit": "亿元",
        "nature": "flow",
        "period": "2024",
        "currency": "CNY",
        "source": "园区统计",
    }
    assert is_problem(send(client, "POST", f"/api/v1/parks/{code}/facts", fact), 401)
    office = of(person("lead_office"))
    told = send(office, "POST", f"/api/v1/parks/{code}/facts", fact)
    assert told.status_code == 201, told.content.decode()
    change = {"legal_body": "某公司"}
    tag = {"If-Match": shown["ETag"]}
    assert send(office, "PATCH", f"/api/v1/parks/{code}", change, **tag).status_code == 200
    assert is_problem(send(office, "PATCH", f"/api/v1/parks/{code}", change, **tag), 412)


def test_a_document_is_kept_and_given_back_to_who_may_see_it(loaded, db, settings, tmp_path):
    settings.HOME = tmp_path
    client = of(suqian())
    sent = {"title": "批复", "pair": PAIR, "programme": "jiangsu-2022", "secrecy": "trade_secret"}
    file = SimpleUploadedFile("批复.txt", "同意".encode())
    made = client.post("/api/v1/documents", {**sent, "file": file})
    assert made.status_code == 201, made.content.decode()
    path = f"/api/v1/documents/{made.json()['key']}"
    assert b"".join(client.get(f"{path}/file").streaming_content).decode() == "同意"
    assert is_problem(of(nanjing()).get(path), 404)
    assert is_problem(of(nanjing()).get(f"{path}/file"), 404)


def test_a_session_that_writes_must_show_its_csrf_token(loaded, db):
    client = Client(enforce_csrf_checks=True)
    signed_in(client, suqian())
    answer = send(client, "POST", "/api/v1/projects", {"name": "甲", "pair": PAIR})
    assert is_problem(answer, 403)


def test_tables_go_out_and_are_checked_on_their_way_in(loaded, db):
    signed()
    reach_stage("P-1", "registered", date(2022, 10, 1))
    client = of(suqian())
    file = client.post("/api/v1/exports?kind=projects")
    assert file.status_code == 200
    content = b"".join(file.streaming_content)
    assert "P-1" in content.decode("utf-8-sig")
    sent = SimpleUploadedFile("projects.csv", content)
    checked = client.post("/api/v1/imports/check?kind=projects", {"file": sent})
    assert checked.status_code in (200, 422), checked.content.decode()
    broken = SimpleUploadedFile("projects.csv", b"a,b\n1,2\n")
    refused = client.post("/api/v1/imports/commit?kind=projects", {"file": broken})
    assert is_problem(refused, 422) and refused.json()["problems"]
    assert is_problem(client.post("/api/v1/exports?kind=atlantis"), 422)
