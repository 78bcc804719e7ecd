"""The matching pages: who goes where and how well that is proven, why, and offers sent from it.

Mission C4-C11, C17, C21, D7, N1; design.md §1: every result can be made again.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import openpyxl
import pandas as pd
import pytest
from django.test import Client
from django.utils import translation

from jiedui.analysis.matching import (
    MatchRequest,
    candidates_of,
    checked_firms,
    checked_parks,
    placement,
    prepare,
    shipped_run,
)
from jiedui.analysis.matching.placement import place_run
from jiedui.analysis.matching.results import NO_ROOM, REFUSED, Limit, result_of
from jiedui.analysis.matching.standing import placement_of
from jiedui.analysis.provenance import canonical_json
from jiedui.web.desk.matching import actions, asking, carriers, making, tables, telling, words
from jiedui.web.judgement.offers.models import Offer
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.parks.models import Park
from jiedui.web.records.programmes.models import Pair
from jiedui.web.records.runs.models import Run
from web_support.people import person
from web_support.two_sides import OTHER_PAIR, PAIR, PROGRAMME, two_sides

INDEX, PARK = "/matching/", "苏州宿迁工业园区"


@pytest.fixture(scope="module")
def kept(loaded, django_db_blocker):
    """The match that a site opens with, computed once."""
    with django_db_blocker.unblock():
        request = asking.default_request("jiangsu-2022")
        return actions.match(request=request, by="tests").fingerprint


@pytest.fixture
def address(kept):
    return f"{INDEX}{kept}/"


@pytest.fixture
def result(kept, db):
    return making.revived(Run.objects.get(fingerprint=kept).result)


@pytest.fixture(scope="module")
def tiny():
    """Two like firms and a bank; one park, with land for one of them.

    Each firm has 100 people: 5 % of them make a project of 5, at 100 m² each 500 m².
    """
    firms = pd.DataFrame(
        {
            "firm": ["A", "B", "C"],
            "name": ["甲电子", "乙电子", "丙银行"],
            "home": ["320500"] * 3,
            "industry": ["39", "39", "66"],
            "employees": [100, 100, 100],
        }
    )
    parks = pd.DataFrame(
        {
            "park": ["P"],
            "name": ["丁园区"],
            "region": ["321322"],
            "industries": ["39"],
            "capacity_land_m2": [600],
        }
    )
    run = prepare(checked_firms(firms), checked_parks(parks), MatchRequest("jiangsu-2022"))
    found = candidates_of(run, top=1)
    return result_of(run, found, place_run(run, found, gap=0.0, seed=0))


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_of_two_like_firms_one_gets_the_land_and_the_other_is_told_why(tiny):
    """D7: 500 of 600 m² are used; 500 more do not fit. The bank is refused by name of the rule."""
    assert [(one.park, one.rank, one.needs) for one in tiny.placed] == [("P", 1, (500.0,))]
    assert [(one.used, one.capacity) for one in tiny.limits] == [(500.0, 600.0)]
    why = {one.firm: (one.why, one.rules) for one in tiny.unplaced}
    assert sorted(why.values()) == [
        (NO_ROOM, ()),
        (REFUSED, (("industries_of_parks", 1),)),
    ]
    assert why["C"][0] == REFUSED
    rules = {one.rule: one for one in tiny.rules}
    assert (rules["industries_of_parks"].refused, rules["industries_of_parks"].firms) == (1, 1)
    assert rules["park_phase"].lacks == "parks.phase"


def test_the_certificate_is_said_so_that_nobody_takes_it_for_money(tiny):
    with translation.override("zh-hans"):
        assert words.headline(tiny) == "3 家企业，1 家安排进 1 个园区"
        best = words.certificate(tiny)
        said = words.certificate(replace(tiny, value=99.25, bound=100.5))
        large = words.certificate(replace(tiny, value=1999.25, bound=2000.5))
    assert best == f"总得分 {tiny.value:.3f}。已证明：守同样的限制，没有更好的安排。"
    assert "总得分 99.250" in said and "超不过 100.500" in said and "至多差 1.24%" in said
    assert "总得分 1,999.2" in large and "超不过 2,000.5" in large
    assert "元" not in best + said + large


@pytest.mark.parametrize(("gap", "said"), [(0.00329, "0.33%"), (0.0, "0.0000%"), (2e-6, "0.0002%")])
def test_a_gap_is_never_rounded_to_nothing(tiny, gap, said):
    assert words.gap(replace(tiny, bound=1.0, value=1 - gap, searched=None)) == said


def test_land_is_said_in_mu():
    """666⅔ m² are one mu."""
    with translation.override("zh-hans"):
        assert words.resource("land_m2").text(2000) == "3.0 亩"


def test_the_page_says_what_the_analysis_says(visitor, address, result):
    """B4: one analysis behind command line and page."""
    run = shipped_run(MatchRequest(programme="jiangsu-2022", weights="chain"))
    own = place_run(run, candidates_of(run, top=20), gap=1e-3, seed=0)
    assert result.value == pytest.approx(own.answer.value, rel=1e-11)
    assert [(p.firm, p.park) for p in result.placed] == [(r["firm"], r["park"]) for r in own.rows()]
    page = visitor.get(address)
    assert words.headline(result) in text_of(page)
    assert words.certificate(result) in text_of(page)


def test_the_bound_follows_from_the_prices_that_are_kept(result, kept, db):
    """Anyone can recompute it: Σ b·λ + Σ_i max(0, max_k s − a·λ), here in a few lines of NumPy."""
    run = making.prepared(Run.objects.get(fingerprint=kept).request)
    instance = placement_of(run.run, run.found, result).instance
    prices = np.array([limit.price for limit in result.limits])
    capacity = np.array([limit.counted for limit in result.limits])
    cost = instance.demand[:, :1].astype(float) * prices[instance.park.astype(int)]
    worth = np.where(instance.score > 0, instance.score - cost, 0.0).max(axis=1)
    bound = float(prices @ capacity) + float(np.maximum(worth, 0.0).sum())
    assert bound == pytest.approx(result.bound, rel=1e-6)
    assert len(run.run.firms) == len(result.placed) + len(result.unplaced)


def test_what_binds_is_the_same_wherever_it_stands(visitor, address, result):
    """Of a price and nobody turned away, and of somebody turned away at no price, neither binds."""
    binding = {(one.park, one.resource) for one in result.binding()}
    assert {one.turns_away for one in result.limits if one.price > 0} == {True, False}
    with translation.override("zh-hans"):
        page = {row[-1].value: row for row in tables.parks(result, "x", result.parks).rows}
    for limit in result.limits:
        binds = page[limit.park][5].value == "起作用"
        assert binds == ((limit.park, limit.resource) in binding), limit


def test_a_park_says_of_a_limit_without_price_whether_anybody_waits():
    quiet = Limit("P", "land_m2", 9.0, 10.0, 0.0, turns_away=False)
    proving = replace(quiet, price=0.1)
    awaited, priced = replace(quiet, turns_away=True), replace(proving, turns_away=True)
    with translation.override("zh-hans"):
        said = [words.price_note([one]) for one in (quiet, proving, awaited, priced)]
    assert said == [
        "没有别的企业在等这里的资源。",
        "没有别的企业在等这里的资源；影子价只用来证明上界。",
        "有企业更想来这里，剩下的放不下；影子价为零，多一点也不一定多得分，要重算才知道。",
        "影子价说的是多一个单位大约多得几分，不是钱。",
    ]


def test_of_whole_firms_the_worth_counts_the_places_that_can_be_taken():
    """Two firms of 3 m² go into 8 m²: 6 of them count, at 0.1 a square metre."""
    limit = Limit("P", "land_m2", 6.0, 8.0, 0.1, counted=6.0)
    assert limit.worth == pytest.approx(0.6)
    assert replace(limit, counted=None).worth == pytest.approx(0.8)


def test_who_is_too_large_for_the_parks_before_is_told_that_and_not_that_they_went_to_others(tiny):
    """500 m² of a firm; a first choice of 400 m² never held it, one of 600 m² did."""
    placed = replace(tiny.placed[0], rank=2)
    for capacity, said in (
        (400.0, "前面的园区整个都放不下它"),
        (600.0, "让给了换地方更吃亏的企业"),
    ):
        first = Limit("Q", "land_m2", 0.0, capacity, 0.0)
        result = replace(tiny, placed=(placed,), limits=(*tiny.limits, first))
        before = SimpleNamespace(park="Q", rank=1)
        with translation.override("zh-hans"):
            assert said in telling.firm_lead([before], result, placed, None, {})


def test_a_park_of_no_known_place_lies_in_no_pair(result, loaded, db):
    """One pair of the programme has a recipient without a code: an empty place is not it."""
    line = next(one for one in result.parks if one.park == "S327108")
    assert carriers.pairs_of(line, "jiangsu-2022", date(2026, 1, 1))
    assert carriers.pairs_of(replace(line, region=""), "jiangsu-2022", date(2026, 1, 1)) == []


def test_what_was_worked_out_from_the_same_files_is_given_at_once(kept, db, monkeypatch):
    """Of another version of the program it is worked out anew."""
    request = asking.default_request("jiangsu-2022")
    monkeypatch.setattr(actions, "make_run", lambda **asked: asked["by"])
    assert actions.match(request=request, by="me").fingerprint == kept
    Run.objects.filter(fingerprint=kept).update(version="0")
    assert actions.match(request=request, by="me") == "me"


def test_no_park_gives_more_than_it_has(result):
    """D7, from the rows alone."""
    used = dict.fromkeys((one.park for one in result.parks), 0.0)
    for one in result.placed:
        used[one.park] += one.needs[0]
    for limit in result.limits:
        assert used[limit.park] == pytest.approx(limit.used, rel=1e-4)
        assert used[limit.park] <= limit.capacity * (1 + 1e-6)


def test_the_same_request_gives_the_same_bytes_and_is_kept_once(visitor, kept):
    entries = Entry.objects.count()
    answer = visitor.post("/matching/match", {"programme": "jiangsu-2022"})
    assert (answer.status_code, answer["Location"]) == (302, f"{INDEX}{kept}/")
    assert Entry.objects.count() == entries


def test_made_again_is_worked_out_again_from_the_files(visitor, kept, monkeypatch):
    """design.md §1.4: what stands in memory would prove nothing."""
    made = []
    monkeypatch.setattr(
        placement, "place_run", lambda *given, **more: made.append(1) or place_run(*given, **more)
    )
    page = visitor.post(f"/runs/{kept}/again")
    assert page.context["again"].is_same and made


def test_another_choice_is_another_run_and_says_what_was_changed(visitor, kept):
    """C6: gradient beside chain; a lifted rule and an assumption stand on the page."""
    sent = {
        "programme": "jiangsu-2022",
        "weights": "gradient",
        "lift": "park_phase",
        "assume_half_distance_km": "300",
        "day": "2026-11-21",
        "top": "5",
    }
    answer = visitor.post("/matching/match", sent)
    assert answer.status_code == 302 and kept not in answer["Location"]
    page = text_of(visitor.get(answer["Location"]))
    for said in (
        "单纯梯度转移",
        "放开规则 1 条",
        "改假设：距离达到多少公里时减半 300",
        "规则和结对按 2026-11-21",
        "已放开规则",
    ):
        assert said in page


def test_what_cannot_be_read_is_named_and_nothing_is_kept(visitor):
    runs = Run.objects.count()
    sent = {
        "programme": "jiangsu-2022",
        "lift": "no_such",
        "assume_half_distance_km": "-1",
        "day": "x",
        "top": "0",
    }
    answer = visitor.post("/matching/match", sent)
    assert answer.status_code == 422 and Run.objects.count() == runs
    page = text_of(answer)
    for named in ("no_such", "距离达到多少公里时减半", "规则和结对按哪一天", "每家候选园区"):
        assert named in page


def test_what_the_form_was_asked_comes_back_from_the_address(kept, db):
    request = asking.default_request("jiangsu-2022") | {
        "lifted": ["park_phase"],
        "assumptions": {"half_distance_km": 300.0},
        "day": "2026-11-21",
        "seed": 3,
    }
    from django.http import QueryDict

    assert asking.read(QueryDict(asking.address(request))) == request
    assert making.asked(request).day == date(2026, 11, 21)


def test_lists_are_narrowed_sorted_and_exported_whole(visitor, address, result):
    page = visitor.get(address + "?industry=39&sort=firm").context["listed"]
    wanted = sorted(one.firm for one in result.placed if one.industry == "39")
    assert [one.firm for one in page.rows] == wanted
    found = visitor.get(address + "?q=丁不存在").context["listed"].rows
    assert found == ()
    text = visitor.get(address + "?format=csv&industry=39").content.decode("utf-8-sig")
    assert text.count("\n") == len(wanted) + 1
    assert wanted[0] in text
    out = visitor.get(address + "?show=unplaced&sort=why")
    assert "需要园区用地的行业(252 个园区)" in text_of(out)


def test_every_rule_stands_with_its_clause_and_what_was_not_checked_says_which_column(
    visitor, address
):
    page = text_of(visitor.get(address))
    assert "需要园区用地的行业" in page and "「制造业，以及仓储、软件和信息服务" in page
    assert "没有查 企业表没有“环境等级”" in page


def test_the_terms_of_an_offer_add_up_to_its_score(visitor, address):
    """N1: no single number stands alone."""
    page = visitor.get(f"{address}firms/002594.SZ/")
    for told in page.context["offers"]:
        *lines, total = told.terms.rows
        parts = [row[3].value for row in lines if row[3].value is not None]
        assert sum(parts) == pytest.approx(told.offer.score, abs=1e-6)
        assert total[3].value == pytest.approx(told.offer.score, abs=1e-6)
    shown = text_of(page)
    assert "比亚迪股份有限公司" in shown and "环境准入" in shown and "没有查" in shown


def test_a_park_shows_who_is_in_who_wants_in_and_what_is_used(visitor, address, result):
    page = visitor.get(f"{address}parks/{PARK}/")
    here = [one for one in result.placed if one.park == PARK]
    assert len(page.context["tables"]["placed"].rows) == len(here)
    scores = [row[1].value for row in page.context["tables"]["applicants"].rows]
    assert scores == sorted(scores, reverse=True)
    limit = next(one for one in result.limits if one.park == PARK)
    row = page.context["tables"]["limits"].rows[0]
    assert row[1].value == pytest.approx(limit.capacity / (2000 / 3))


@pytest.mark.parametrize(
    ("kind", "sheet"), [("firm", "Parks recommended"), ("park", "What there is, and what is used")]
)
def test_the_workbook_of_a_firm_or_a_park_says_which_programme_it_is_of(
    english_visitor, address, result, kind, sheet
):
    """D12: who is handed the file alone reads on its sheets what it is."""
    one = result.placed[0]
    name = one.name if kind == "firm" else result.park_names()[one.park]
    file = english_visitor.get(f"{address}{kind}s/{getattr(one, kind)}/?format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    first, about = book.worksheets
    assert first.title == sheet
    said = [str(cell.value) for line in about.rows for cell in line]
    assert any(name in text and "Jiangsu" in text for text in said), said
    assert any("input-output" in text.lower() for text in said), said


def test_a_narrowed_list_says_in_its_file_what_it_is_narrowed_to(visitor, address, result):
    asked = "?format=xlsx&table=placed&only=recipients&q=%E5%AE%BF"
    book = openpyxl.load_workbook(io.BytesIO(visitor.get(f"{address}{asked}").content))
    said = [str(cell.value) for line in book.worksheets[1].rows for cell in line]
    assert "安排好的企业(范围：受帮扶方的园区，“宿”)" in said, said
    assert any("江苏南北结对帮扶合作" in text and "20" in text for text in said), said


def test_what_is_not_in_the_run_is_not_found(visitor, address):
    for path in ("firms/none/", "parks/none/"):
        assert visitor.get(address + path).status_code == 404
    assert visitor.get("/matching/000000000000/").status_code == 404


def chosen(result, park=PARK):
    return next(one for one in result.placed if one.park == park)


def test_an_offer_is_sent_from_the_run_with_its_rank_score_and_terms(kept, address, result):
    """C11: what both sides read is what the run found."""
    sides, one = two_sides(), chosen(result)
    client = signed_in(sides.above)
    page = client.get(f"{address}?only=sendable&q={one.name}").content.decode()
    assert f'value="{one.firm}|{PARK}"' in page
    answer = client.post("/matching/send", {"run": kept, "row": f"{one.firm}|{PARK}"})
    made = Offer.objects.get()
    assert answer["Location"] == f"/offers/{made.code}/"
    assert (made.firm_name, made.rank, made.pair.key) == (one.name, one.rank, PAIR)
    assert made.score == pytest.approx(one.score) and made.run.fingerprint == kept
    added = sum(t["weight"] * t["value"] for t in made.terms if t["value"] is not None)
    assert added == pytest.approx(one.score, abs=1e-6)
    again = client.post("/matching/send", {"run": kept, "row": f"{one.firm}|{PARK}"})
    assert again.status_code == 422 and Offer.objects.count() == 1
    assert f"/offers/{made.code}/" in client.get(f"{address}parks/{PARK}/").content.decode()


def test_who_sends_several_offers_reads_how_many_went_out(kept, result):
    client = signed_in(two_sides().above)
    rows = [f"{one.firm}|{PARK}" for one in result.placed if one.park == PARK][:2]
    answer = client.post("/matching/send", {"run": kept, "row": rows}, follow=True)
    assert "刚发出 2 份，等两方答复。" in text_of(answer)
    assert Offer.objects.count() == 2
    assert "刚发出" not in text_of(client.get("/offers/?sent=two"))


def test_who_may_not_send_sees_no_boxes_and_is_sent_away(kept, address, result, visitor):
    one = chosen(result)
    assert 'name="row"' not in visitor.get(f"{address}parks/{PARK}/").content.decode()
    elsewhere = signed_in(two_sides().elsewhere)
    assert 'name="row"' not in elsewhere.get(f"{address}parks/{PARK}/").content.decode()
    answer = elsewhere.post("/matching/send", {"run": kept, "row": f"{one.firm}|{PARK}"})
    assert answer.status_code == 404 and not Offer.objects.exists()


def test_rows_that_cannot_be_sent_say_why_and_none_is_sent(kept, result):
    client, one = signed_in(person("lead_office", PROGRAMME)), chosen(result)
    zone = next(p for p in result.placed if p.park == "S327108")
    rows = [f"{one.firm}|{PARK}", f"{zone.firm}|{zone.park}"]
    answer = client.post("/matching/send", {"run": kept, "row": rows})
    assert answer.status_code == 422 and "还没有登记" in text_of(answer)
    bank = client.post("/matching/send", {"run": kept, "row": f"000001.SZ|{PARK}"})
    assert bank.status_code == 422 and "不在这家企业的候选之内" in text_of(bank)
    assert not Offer.objects.exists()


def test_a_zone_is_registered_under_its_pair_and_then_offers_can_be_sent(kept, address, result):
    """S327108 lies in Sihong, a county of Suqian: Suzhou's pair."""
    client = signed_in(person("lead_office", PROGRAMME))
    page = client.get(f"{address}parks/S327108/")
    assert PAIR in dict(page.context["registrable"])
    sent = {"run": kept, "park": "S327108", "pair": PAIR}
    assert client.post("/matching/register", sent).status_code == 302
    park = Park.objects.get(code="S327108")
    assert (park.name, park.host_region, park.pair.key) == ("江苏泗洪经济开发区", "321324", PAIR)
    zone = next(p for p in result.placed if p.park == "S327108")
    row = f"{zone.firm}|S327108"
    assert client.post("/matching/send", {"run": kept, "row": row}).status_code == 302
    assert Offer.objects.get().park == park


def test_a_park_with_a_supporter_of_its_own_is_proposed_under_that_pair_first(result, loaded, db):
    """The order of pairs by where the park lies comes after who builds it."""
    line = next(one for one in result.parks if one.park == "S327108")
    office, first = person("lead_office", PROGRAMME), Pair.objects.get(key=PAIR)
    second = Pair.objects.get(key=OTHER_PAIR)
    for supporter, wanted in (("320100", [second, first]), ("320500", [first, second])):
        built = replace(line, supporter=supporter)
        assert carriers.registrable(office, built, [first, second]) == wanted


def test_a_run_over_other_data_is_read_but_sends_nothing(kept, address, result):
    run, one = Run.objects.get(fingerprint=kept), chosen(result)
    inputs = dict(run.inputs) | {"listed_firms/table.csv": "0" * 64}
    Run.objects.filter(pk=run.pk).update(inputs=inputs)
    client = signed_in(person("lead_office", PROGRAMME))
    assert "数据或规则变了" in text_of(client.get(address))
    answer = client.post("/matching/send", {"run": kept, "row": f"{one.firm}|{PARK}"})
    assert answer.status_code == 422 and not Offer.objects.exists()


def test_a_run_over_other_tables_is_read_where_they_no_longer_agree(kept, address, result, visitor):
    """Since the run a park and a firm have come: the pages show what the run knows of."""
    run, one = Run.objects.get(fingerprint=kept), chosen(result)
    new_firm = next(other for other in result.placed if other.park == one.park and other != one)
    page = visitor.get(f"{address}firms/{one.firm}/")
    new_park = next(o.offer.park for o in page.context["offers"] if o.offer.park != one.park)
    old = replace(
        result,
        placed=tuple(other for other in result.placed if other not in (new_firm,)),
        parks=tuple(line for line in result.parks if line.park != new_park),
        limits=tuple(limit for limit in result.limits if limit.park != new_park),
    )
    fields = {"result": canonical_json(old, indent=None), "version": "0"}
    Run.objects.filter(pk=run.pk).update(**fields)
    parks = [o.offer.park for o in visitor.get(f"{address}firms/{one.firm}/").context["offers"]]
    assert parks and new_park not in parks
    page = visitor.get(f"{address}parks/{one.park}/")
    assert page.status_code == 200 and new_firm.name not in text_of(page)
    assert visitor.get(f"{address}firms/{new_firm.firm}/").status_code == 404


def test_the_stored_document_holds_every_price(kept, db):
    document = json.loads(Run.objects.get(fingerprint=kept).result)
    assert len(document["limits"]) == len(document["parks"]) * len(document["resources"])


def test_the_page_reads_in_english(english_visitor, address):
    page = text_of(english_visitor.get(address))
    assert "Total score" in page and "Whom each rule refused" in page
    assert "Suzhou" in text_of(english_visitor.get(f"{address}parks/{PARK}/"))


def test_the_park_a_firm_was_placed_in_is_explained_however_far_down(visitor, address, result):
    """A reader who asks why here must find the terms of here."""
    far = next(one for one in result.placed if one.rank > 10)
    offers = visitor.get(f"{address}firms/{far.firm}/").context["offers"]
    assert [told.offer.rank for told in offers] == [*range(1, 11), far.rank]
    assert [told.is_placed for told in offers] == [False] * 10 + [True]


def test_data_behind_a_term_are_named_by_title():
    with translation.override("zh-hans"):
        said = words.sources("city_panel 2022, io_2020_153")
    assert said == "地级及以上城市年度数据 2022、2020年全国投入产出表(153部门)"


@pytest.mark.parametrize("page", ["firms/{one.firm}/", "parks/{one.park}/", "costs", "chain"])
def test_a_printed_page_says_of_which_programme_and_run_it_is(visitor, address, kept, result, page):
    """What hides in print, the bar above the page, is not needed to know what the sheet is."""
    shown = visitor.get(address + page.format(one=chosen(result))).content.decode()
    imprint = re.search(r'<p class="note imprint">(.*?)</p>', shown, flags=re.S).group(1)
    assert "江苏南北结对帮扶合作" in imprint and kept in imprint
    assert re.search(r"20\d\d-\d\d-\d\d", imprint)
