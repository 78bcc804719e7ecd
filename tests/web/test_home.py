"""The front page answers at once: the gap, its pairs, the latest runs (A1, B4)."""

import re

import pytest

from jiedui.data import panels
from jiedui.schemes import load
from jiedui.web.desk.pairing import actions, asking, making


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
