"""The front page answers at once: the gap, its pairs, the latest runs (A1, B4)."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiedui.data import panels
from jiedui.schemes import load
from jiedui.web.desk.pairing import actions, asking, making
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.confirmations import actions as confirmations
from jiedui.web.records.confirmations.models import Matter
from jiedui.web.records.projects import actions as projects
from web_support import investments as toy
from web_support.people import person, signed_in
from web_support.two_sides import in_days, said, two_sides


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def h1_of(response):
    return re.sub(r"<[^>]+>", "", re.search(r"<h1>(.*?)</h1>", response.content.decode())[1])


def row_of(page, label):
    return next(row for row in page.context["pairs"].rows if row[0].value == label)


def test_the_page_begins_with_the_gap_of_the_programme(visitor):
    page = visitor.get("/")
    assert h1_of(page) == "2021年，苏南人均地区生产总值是苏北的 1.95 倍"
    assert "按年末常住人口" in text_of(page)
    assert 'href="/gaps/?programme=jiangsu-2022"' in page.content.decode()


def test_figures_of_a_pair_are_those_of_the_panel(visitor):
    panel = panels.city_panel()
    codes = ("320100", "320800")
    nanjing, huaian = panel.column("gdp", codes, 2021) / panel.column("pop_resident", codes, 2021)
    row = row_of(visitor.get("/"), "南京 → 淮安")
    # 100 million yuan over 10,000 persons are 10,000 yuan per person.
    assert [row[1].value, row[2].value] == pytest.approx([nanjing, huaian])
    assert row[3].value == pytest.approx(nanjing / huaian)
    assert row[0].url == "/pairs/jiangsu-2022/320100-320800/"


def test_a_pair_without_a_run_is_not_yet_scored(visitor):
    page = visitor.get("/", {"programme": "jiangsu-2001"})
    assert {row[4].text for row in page.context["pairs"].rows} == {"待测算"}


def test_scores_and_regrets_are_those_of_the_stored_pairing(visitor):
    request = asking.default_request("yrd-anhui-2021")
    result = making.revived(actions.propose(request=request, by="tests").result)
    page = visitor.get("/", {"programme": "yrd-anhui-2021"})
    row = row_of(page, "苏州 → 阜阳")
    score = next(s for s in result.scores if (s.supporter, s.recipient) == ("320500", "341200"))
    cost = next(f for f in result.forced if (f.supporter, f.recipient) == ("320500", "341200"))
    assert row[4].value == score.score and row[5].value == cost.cost_of_forcing > 0
    assert row_of(page, "宁波 → 蚌埠")[5].value == 0
    district = next(row for row in page.context["pairs"].rows if "闵行" in row[0].value)
    assert district[1].value is district[4].value is None
    assert any("沪苏浙" in row[0].value for row in page.context["runs"].rows)


def test_a_programme_with_missing_figures_says_so_and_shows_what_there_is(visitor):
    page = visitor.get("/", {"programme": "east-west-2016"})
    assert page.status_code == 200
    assert "算不出一个总的差距" in h1_of(page)
    assert row_of(page, "苏州 → 铜仁")[3].value > 1
    assert row_of(page, "江苏省 → 海东")[1].value is None


def test_an_unknown_programme_is_refused(visitor):
    assert visitor.get("/", {"programme": "atlantis"}).status_code == 422


@pytest.mark.parametrize("programme", load.ids())
def test_the_page_is_complete_in_english(english_visitor, programme):
    page = english_visitor.get("/", {"programme": programme})
    main = re.search(r"<main.*</main>", page.content.decode(), re.S)[0]
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", main, flags=re.S)
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []


def test_the_pairs_can_be_taken_away_as_a_table(visitor):
    file = visitor.get("/", {"format": "csv", "table": "pairs"}).content.decode("utf-8-sig")
    assert file.splitlines()[1].startswith("南京 → 淮安,17.356081669")
    rows = visitor.get("/", {"format": "json", "table": "pairs"}).json()["rows"]
    assert [row["pair"] for row in rows][-1] == "苏州 → 宿迁"


# ---- today, for who signed in


def sections_of(page):
    return {one.table.id: one for one in page.context["today"]}


def late_project(code, mover, *, due, by=None):
    """A signed project that should have been started, with the move of somebody."""
    projects.record_contact(
        by=by or toy.suqian(),
        code=toy.signed(code=code, by=by).code,
        kind="follow_up",
        text="催办",
        on=date(2023, 5, 1),
        mover=mover,
        today=toy.TODAY,
    )
    return projects.set_due(by=by or toy.suqian(), code=code, stage="started", on=due)


def test_nothing_of_today_stands_on_the_page_of_a_stranger(visitor):
    page = visitor.get("/")
    assert "today" not in page.context
    assert "今天" not in text_of(page) and "data-print" not in page.content.decode()


def test_what_waits_is_counted_whole_and_the_first_eight_are_shown(visitor):
    sides = two_sides()
    for number in range(9):
        said(sides.south, sides.pair, "supporter", "2023-03-31", key=f"P-{number}")
    signed_in(visitor, sides.north)
    page = visitor.get("/")
    waiting = sections_of(page)["waiting"]
    assert (waiting.count, len(waiting.table.rows)) == (9, 8)
    assert all(row[0].url.startswith("/confirm/") for row in waiting.table.rows)
    assert 'href="/confirm/"' in page.content.decode()
    assert h1_of(page) == "今天要办：待我方确认 9"
    signed_in(visitor, sides.south)
    assert sections_of(visitor.get("/"))["waiting"].count == 0


def test_who_has_nothing_to_do_today_is_told_so_first(visitor):
    signed_in(visitor, two_sides().north)
    page = visitor.get("/")
    assert h1_of(page) == "今天没有等您办的事"
    assert "苏南人均地区生产总值是苏北的 1.95 倍" in text_of(page)


def test_a_lapsed_dispute_stands_first_before_the_lead_office(visitor, monkeypatch):
    sides, in_three_days = two_sides(), in_days(3)
    for number, days in (("1", 20), ("2", 0)):
        said(sides.south, sides.pair, "supporter", "2023-03-31", key=f"P-{number}")
        matter = Matter.objects.get(object_key=f"P-{number}")
        confirmations.dispute(
            by=sides.north,
            side="recipient",
            matter=matter,
            reason="日期不对",
            arbitrator=sides.above,
            deadline=in_days(days),
        )
    signed_in(visitor, sides.above)
    monkeypatch.setattr(timezone, "localdate", lambda *_: in_three_days)
    found = sections_of(visitor.get("/"))["disputes"]
    assert [row[4].value for row in found.table.rows] == [-3, 17]
    assert [row[5].value for row in found.table.rows] == ["已过期限", "待裁定"]


def test_only_projects_whose_move_is_mine_wait_red_ones_and_the_longest_late_first(visitor):
    today = timezone.localdate()
    late_project("P-1", "recipient", due=today - timedelta(days=400))
    late_project("P-2", "recipient", due=today - timedelta(days=10))
    late_project("P-3", "recipient", due=today - timedelta(days=500))
    late_project("P-4", "supporter", due=today - timedelta(days=600))
    late_project("P-5", "recipient", due=today + timedelta(days=600))
    shown = {}
    for name, who in (("here", toy.suqian()), ("there", toy.suzhou()), ("away", toy.nanjing())):
        signed_in(visitor, who)
        rows = sections_of(visitor.get("/"))["stuck"].table.rows
        shown[name] = [(row[0].note, row[3].value) for row in rows]
    late = ["P-3", "P-1", "P-2"]
    assert [code for code, _days in shown["here"] if code != "P-5"] == late
    assert [days for code, days in shown["here"] if code != "P-5"] == [500, 400, 10]
    assert shown["there"] == [("P-4", 600)] and shown["away"] == []


@pytest.mark.parametrize(
    ("grant", "ids"),
    [
        (("lead_office",), ["waiting", "disputes", "stuck"]),
        (("pair_office", toy.PROGRAMME, "pair", toy.PAIR, "recipient"), ["waiting", "stuck"]),
        (("park_committee", "", "park", "P1"), ["stuck", "parks"]),
        (("evaluator", toy.PROGRAMME), ["frozen"]),
        (("system_admin",), ["accounts"]),
        (("audit_admin",), ["trail"]),
        ((), []),
    ],
)
def test_each_role_sees_its_own_work_and_an_empty_one_says_so(visitor, grant, ids):
    signed_in(visitor, person(*grant))
    page = visitor.get("/")
    assert list(sections_of(page)) == [one for one in ids if one != "waiting" or grant[1:]]
    if ids != ["trail"]:
        assert "没有等您办的事。" in text_of(page)


def test_the_questions_of_the_page_do_not_grow_with_what_waits(
    visitor, django_assert_max_num_queries
):
    sides = two_sides()
    signed_in(visitor, sides.north)
    with CaptureQueriesContext(connection) as empty:
        visitor.get("/")
    for number in range(8):
        late_project(f"P-{number}", "recipient", due=date(2024, 1, 1), by=sides.north)
        said(sides.south, sides.pair, "supporter", "2023-03-31", key=f"P-{number}")
    entries = Entry.objects.count()
    # Declarations, disputes and names of what waits, and the rows of two lists: once each.
    with django_assert_max_num_queries(len(empty) + 6):
        page = visitor.get("/")
    assert sections_of(page)["waiting"].count >= 8 and sections_of(page)["stuck"].count == 8
    assert Entry.objects.count() == entries
