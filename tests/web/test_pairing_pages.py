"""The pairing pages: who with whom and why, what clashes by which clause, what is kept.

Mission A3, A9, A10, B4, B8 and design.md §1: every result can be made again.
"""

import json
import re

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from jiedui.analysis.pairing import PairingRequest, monitor_pairs, propose_pairs
from jiedui.analysis.provenance import canonical_json
from jiedui.cli.pair import pair_command
from jiedui.reports.sentences import pairing as sentences
from jiedui.reports.sentences import pairing_monitor as monitor_sentences
from jiedui.schemes.load import programme
from jiedui.web.desk.pairing import actions, asking, making
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.runs.models import Run

INDEX = "/pairing/"
DRAWS = 50


@pytest.fixture(scope="module", autouse=True)
def few_draws():
    """Nothing here turns on the number of draws: every run of this module is made of few."""
    usual = asking.PLAIN["draws"]
    asking.PLAIN["draws"] = DRAWS
    yield
    asking.PLAIN["draws"] = usual


@pytest.fixture(scope="module")
def kept_runs(loaded, few_draws, django_db_blocker):
    """The two runs that a site opens with, computed once."""
    with django_db_blocker.unblock():
        list(actions.make_default_runs(by="tests"))
        found = (run for run in Run.objects.filter(kind="pairing") if is_default(run))
        return {run.scheme: run.fingerprint for run in found}


def is_default(run):
    return run.request == asking.default_request(run.scheme)


@pytest.fixture(scope="module")
def own():
    """What the analysis says where the page shows the default run of Jiangsu."""
    return propose_pairs(programme("jiangsu-2022"), PairingRequest(year=2021, seed=1, draws=DRAWS))


@pytest.fixture
def jiangsu(kept_runs):
    return reverse("pairing:run", args=[kept_runs["jiangsu-2022"]])


@pytest.fixture
def anhui(kept_runs):
    return reverse("pairing:run", args=[kept_runs["yrd-anhui-2021"]])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def sent(**changes):
    fields = {"programme": "jiangsu-2022", "year": "2021", "weighting": "equal", "seed": "1"}
    return fields | changes


def test_the_page_says_what_the_analysis_says(visitor, jiangsu, own):
    """B4: one analysis behind command line, page and API."""
    page = visitor.get(jiangsu)
    shown = text_of(page)
    assert sentences.headline(own, "zh") in shown
    assert sentences.robust(own, "zh") in shown
    for one in own.explanations:
        assert sentences.why(one, own, "zh") in shown
    assert page.context["tables"]["pairs"].rows[0][1].value == pytest.approx(
        own.explanations[0].score, rel=1e-11
    )


def test_contributions_of_a_pair_add_up_to_its_score(visitor, jiangsu):
    for row in visitor.get(jiangsu).context["tables"]["pairs"].rows:
        score, parts = row[1].value, [cell.value for cell in row[2:6]]
        assert sum(parts) == pytest.approx(score)


def test_the_weak_criterion_is_labelled_and_stands_beside_its_answer_at_weight_zero(visitor, anhui):
    page = visitor.get(anhui)
    result = making.revived(page.context["run"].result)
    table = page.context["tables"]["without"]
    assert table.rows[0][0].tag == "tag-warm" and table.rows[0][0].value == "产业优势"
    assert result.at_weight_zero["industry"].same is False
    assert "产业优势 (弱)" in text_of(page)
    assert "弱评分" in text_of(page)


def test_need_and_opportunity_difference_and_complement_stand_apart(visitor, jiangsu):
    columns = [one.id for one in visitor.get(jiangsu).context["tables"]["apart"].columns]
    assert columns[1:4] == ["need", "opportunity", "difference"]
    assert {"structure", "land", "capital", "talent"} <= set(columns)


def test_the_official_pairs_of_anhui_are_judged_and_the_shanghai_districts_have_no_data(
    visitor, anhui
):
    page = visitor.get(anhui)
    result = making.revived(page.context["run"].result)
    official = page.context["tables"]["evaluated"].rows[0]
    assert official[3].value == pytest.approx(result.official().regret)
    parts = [cell.value for cell in page.context["tables"]["regret"].rows[0][2:]]
    assert sum(parts) == pytest.approx(result.official().regret)
    assert "闵行区没有2021年地区生产总值数据" in text_of(page)


def test_pairs_in_force_in_2021_break_the_rule_of_2022_with_its_clause(visitor, jiangsu):
    rows = visitor.get(jiangsu).context["tables"]["clashes"].rows
    where = " ".join(str(row[2].value) for row in rows)
    assert "徐州" in where and "镇江" in where
    assert all(row[4].value == "关于深化南北结对帮扶合作的实施意见" for row in rows)


def test_every_table_of_a_run_can_be_taken_along(visitor, jiangsu):
    page = visitor.get(jiangsu)
    for name in page.context["tables"]:
        # Every table as CSV; one of them as each of the other kinds.
        for kind in ("csv", "xlsx", "json") if name == "pairs" else ("csv",):
            file = visitor.get(jiangsu, {"format": kind, "table": name})
            assert file.status_code == 200 and "attachment" in file["Content-Disposition"]
    held = json.loads(visitor.get(jiangsu, {"format": "json", "table": "candidates"}).content)
    assert len(held["rows"]) == 16


def test_the_map_is_drawn_with_the_year_of_its_shades(visitor, jiangsu):
    picture = visitor.get(jiangsu).context["map"]
    assert "2021" in picture.note
    assert "示意图" in json.dumps(picture.option, ensure_ascii=False)
    assert visitor.get(picture.map_url).status_code == 200


@pytest.mark.parametrize("suffix", ["pdf", "docx", "xlsx", "html"])
def test_the_report_of_a_stored_run_comes_as_a_file(visitor, jiangsu, suffix):
    file = visitor.get(f"{jiangsu}report", {"format": suffix})
    assert file.status_code == 200 and len(file.content) > 2000


def test_running_keeps_one_run_and_one_audit_entry_and_shows_it(visitor, kept_runs):
    before = Entry.objects.count()
    answer = visitor.post("/pairing/propose", sent(weighting="entropy", keep_cost="0.1"))
    assert answer.status_code == 302
    run = Run.objects.get(fingerprint=answer.url.strip("/").split("/")[-1])
    assert run.request["keep_cost"] == 0.1 and run.created_by == "anonymous"
    assert Entry.objects.count() == before + 1
    last = Entry.objects.order_by("-id").first()
    assert (last.action, last.object_key) == ("record_run", run.fingerprint)
    visitor.post("/pairing/propose", sent(weighting="entropy", keep_cost="0.1"))
    assert Entry.objects.count() == before + 1
    assert visitor.get(answer.url).status_code == 200


def test_required_and_forbidden_pairs_are_kept_to(visitor, kept_runs):
    answer = visitor.post(
        "/pairing/propose",
        sent(
            pair_320100_321300="require",
            pair_320500_320800="forbid",
            weighting="hand",
            weight_endowment="2",
            weight_industry="0",
            weight_development="1",
            weight_history="0",
        ),
    )
    result = making.revived(visitor.get(answer.url).context["run"].result)
    pairs = {(pair.supporter, pair.recipient) for pair in result.pairs}
    assert ("320100", "321300") in pairs and ("320500", "320800") not in pairs
    assert result.weights["endowment"] == pytest.approx(2 / 3)
    assert "必须结 南京 → 宿迁" in text_of(visitor.get(answer.url))


def test_an_infeasible_wish_names_the_clause_and_keeps_nothing(visitor, kept_runs):
    runs, entries = Run.objects.count(), Entry.objects.count()
    answer = visitor.post(
        "/pairing/propose", sent(pair_320100_320800="require", pair_320500_320800="require")
    )
    shown = text_of(answer)
    assert answer.status_code == 422
    assert "每个苏北市由一个苏南市结对" in shown and "「这四对设区市结对」" in shown
    assert "必须结 南京 → 淮安" in shown and "必须结 苏州 → 淮安" in shown
    assert (Run.objects.count(), Entry.objects.count()) == (runs, entries)
    # What was sent is still in the form.
    chosen = [cell.chosen for _name, cells in answer.context["form"].rows for cell in cells]
    assert chosen.count("require") == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weighting", "magic"),
        ("keep_cost", "-1"),
        ("equity", "nan"),
        ("seed", "1.5"),
        ("capacity_share", "1e999"),
        ("year", "1066"),
        ("pair_320100_", "require"),
    ],
)
def test_a_choice_that_there_is_not_is_refused_by_name(visitor, kept_runs, field, value):
    runs = Run.objects.count()
    answer = visitor.post("/pairing/propose", sent(**{field: value}))
    assert answer.status_code == 422
    assert Run.objects.count() == runs


def test_four_zero_weights_are_refused(visitor, kept_runs):
    zeros = {f"weight_{name}": "0" for name in making.CRITERIA}
    answer = visitor.post("/pairing/propose", sent(weighting="hand", **zeros))
    assert answer.status_code == 422 and "四项权重都是零" in text_of(answer)


def test_reading_never_computes_or_keeps(visitor, kept_runs):
    runs = Run.objects.count()
    answer = visitor.get("/pairing/propose")
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert "这个地址只收表单" in text_of(answer)
    assert visitor.get(INDEX, {"programme": "jiangsu-2001", "year": "2010"}).status_code == 200
    assert Run.objects.count() == runs


def test_a_post_without_its_token_is_turned_away(loaded, db):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/pairing/propose", sent()).status_code == 403


def test_the_address_of_the_form_opens_it_as_it_was(visitor, kept_runs):
    request = asking.default_request("jiangsu-2022") | {"keep_cost": 0.25, "seed": 7}
    address = asking.address(request, forbid=[["320100", "320800"]])
    form = visitor.get(f"{INDEX}?{address}").context["form"]
    assert (form.values["keep_cost"], form.values["seed"]) == ("0.25", "7")
    assert form.is_opened
    forbidden = [c.name for _n, cells in form.rows for c in cells if c.chosen == "forbid"]
    assert forbidden == ["pair_320100_320800"]


def test_a_stored_result_revives_to_the_same_bytes(kept_runs, db):
    for fingerprint in kept_runs.values():
        kept = Run.objects.get(fingerprint=fingerprint).result
        assert canonical_json(making.revived(kept)) == kept


def test_keys_given_back_in_another_order_make_the_same_bytes(kept_runs, db):
    """PostgreSQL orders the keys of a JSON column by their length."""
    request = asking.default_request("jiangsu-2022") | {
        "weighting": "hand",
        "weights": {"endowment": 1.0, "industry": 2.0, "development": 3.0, "history": 4.0},
    }
    turned = dict(reversed(request.items())) | {
        "weights": dict(reversed(request["weights"].items())),
        "keep_cost": 0,
    }
    assert making.make(turned).result == making.make(request).result


def test_two_runs_are_compared_pair_by_pair(visitor, kept_runs):
    made = visitor.post("/pairing/propose", sent(pair_320100_321300="require"))
    other = made.url.strip("/").split("/")[-1]
    page = visitor.get("/pairing/compare/", {"a": kept_runs["jiangsu-2022"], "b": other})
    where = {row[0].value: row[1].value for row in page.context["tables"]["pairs"].rows}
    assert where["南京 → 宿迁"] == "只在乙" and where["苏州 → 宿迁"] == "只在甲"
    choices = {row[0].value: row[3].value for row in page.context["tables"]["choices"].rows}
    assert choices["必须与不许"] == "不同" and choices["种子"] == "相同"


def test_runs_of_two_programmes_are_not_compared(visitor, kept_runs):
    asked = {"a": kept_runs["jiangsu-2022"], "b": kept_runs["yrd-anhui-2021"]}
    answer = visitor.get("/pairing/compare/", asked)
    assert answer.status_code == 422 and "不同的协作关系" in text_of(answer)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("keep_cost", "abc"),
        ("seed", "-1"),
        ("require", "x"),
        ("weighting", "magic"),
        ("pair_320100_320800", "zzz"),
    ],
)
def test_an_address_is_read_as_strictly_as_a_form(visitor, kept_runs, field, value):
    assert visitor.get(INDEX, {field: value}).status_code == 422
    assert visitor.post("/pairing/propose", sent(**{field: value})).status_code == 422


def test_a_site_that_has_its_default_runs_computes_none_again(kept_runs, db):
    assert actions.missing_default_runs() == []
    Run.objects.filter(scheme="yrd-anhui-2021").update(version="0.0.1")
    assert [one["programme"] for one in actions.missing_default_runs()] == ["yrd-anhui-2021"]


def test_a_year_shows_a_run_of_that_year_or_none(visitor, kept_runs):
    """A result of another year never stands under the year that was asked for."""
    asked = {"programme": "jiangsu-2022", "year": "2014"}
    empty = visitor.get(INDEX, asked)
    assert "2014年还没有算过结对方案" in text_of(empty) and empty.context["kept"] is None
    visitor.post("/pairing/propose", sent(year="2013"))
    made = visitor.post("/pairing/propose", sent(year="2014", pair_320100_320800="forbid"))
    page = visitor.get(INDEX, asked)
    assert page.context["kept"].fingerprint in made.url
    assert page.context["headline"].startswith("自选条件(有必须或不许的对子)：")


def test_the_standard_run_of_a_year_stands_before_those_with_choices_of_their_own(
    visitor, kept_runs
):
    visitor.post("/pairing/propose", sent(weighting="entropy"))
    page = visitor.get(INDEX)
    assert page.context["kept"].fingerprint == kept_runs["jiangsu-2022"]
    assert "自选条件" not in page.context["headline"]


@pytest.mark.parametrize("year", ["1999", "2100"])
def test_a_year_without_candidates_is_no_choice(visitor, kept_runs, year):
    answer = visitor.get(INDEX, {"programme": "jiangsu-2022", "year": year})
    assert answer.status_code == 422 and year in text_of(answer)


def test_an_unknown_run_answers_404(visitor, kept_runs):
    assert visitor.get("/pairing/123456789abc/").status_code == 404
    assert visitor.get("/pairing/compare/", {"a": "nothing"}).status_code == 404


def test_english_pages_carry_no_chinese_of_ours(english_visitor, jiangsu, anhui):
    for path in (INDEX, jiangsu, anhui, "/pairing/compare/"):
        html = english_visitor.get(path).content.decode()
        headings = re.findall(r"<(?:h1|h2|h3|thead|nav|button|title|label)\b.*?</", html, re.S)
        text = re.sub(r"<[^>]+>", "", " ".join(headings)).replace("中文", "")
        assert re.findall(r"[\u4e00-\u9fff]+", text) == [], path


def test_a_result_of_older_records_is_shown_as_a_run_and_breaks_no_list(visitor, kept_runs):
    fingerprint = kept_runs["jiangsu-2022"]
    Run.objects.filter(fingerprint=fingerprint).update(result='{"pairs": []}')
    answer = visitor.get(f"/pairing/{fingerprint}/")
    assert answer.status_code == 302 and answer.url == f"/runs/{fingerprint}/"
    assert visitor.get(answer.url).status_code == 200
    assert visitor.get(INDEX).status_code == 200


def test_the_pairs_of_the_programme_are_listed_with_their_alarms(visitor, kept_runs):
    """A2, B3: alarms with their thresholds, and no word of a cause."""
    page = visitor.get(INDEX, {"programme": "jiangsu-2001"})
    result = monitor_pairs(programme("jiangsu-2001"))
    shown = text_of(page)
    assert monitor_sentences.headline(result) in shown
    table = page.context["watched"]
    assert len(table.rows) == len(result.pairs)
    marked = {row[0].value for row in table.rows if row[-1].tag}
    assert len(marked) == sum(bool(pair.current()) for pair in result.pairs)
    for said in monitor_sentences.thresholds(result):
        assert said in shown


def test_every_city_of_the_province_is_shaded_on_the_map(visitor, jiangsu):
    """Cities that take no part have figures as well: they are not 无数据."""
    option = visitor.get(jiangsu).context["map"].option
    shaded = {
        item["name"]
        for series in option["series"]
        for item in series.get("data", [])
        if isinstance(item, dict) and isinstance(item.get("value"), float)
    }
    assert len(shaded) == 13


def test_what_today_means_is_said_where_the_official_list_is_younger(visitor, jiangsu):
    """无锡→连云港 is official from 2022 on and was no pair at the end of 2021, the year of data."""
    table = visitor.get(jiangsu).context["tables"]["pairs"]
    row = next(row for row in table.rows if row[0].value == "无锡 → 连云港")
    assert row[-1].value == "否" and table.columns[-1].name == "2021年底已结对"
    assert "官方名单自2022-" in table.note


def test_a_run_lists_what_was_set_aside_for_single_regions(visitor, jiangsu):
    """B16: nothing here, and the page says so."""
    assert "单独设定的地区 无" in text_of(visitor.get(jiangsu))


def file(name, text):
    return SimpleUploadedFile(name, text.encode())


WEIGHTS = """weights: {endowment: 2, development: 1}
shares: {need: 0}
overrides:
- region: 苏州
  reason: 两个市都有基础
  quota_min: 0
  quota_max: 2
"""
PROPOSAL = "name,supporter,recipient\n" + "".join(
    f"另案,{a},{b}\n"
    for a, b in (("南京", "宿迁"), ("无锡", "淮安"), ("常州", "盐城"), ("苏州", "连云港"))
)
PREFERENCES = """supporters: {南京: [淮安], 无锡: [连云港], 常州: [盐城], 苏州: [宿迁, 淮安]}
recipients: {淮安: [苏州, 南京], 连云港: [无锡], 盐城: [常州], 宿迁: [苏州]}
"""


@pytest.fixture(scope="module")
def carried(loaded, few_draws, django_db_blocker):
    """One run with every file, made through the form."""
    from django.test import Client

    with django_db_blocker.unblock():
        answer = Client().post(
            "/pairing/propose",
            sent(
                weights_file=file("权重.yaml", WEIGHTS),
                proposals_file=file("p.csv", PROPOSAL),
                preferences_file=file("q.yaml", PREFERENCES),
            ),
        )
    assert answer.status_code == 302, text_of(answer)
    return answer.url


def test_files_say_in_the_form_what_they_say_on_the_command_line(visitor, carried, tmp_path):
    """B16 and A9 on the page: same readers, same records."""
    kept = visitor.get(carried).context["run"]
    result = making.revived(kept.result)
    assert result.weights == pytest.approx(
        {"endowment": 2 / 3, "industry": 0, "development": 1 / 3, "history": 0}
    )
    names = {"weights": "权重.yaml", "evaluate": "p.csv", "preferences": "q.yaml"}
    texts = (WEIGHTS, PROPOSAL, PREFERENCES)
    options = [
        "--programme",
        "jiangsu-2022",
        "--year",
        "2021",
        "--seed",
        "1",
        "--draws",
        str(DRAWS),
    ]
    for (option, name), text in zip(names.items(), texts, strict=True):
        tmp_path.joinpath(name).write_text(text, "utf-8")
        options += [f"--{option}", str(tmp_path / name)]
    printed = CliRunner().invoke(pair_command, [*options, "--format", "json"]).stdout
    said, ours = json.loads(printed), json.loads(kept.result)
    for key in ("pairs", "objective", "overrides", "stability", "evaluated", "scores"):
        assert ours[key] == said[key], key


def test_a_run_shows_what_its_files_said(visitor, carried):
    page = visitor.get(carried)
    shown = text_of(page)
    assert "两个市都有基础" in shown and "权重.yaml:4" in json.dumps(
        json.loads(page.context["run"].result)["overrides"], ensure_ascii=False
    )
    evaluated = [row[0].value for row in page.context["tables"]["evaluated"].rows]
    assert "另案" in evaluated
    table = page.context["tables"]["stability"]
    official = next(row for row in table.rows if row[0].value == "现行官方结对")
    # 苏州 may take two and 淮安 would rather have 苏州: together they leave 南京 behind.
    assert official[1].value == "否" and official[2].value == "苏州→淮安"


def test_a_run_with_files_is_made_again_to_the_same_bytes(carried, db):
    """And from keys in any order: PostgreSQL orders the keys of a JSON column by length."""
    kept = Run.objects.get(fingerprint=carried.strip("/").split("/")[-1])
    turned = json.loads(json.dumps(kept.request), object_pairs_hook=lambda p: dict(reversed(p)))
    assert making.make(turned).result == kept.result
    assert canonical_json(making.revived(kept.result)) == kept.result


def test_what_files_said_goes_with_the_run_to_another_choice(visitor, carried):
    page = visitor.get(carried)
    form = visitor.get(f"{INDEX}?{page.context['again']}").context["form"]
    number = page.context["run"].fingerprint
    assert form.base.fingerprint == number and form.is_set
    assert asking.read(QueryDict(page.context["again"])) == page.context["run"].request


def test_a_fault_in_a_file_is_shown_with_its_name_and_line(visitor, kept_runs):
    runs = Run.objects.count()
    answer = visitor.post(
        "/pairing/propose",
        sent(
            weights_file=file("我的.yaml", "weights:\n  endowment: 2\n  luck: 1\n"),
            proposals_file=file("p.csv", "name,supporter,recipient\nx,南京,某市\n"),
        ),
    )
    shown = text_of(answer)
    assert answer.status_code == 422 and Run.objects.count() == runs
    assert "我的.yaml 第3行" in shown and "luck" in shown
    assert "p.csv 第2行" in shown and "某市" in shown and "jiedui-" not in shown


def test_an_override_without_a_reason_is_refused_where_it_stands(visitor, kept_runs):
    text = "overrides:\n- region: 苏州\n  quota_max: 2\n"
    answer = visitor.post("/pairing/propose", sent(weights_file=file("w.yaml", text)))
    assert answer.status_code == 422 and "w.yaml 第2行" in text_of(answer)


def test_a_file_too_large_for_its_purpose_is_refused(visitor, kept_runs):
    answer = visitor.post("/pairing/propose", sent(weights_file=file("w.csv", "x" * 300_000)))
    assert answer.status_code == 422 and "文件太大" in text_of(answer)


def test_counties_are_paired_from_the_form_inside_the_pairs_of_their_cities(visitor, kept_runs):
    """B5: the province settles the cities, counties are paired under them."""
    answer = visitor.post("/pairing/propose", sent(year="2020", level="county"))
    assert answer.status_code == 302, text_of(answer)
    page = visitor.get(answer.url)
    result = making.revived(page.context["run"].result)
    cities = {(one["supporter"], one["recipient"]) for one in result.definitions["city_pairs"]}
    above = {(pair.supporter[:4] + "00", pair.recipient[:4] + "00") for pair in result.pairs}
    assert result.level == "county" and above <= cities
    assert "县级" in text_of(page)
    assert "county_panel" in page.context["tables"]["pairs"].rows[0][0].url


def test_the_share_of_cross_links_reaches_the_analysis():
    """B10."""
    fields = sent(year="2020", level="county", cross_share="0.4")
    asked = making.asked(asking.read(QueryDict(urlencode(fields))))
    assert (asked.level, asked.cross_share) == ("county", 0.4)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"cross_share": "0.2"}, "跨市份额只用于县级"),
        ({"level": "county", "year": "2020", "pair_320100_320800": "require"}, "县级测算不看格子"),
        ({"level": "village"}, "village"),
        ({"require": "南京:某市"}, "某市"),
        ({"forbid": "南京"}, "南京"),
        ({"base": "123456789abc"}, "没有这次测算"),
        ({"level": "county"}, "2020"),
    ],
    ids=["share", "grid", "level", "place", "pair", "base", "year"],
)
def test_a_setting_that_makes_no_sense_is_refused(visitor, kept_runs, fields, said):
    answer = visitor.post("/pairing/propose", sent(**fields))
    assert answer.status_code == 422 and said in text_of(answer)


def test_pairs_are_asked_for_by_name_on_a_line(visitor):
    request = asking.read(QueryDict(f"{urlencode(sent())}&require=南京：宿迁、320500:320800"))
    assert request["require"] == [["320100", "321300"], ["320500", "320800"]]
    assert set(request) == set(asking.default_request("jiangsu-2022"))


def test_the_spread_of_data_made_weights_stands_on_the_page(visitor, jiangsu, own):
    """A9: on so few regions entropy and CRITIC weights swing widely, and the page shows it."""
    rows = visitor.get(jiangsu).context["tables"]["spread"].rows
    first = own.weights_stability["entropy"][0]
    assert [cell.value for cell in rows[0][2:]] == pytest.approx(
        [first["weight"], first["low"], first["high"]], rel=1e-11
    )
    assert len(rows) == 8
