"""A match over an office's own tables: read, refused, kept, seen by whom (C1, C5, C11, D7, N1)."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import shlex

import pytest
from click.testing import CliRunner
from django.test import Client

from jiedui.analysis.provenance import canonical_json
from jiedui.cli import root
from jiedui.web.desk.matching import making, own
from jiedui.web.judgement.offers.models import Offer
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.parks.models import Park
from jiedui.web.records.runs.access import Held, visible_runs
from jiedui.web.records.runs.models import Content, OwnTable, Run
from web_support.own_tables import FIRMS, PARKS, closed_run, file, posted
from web_support.people import person
from web_support.two_sides import PAIR, PROGRAMME, two_sides


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def sides(loaded, db):
    return two_sides()


@pytest.fixture
def south(sides):
    return client_of(sides.south)


@pytest.fixture
def address(south):
    """The page of a run that Suzhou's office made over its own tables."""
    return posted(south)["Location"]


@pytest.fixture
def run(address):
    return Run.objects.get(fingerprint=address.split("/")[2])


def test_an_office_places_its_own_firms_in_its_own_park(south, address):
    """D7: 600 m2 hold one project of 500; the bank is refused by name of the rule."""
    page = text_of(south.get(address))
    assert "3 家企业，1 家安排进 1 个园区" in page
    assert "1 家有合适的园区，但都让给了别家；1 家每个园区都被规则拒绝" in page


def test_the_page_says_what_was_brought_by_whom_and_for_whom(sides, south, address):
    page = text_of(south.get(address))
    digest = hashlib.sha256(FIRMS.encode()).hexdigest()
    assert "企业.csv" in page and "园区.csv" in page and digest in page
    assert sides.south.username in page and "帮扶方" in page and "另一方看不到" in page
    assert "按企业代码" in page
    assert "证券代码" not in page


def test_both_files_come_back_byte_for_byte_and_the_trail_notes_it(sides, south, address):
    answer = south.get(f"{address}tables/firms")
    assert b"".join(answer.streaming_content) == FIRMS.encode()
    assert "attachment" in answer["Content-Disposition"]
    noted = Entry.objects.filter(action="export").latest("id")
    assert (noted.by, noted.object_key) == (sides.south.username, f"{address}tables/firms")
    assert south.get(f"{address}tables/pairs").status_code == 404


def test_made_again_it_gives_the_same_bytes(south, address, run):
    """design.md §1: the tables are kept, so nothing else is needed."""
    making._prepared.clear()
    page = south.post(f"/runs/{run.fingerprint}/again")
    assert page.context["again"].is_same


def test_the_command_on_the_page_gives_the_same_result(south, run, address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "企业.csv").write_text(FIRMS, "utf-8")
    (tmp_path / "园区.csv").write_text(PARKS, "utf-8")
    command = south.get(address).context["own"].command
    words = shlex.split(command)
    assert words[:4] == ["jiedui", "match", "企业.csv", "园区.csv"]
    done = json.loads(CliRunner().invoke(root, [*words[1:], "--format", "json"]).stdout)
    kept = json.loads(run.result)
    assert (done["value"], done["bound"]) == (kept["value"], kept["bound"])
    assert done["provenance"] == json.loads(canonical_json(kept["provenance"]))


def test_choices_of_the_form_stand_in_the_command_too(south, tmp_path, monkeypatch):
    """At 40 m2 a head both projects need 200 of 600 m2, so both fit."""
    sent = {"assume_land_m2_per_employee": "40", "day": "2024-01-01", "seed": "5", "top": "3"}
    address = posted(south, lift="park_phase", **sent)["Location"]
    assert "2 家安排进 1 个园区" in text_of(south.get(address))
    command = south.get(address).context["own"].command
    assert "--lift park_phase --assume land_m2_per_employee=40.0 --day 2024-01-01" in command
    monkeypatch.chdir(tmp_path)
    (tmp_path / "企业.csv").write_text(FIRMS, "utf-8")
    (tmp_path / "园区.csv").write_text(PARKS, "utf-8")
    arguments = [*shlex.split(command)[1:], "--format", "json"]
    assert json.loads(CliRunner().invoke(root, arguments).stdout)["placed"] == 2


def test_one_table_alone_goes_with_the_one_that_ships(south):
    address = posted(south, parks=None)["Location"]
    page = south.get(address)
    assert "3 家企业，2 家安排进" in text_of(page)
    assert page.context["own"].command.startswith("jiedui match '企业.csv' shipped --programme")
    assert "目录里对不上行业的用词" in text_of(page)


def test_without_a_table_of_ones_own_it_is_the_public_match(south, loaded):
    address = posted(south, firms=None, parks=None, top="1")["Location"]
    assert Run.objects.get(fingerprint=address.split("/")[2]).is_open


def test_every_fault_of_both_tables_is_said_and_nothing_is_kept(south):
    before = (Run.objects.count(), OwnTable.objects.count(), Content.objects.count())
    firms = FIRMS + "A,重复,320500,39,5\nE,戊,苏州,39,-1\n"
    answer = posted(south, firms=firms, parks=PARKS.replace("600", ""))
    assert answer.status_code == 422
    faults = answer.context["faults"].rows
    told = [(row[0].value, row[2].value, row[3].value, row[4].value) for row in faults]
    assert told == [
        ("企业.csv", 5, "企业代码", "A"),
        ("企业.csv", 6, "注册地代码", "苏州"),
        ("企业.csv", 6, "从业人数", "-1"),
        ("园区.csv", 2, "可供土地(平方米)", None),
    ]
    page = text_of(answer)
    assert "检查出 4 处问题，没有保存任何内容" in page and "第一次在第 2 行" in page
    assert (Run.objects.count(), OwnTable.objects.count(), Content.objects.count()) == before


def test_the_file_comes_back_with_its_bad_cells_commented(south):
    answer = posted(south, firms=FIRMS.replace("320500", "苏州", 1))
    ((kind, name, carried),) = answer.context["commented"]
    assert (kind, name) == ("firms", "企业.csv")
    book = south.post("/matching/own/commented", {"carried": carried})
    assert book.status_code == 200 and book.content[:2] == b"PK"


def test_files_without_a_fault_are_carried_on_when_something_else_is_wrong(south):
    answer = posted(south, seed="many")
    assert answer.status_code == 422
    form = answer.context["own"]
    assert [one.chosen for one in form.choices] == ["carried", "carried"]
    again = {"brought": form.brought, "from_firms": "carried", "from_parks": "carried"}
    sent = posted(south, firms=None, parks=None, **again)
    kept = Run.objects.get(fingerprint=sent["Location"].split("/")[2])
    assert set(kept.request["own"]) == {"firms", "parks"}


def test_the_tables_of_a_run_are_taken_over_by_the_next(south, run):
    form = south.get("/matching/", {"tables_of": run.fingerprint}).context["own"]
    assert [one.chosen for one in form.choices] == ["kept", "kept"]
    more = {"tables_of": run.fingerprint, "from_firms": "kept", "from_parks": "shipped"}
    sent = posted(south, firms=None, parks=None, **more)
    kept = Run.objects.get(fingerprint=sent["Location"].split("/")[2])
    assert kept.request["own"] == {"firms": run.request["own"]["firms"]}


def test_tables_out_of_reach_are_taken_over_by_nobody(sides, run):
    stranger = client_of(sides.elsewhere)
    form = stranger.get("/matching/", {"tables_of": run.fingerprint}).context["own"]
    assert form.tables_of == ""
    more = {"tables_of": run.fingerprint, "from_firms": "kept", "top": "1"}
    sent = posted(stranger, firms=None, parks=None, **more)
    assert sent.status_code == 422 and "先前的表读不到了" in text_of(sent)


def test_too_many_rows_are_refused_with_the_limit_and_the_way_out(south, monkeypatch):
    monkeypatch.setitem(own.ROWS_MOST, "firms", 2)
    answer = posted(south)
    assert answer.status_code == 422 and not Content.objects.exists()
    page = text_of(answer)
    assert "行数太多：网页上最多 2 行" in page and "jiedui match" in page
    monkeypatch.setitem(own.ROWS_MOST, "firms", 10)
    monkeypatch.setattr(own, "PAIRS_MOST", 2)
    assert "3 × 1 = 3" in text_of(posted(south))


def test_a_file_over_the_limit_is_refused_by_size(south, monkeypatch):
    from jiedui.web.desk.upload import carrying

    monkeypatch.setattr(carrying, "LARGEST_FILE_BYTES", 20)
    assert "文件太大" in text_of(posted(south))


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_anybody_may_download_the_tables_to_fill_in(visitor, ending):
    for kind in ("firms", "parks"):
        answer = visitor.get(f"/matching/templates/{kind}.{ending}")
        assert answer.status_code == 200
    assert visitor.get("/matching/templates/firms.doc").status_code == 404
    if ending == "csv":
        head = answer.content.decode("utf-8-sig")
        assert head.startswith("园区代码,园区名称,所在地代码,可供土地(亩)")


def test_a_filled_in_template_is_taken(south):
    import openpyxl

    made = {}
    rows = {
        "firms": {"企业代码": "A", "注册地代码": "320500", "行业代码": "39", "从业人数": 100},
        "parks": {"园区代码": "P", "所在地代码": "321322", "主导产业代码": "39",
                  "可供土地(亩)": 0.9, "可供电力(千瓦)": 0},
    }  # fmt: skip
    rows["firms"]["项目用电(千瓦)"] = 0
    for kind, cells in rows.items():
        book = openpyxl.load_workbook(
            io.BytesIO(south.get(f"/matching/templates/{kind}.xlsx").content)
        )
        sheet = book.worksheets[0]
        for cell in sheet[1]:
            sheet.cell(2, cell.column, cells.get(cell.value))
        target = io.BytesIO()
        book.save(target)
        made[kind] = target.getvalue()
    told = {"programme": PROGRAMME, **{k: file(f"{k}.xlsx", v) for k, v in made.items()}}
    answer = south.post("/matching/own", told)
    assert answer.status_code == 302


# Who sees it


PAGES = ("", "what-if", "costs", "chain", "firms/A/", "parks/P/", "tables/firms", "?format=csv")


def test_visitors_and_strangers_meet_a_404_on_every_page_of_it(sides, address, run, visitor):
    pages = [f"{address}{page}" for page in PAGES]
    runs = [f"/runs/{run.fingerprint}/", f"/runs/{run.fingerprint}/result.json"]
    for client in (Client(), client_of(sides.elsewhere), client_of(sides.north)):
        answers = {page: client.get(page).status_code for page in (*pages, *runs)}
        assert set(answers.values()) == {404}, answers
        assert client.post(f"{runs[0]}again").status_code == 404
        compared = client.get("/matching/compare/", {"a": run.fingerprint})
        assert compared.status_code in (200, 404) and "甲电子" not in text_of(compared)


def test_it_stands_in_no_list_that_a_visitor_reads(run, visitor):
    for page in ("/", "/matching/", "/matching/?format=csv", "/runs/", "/runs/?format=json",
                 "/matching/compare/", f"/search?q={run.fingerprint}"):  # fmt: skip
        told = visitor.get(page).content.decode()
        assert f"/{run.fingerprint}" not in told and "甲电子" not in told, page


def test_every_page_of_it_opens_for_who_may_see_it(sides, address, run):
    for user in (sides.south, sides.south2, sides.above):
        client = client_of(user)
        for page in PAGES:
            assert client.get(f"{address}{page}").status_code == 200, (user, page)
        assert run.fingerprint in client.get("/matching/").content.decode()
        assert client.get(f"/runs/{run.fingerprint}/").status_code == 200


def test_a_file_taken_out_of_it_says_that_it_is_not_public(south, address):
    for page in ("", "firms/A/", "parks/P/", "chain"):
        told = south.get(f"{address}{page}", {"format": "json"}).json()
        assert told["page"].startswith("不公开 · "), page


def test_a_firm_that_no_park_is_large_enough_for_is_told_so(south):
    """0.9 mu are to be had; B needs 1,200, and its page says that."""
    firms = (
        "企业代码,企业名称,注册地代码,行业代码,项目用地(亩)\n"
        "A,甲电子,320500,39,0.5\nB,乙电子,320500,39,1200\n"
    )
    address = posted(south, firms=firms)["Location"]
    assert "1 家要得太多，合适的园区整个也放不下" in text_of(south.get(address))
    page = text_of(south.get(f"{address}firms/B/"))
    assert "要得太多，合适的园区整个也放不下" in page and "1,200.0 亩" in page


@pytest.mark.parametrize(
    "head", ['[["firms","f",Infinity]]', "[" * 3000 + "]" * 3000, '[["firms","\\ud800.csv",0]]',
             '[["firms","a\\u0000b",0]]'],
    ids=["endless", "deep", "half_a_character", "control"],
)  # fmt: skip
def test_files_that_a_form_was_made_to_carry_are_refused_whatever_they_claim(south, head):
    import base64
    import zlib

    text = base64.b64encode(zlib.compress(f"{head}\n".encode())).decode()
    told = {"programme": PROGRAMME, "brought": text, "from_firms": "carried"}
    assert south.post("/matching/own", told).status_code == 422


def test_a_park_that_takes_no_more_firms_cannot_have_more_land(south, address):
    asked = {"park": "P", "more_land_m2": "100", "leaves": "1"}
    answer = south.get(f"{address}what-if", asked)
    assert answer.status_code == 422 and "没有什么可增加" in text_of(answer)


def test_a_run_over_firms_of_no_other_run_has_nothing_beside_it(south, run):
    answer = south.get("/matching/compare/", {"a": run.fingerprint})
    assert answer.status_code == 200


def test_what_the_reader_passed_over_is_said_on_the_page(south):
    """A title above and a note below the table are no firms; nothing is left out in silence."""
    firms = f"2026年拟转移企业\n{FIRMS}注：企业自报\n"
    page = text_of(south.get(posted(south, firms=firms)["Location"]))
    assert "3 家企业" in page
    assert "企业.csv 第1行 · 收到“2026年拟转移企业”：当作标题跳过；列名在第 2 行" in page
    assert "收到“注:企业自报”：当作表下的注释跳过" in page


def test_a_park_that_names_codes_alone_shows_the_industries_they_mean(south, address):
    """39 is computers and other electronics in GB/T 4754-2017."""
    parks = south.get(address, {"show": "parks", "format": "json"}).json()
    assert "计算机、通信和其他电子设备制造业" in str(parks["rows"])


def test_what_if_and_costs_are_worked_out_over_own_tables(south, address):
    """D7: 1.5 mu more is 1000 m2, so 1600 m2 hold both projects of 500."""
    page = text_of(south.get(f"{address}what-if", {"park": "P", "more_land_m2": "1.5"}))
    assert "乙电子" in page or "甲电子" in page
    assert south.get(f"{address}costs", {"of": "industries_of_parks"}).status_code == 200


def test_two_runs_over_own_tables_are_compared(south, run):
    other = posted(south, assume_land_m2_per_employee="40")["Location"].split("/")[2]
    page = text_of(south.get("/matching/compare/", {"a": run.fingerprint, "b": other}))
    assert "1 家只在乙有园区" in page


def test_runs_over_other_parks_are_compared_and_each_park_is_linked_where_it_is(south, run):
    """A goes to the office's own park in one run, to a zone of the catalogue in the other."""
    other = posted(south, parks=None)["Location"].split("/")[2]
    answer = south.get("/matching/compare/", {"a": run.fingerprint, "b": other})
    moves = {row[0].value: row for row in answer.context["tables"]["moves"].rows}
    moved = moves["甲电子"]
    assert moved[1].url == f"/matching/{run.fingerprint}/parks/P/"
    assert moved[2].url.startswith(f"/matching/{other}/parks/")
    assert south.get(moved[2].url).status_code == 200
    assert "两次用的表不同" in text_of(answer)


@pytest.mark.parametrize(
    ("held", "grant", "sees"),
    [
        (Held(), ("evaluator", PROGRAMME), True),
        (Held(), ("pair_office", PROGRAMME, "pair", PAIR, "supporter"), False),
        (Held(), ("auditor", "yrd-anhui-2021"), False),
        (Held(region="320581"), ("county_liaison", PROGRAMME, "region", "320500"), True),
        (Held(region="320500"), ("county_liaison", PROGRAMME, "region", "320581"), False),
        (Held(pair=PAIR, side="supporter", region="320500"),
         ("pair_office", PROGRAMME, "pair", PAIR, "recipient"), False),
        (Held(pair=PAIR, side="supporter", region="320500"),
         ("pair_office", PROGRAMME, "pair", PAIR, "supporter"), True),
        (Held(pair=PAIR), ("pair_office", PROGRAMME, "pair", PAIR, "recipient"), True),
        (Held(park="T-1"), ("park_committee", PROGRAMME, "park", "T-1"), True),
        (Held(park="T-1"), ("park_committee", PROGRAMME, "park", "T-2"), False),
        (Held(), ("system_admin",), False),
    ],
)  # fmt: skip
def test_a_grant_opens_what_was_made_within_it(loaded, db, held, grant, sees):
    made = closed_run(held)
    assert visible_runs(person(*grant)).filter(pk=made.pk).exists() == sees


def test_who_made_it_sees_it_and_nobody_without_a_grant(loaded, db):
    made = closed_run(Held(), by=person().username)
    assert visible_runs(person()).filter(pk=made.pk).exists()
    assert not visible_runs(person("auditor", "yrd-anhui-2021")).filter(pk=made.pk).exists()


def test_two_offices_with_the_same_tables_have_a_run_each(sides, south, run):
    """Otherwise the second would be told of the first."""
    other = posted(client_of(sides.north))["Location"].split("/")[2]
    assert other != run.fingerprint
    assert Content.objects.count() == 2  # the bytes stand once


def test_who_may_not_bring_tables_is_offered_none(loaded, db):
    reader = client_of(person("evaluator", PROGRAMME))
    assert reader.get("/matching/").context["own"] is None
    assert posted(reader).status_code == 404
    assert "own" not in Client().get("/matching/").content.decode().split("<form")[1][:300]


def test_a_grant_elsewhere_brings_nothing_to_this_programme(loaded, db):
    other = client_of(person("lead_office", "yrd-anhui-2021"))
    answer = posted(other)
    assert answer.status_code == 422 and "没有在这一协作关系里带表进来的授权" in text_of(answer)


def test_the_trail_tells_of_it_in_words_only_to_who_may_see_it(sides, run):
    from jiedui.web.platform.audit.reading import as_read_by

    entry = Entry.objects.get(object_key=run.fingerprint)
    assert not as_read_by(sides.south, [entry])[0].is_withheld
    stranger = person("auditor", "yrd-anhui-2021")
    assert as_read_by(stranger, [Entry.objects.get(pk=entry.pk)])[0].is_withheld


# Offers


def test_an_own_park_is_registered_as_internal_and_offers_go_out(sides, address, run):
    """The register says where it is from; the firm is called by the id of the office's table."""
    client = client_of(sides.above)
    sent = {"run": run.fingerprint, "park": "P", "pair": PAIR}
    assert client.post("/matching/register", sent).status_code == 302
    park = Park.objects.get(code="P")
    assert (park.secrecy, park.source) == ("internal", "自带的园区表 园区.csv")
    answer = client.post("/matching/send", {"run": run.fingerprint, "row": "A|P"})
    assert answer.status_code == 302
    offer = Offer.objects.get(firm_key="A", park=park)
    assert (offer.firm_name, offer.run) == ("甲电子", run)
    north = client_of(sides.north).get(f"/offers/{offer.code}/")
    assert "您看不到这次测算" in text_of(north)
    client.cookies["django_language"] = "en"
    english = html.unescape(text_of(client.get(f"/offers/{offer.code}/")))
    reasons = [one for one in offer.terms if one.get("note")]
    assert reasons and all(one["note_en"] in english for one in reasons)
    assert not any(one["note"] in english for one in reasons)
    assert f"/runs/{run.fingerprint}/" not in north.content.decode()


def test_sending_without_a_tick_is_refused_on_the_page_it_was_tried_on(sides, run):
    client = client_of(sides.above)
    sent = {"run": run.fingerprint, "park": "P", "pair": PAIR}
    client.post("/matching/register", sent)
    answer = client.post("/matching/send", {"run": run.fingerprint, "page_of": "P"})
    page = text_of(answer)
    assert answer.status_code == 422 and "没有选中要发的企业" in page
    assert answer.context["line"].park == "P" and "谁想进来" in page
    elsewhere = client.post("/matching/send", {"run": run.fingerprint, "page_of": "strange"})
    assert elsewhere.status_code == 422 and "没有选中要发的企业" in text_of(elsewhere)


def test_a_firm_larger_than_the_park_is_told_so_and_no_offer_is_sent(sides):
    """400 people: 20 of them in a project, 2,000 m2 or 3 mu, in a park of 600 m2 or 0.9 mu."""
    client = client_of(sides.above)
    large = FIRMS.replace("B,乙电子,320500,39,100", "B,乙电子,320500,39,400")
    fingerprint = posted(client, firms=large)["Location"].split("/")[2]
    client.post("/matching/register", {"run": fingerprint, "park": "P", "pair": PAIR})
    page = client.get(f"/matching/{fingerprint}/parks/P/")
    assert "3.0 土地共 0.9 亩，放不下" in text_of(page)
    boxes = {one.firm: one.may_send for one in page.context["boxes"]["applicants"]}
    assert boxes == {"A": True, "B": False}
    answer = client.post("/matching/send", {"run": fingerprint, "row": "B|P"})
    assert answer.status_code == 422 and "园区放不下这家企业" in text_of(answer)
    assert not Offer.objects.filter(firm_key="B").exists()


def test_what_others_leave_of_a_park_is_told_to_who_still_wants_in(south, run):
    page = text_of(south.get(f"/matching/{run.fingerprint}/parks/P/"))
    # 500 of 600 m2 are taken: 0.15 mu are left, and the second firm needs 0.75
    assert re.search(r"0\.8 土地只剩 0\.[12] 亩", page) and "0.8 已安排在这里" in page


def test_all_that_a_park_has_can_be_taken_away_whatever_its_decimals(south):
    parks = PARKS.replace("可供土地(平方米)", "可供土地(亩)").replace(",600", ",1.1")
    address = posted(south, parks=parks)["Location"]
    asked = {"park": "P", "more_land_m2": "-1.1", "leaves": "0"}
    assert south.get(f"{address}what-if", asked).status_code == 200
    more = south.get(f"{address}what-if", asked | {"more_land_m2": "-1.2"})
    assert more.status_code == 422 and "减到比没有还少" in text_of(more)


@pytest.mark.parametrize("text", ["1_000", "١", "0x10", "1,00"])
def test_an_amount_is_written_as_in_tables(south, address, text):
    answer = south.get(f"{address}what-if", {"park": "P", "more_land_m2": text})
    assert answer.status_code == 422 and "不是可用的数" in text_of(answer)
    taken = south.get(f"{address}what-if", {"park": "P", "more_land_m2": "1,000"})
    assert "丁园区多 1,000 亩土地" in text_of(taken)


def test_a_class_of_industry_is_called_by_its_own_name(south):
    address = posted(south, firms=FIRMS.replace("B,乙电子,320500,39", "B,乙电子,320500,3973"))
    page = text_of(south.get(address["Location"], {"show": "unplaced"}))
    assert "3973 集成电路制造" in page


def test_the_list_of_matches_names_the_files_of_each_only_to_who_may_see_it(south, run, visitor):
    listed = text_of(south.get("/matching/"))
    assert "企业.csv · 园区.csv · 不公开" in listed
    assert "企业.csv" not in text_of(visitor.get("/matching/"))


def test_a_small_match_says_what_a_search_proves_beyond_its_prices(south):
    """600 m2 hold one of two firms of 500 and 400; by prices, that and a piece of the other."""
    address = posted(south, firms=FIRMS.replace("B,乙电子,320500,39,100", "B,乙电子,320500,39,80"))
    page = south.get(address["Location"])
    result = making.revived(Run.objects.get(fingerprint=address["Location"].split("/")[2]).result)
    assert len(result.placed) == 1 and result.gap > 0.2 and result.known_gap < 1e-6
    assert "在候选中逐支搜索(HiGHS)" in text_of(page)
    assert "已证明：守同样的限制，没有更好的安排" in text_of(page)
    asked = south.get(f"{address['Location']}what-if", {"park": "P", "more_land_m2": "0.1"})
    assert asked.context["found"].before.gap < 1e-6


def test_a_park_of_the_same_name_in_another_city_is_another_park(sides, south, address, run):
    pair = sides.pair
    Park.objects.create(
        code="Q",
        name="丁园区",
        programme=pair.programme,
        pair=pair,
        host_region="320802",
        source="x",
    )
    page = south.get(f"{address}parks/P/")
    assert page.context["carrier"] is None


def test_nobody_sends_from_a_run_out_of_reach(sides, run):
    client = client_of(sides.elsewhere)
    answer = client.post("/matching/send", {"run": run.fingerprint, "row": "A|P"})
    assert answer.status_code == 422 and "没有这次测算" in text_of(answer)


def test_an_id_may_hold_what_an_address_cannot(south):
    firms = FIRMS.replace("\nA,", "\n2026/甲|1,").replace("\nB,", "\n..,")
    address = posted(south, firms=firms)["Location"]
    page = south.get(address)
    links = re.findall(rf'href="({address}firms/[^"]+)"', page.content.decode())
    assert links and all(south.get(link).status_code == 200 for link in links)
    listed = south.get(address, {"show": "unplaced"}).content.decode()
    links += re.findall(rf'href="({address}firms/[^"]+)"', listed)
    titles = [south.get(link).context["firm"]["id"] for link in dict.fromkeys(links)]
    assert sorted(titles) == ["..", "2026/甲|1", "C"]
