"""What a kept match answers when asked further: what if, costs, chain, two beside (C3, C8, B10)."""

import re

import pytest
from django.urls import reverse

from jiedui.analysis.matching import candidates_of, prepare, shipped_run
from jiedui.web.desk.matching import actions, asking, comparing, effects, making
from jiedui.web.records.runs.models import Run

PROGRAMME = "jiangsu-2022"
PARK = "苏州宿迁工业园区"


def of_jiangsu(request, own=None):
    """The shipped tables, cut to firms and parks of Jiangsu: quick, and land is short as well."""
    run = shipped_run(making.asked(request))
    firms, parks = (
        side[side[column].str.startswith("32")]
        for side, column in ((run.firms, "home"), (run.parks, "region"))
    )
    cut = prepare(firms, parks, run.request)
    return making.Prepared(cut, candidates_of(cut, top=int(request["top"])))


@pytest.fixture(scope="module")
def kept(loaded, django_db_blocker):
    """A match of Jiangsu, and the same firms by the gradient alone."""
    asked = asking.default_request(PROGRAMME)
    asked |= {"top": 5, "assumptions": {"open_share_of_area": 0.01}}
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(making, "_prepare", of_jiangsu)
        made = [actions.match(request=asked | more, by="tests") for more in ({}, GRADIENT)]
        yield made
        Run.objects.filter(pk__in=[one.pk for one in made]).delete()


GRADIENT = {"weights": "gradient"}


def address(name, run, **query):
    from django.utils.http import urlencode

    where = reverse(f"matching:{name}", args=[run.fingerprint])
    return f"{where}?{urlencode(query, doseq=True)}" if query else where


def text_of(response):
    shown = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def fullest(run):
    """The park whose land is dearest, and its name."""
    result = making.revived(run.result)
    limit = result.binding()[0]
    return limit.park, result.park_names()[limit.park]


def test_a_hundred_mu_more_name_who_enters_and_what_is_proven(visitor, kept):
    run, _ = kept
    park, name = fullest(run)
    page = visitor.get(address("what_if", run, park=park, more_land_m2="100"))
    shown = text_of(page)
    assert page.status_code == 200
    assert f"如果{name}多 100 亩土地" in shown
    assert "已证明" in shown and "谁会进来" in shown
    found = page.context["found"]
    assert found.into[park], "the dearest land of all draws somebody"
    assert f"{len(found.into[park])} 家会进来" in shown
    for move in found.into[park]:
        assert move.firm in shown
    assert found.difference.least == 0.0, "more land cannot lower the best score"


def test_the_amount_is_of_mu_and_the_analysis_gets_square_metres(visitor, kept):
    """1 mu is 2000/3 m2."""
    run, _ = kept
    park, _name = fullest(run)
    page = visitor.get(address("what_if", run, park=park, more_land_m2="30"))
    use = next(one for one in page.context["found"].parks if one.park == park)
    assert use.capacity_after - use.capacity_before == pytest.approx(30 * 2000 / 3)


def test_a_park_that_takes_nobody_any_more_is_left_by_all_its_firms(visitor, kept):
    run, _ = kept
    park, name = fullest(run)
    page = visitor.get(address("what_if", run, park=park, leaves="1"))
    assert f"如果{name}不再接收企业" in text_of(page)
    there = {one.firm for one in making.revived(run.result).placed if one.park == park}
    gone = {move.firm for move in page.context["found"].out_of(park)}
    assert gone == there and f"{len(there)} 家会离开" in text_of(page)
    assert {line[-1].value for line in page.context["tables"]["out_of"].rows} <= there
    assert page.context["found"].difference.proves == "loss"


def test_a_pair_that_leaves_is_named(visitor, kept):
    run, _ = kept
    page = visitor.get(address("what_if", run, pair="jiangsu-2022:320500-321300"))
    assert "苏州市 → 宿迁市退出结对" in text_of(page)


def test_the_form_alone_computes_nothing(visitor, kept, monkeypatch):
    def must_not(*_):
        raise AssertionError("computed")

    monkeypatch.setattr(effects, "effect", must_not)
    page = visitor.get(address("what_if", kept[0]))
    assert page.status_code == 200 and "看会怎样" in text_of(page)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"park": "nowhere", "more_land_m2": "1"}, "这次测算里没有"),
        ({"more_land_m2": "100"}, "没有选园区"),
        ({"park": "", "more_land_m2": "", "pair": "", "lift": ""}, "什么都没有改"),
        ({"park": PARK}, "没有写园区变什么"),
        ({"park": PARK, "more_land_m2": "many"}, "不是可用的数"),
        ({"park": PARK, "more_land_m2": "-1000000"}, "−1,000,000.0 亩"),
        ({"lift": "no_rule"}, "这次测算里没有"),
        ({"pair": "a:b-c"}, "这次测算里没有"),
    ],
    ids=["park", "no_park", "nothing", "no_amount", "no_figure", "below_zero", "rule", "pair"],
)
def test_what_cannot_be_asked_is_refused_in_words(visitor, kept, query, says):
    page = visitor.get(address("what_if", kept[0], **query))
    assert page.status_code == 422 and says in text_of(page)


def test_costs_are_worked_out_only_when_asked_for(visitor, kept):
    run, _ = kept
    page = visitor.get(address("costs", run))
    assert "还没有算" in text_of(page)
    known = visitor.get(address("costs", run, of=["industries_of_parks", "pair"]))
    shown = text_of(known)
    assert "还没有算" not in shown and "得益最多的企业" in shown
    table = known.context["table"]
    for line in table.rows:
        with_it, without_it, cost = (line[i].value for i in (2, 3, 4))
        assert cost == pytest.approx(without_it - with_it)


def test_the_chain_of_a_pair_counts_every_firm_placed_there_once(visitor, kept):
    run, _ = kept
    page = visitor.get(address("chain", run, pair="jiangsu-2022:320500-321300"))
    assert "苏州市 → 宿迁市的产业链" in text_of(page)
    result = making.revived(run.result)
    there = {one.park for one in result.parks if one.region.startswith("3213")}
    placed = sum(one.park in there for one in result.placed)
    counted = sum(line[3].value for line in page.context["tables"]["nodes"].rows)
    assert counted == placed


def test_two_runs_stand_side_by_side_and_scores_of_other_weights_are_not_compared(visitor, kept):
    """C6: chain against gradient, firm by firm."""
    one, other = kept
    where = reverse("matching:compare") + f"?a={one.fingerprint}&b={other.fingerprint}"
    page = visitor.get(where)
    shown = text_of(page)
    assert "总得分不能比" in shown and "换了地方的企业" in shown
    first, second = (making.revived(run.result) for run in (one, other))
    places = {line.firm: line.park for line in first.placed}
    same = sum(places.get(line.firm) == line.park for line in second.placed)
    assert page.context["compared"].sentence.startswith(f"{same:,} 家在同一个园区")


def test_scores_of_two_programmes_are_not_compared(kept):
    """The pair bonus of each goes to other parks."""
    one, _ = kept
    other = Run(request=one.request | {"programme": "yrd-anhui-2021"})
    assert comparing._has_one_scale(one, one) and not comparing._has_one_scale(one, other)


def test_the_same_run_twice_is_the_same(visitor, kept):
    where = reverse("matching:compare") + f"?a={kept[0].fingerprint}&b={kept[0].fingerprint}"
    assert "安排得完全一样" in text_of(visitor.get(where))


@pytest.mark.parametrize("name", ["what_if", "costs", "chain"])
def test_every_page_speaks_english(english_visitor, kept, name):
    page = english_visitor.get(address(name, kept[0]))
    assert page.status_code == 200
    heading = re.search(r"<h1>(.*?)</h1>", page.content.decode(), flags=re.S).group(1)
    assert not re.search(r"[\u4e00-\u9fff]", heading)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_who_enters_can_be_taken_along_as_a_file(visitor, kept, kind):
    park, _ = fullest(kept[0])
    where = address("what_if", kept[0], park=park, more_land_m2="100", format=kind, table="into")
    answer = visitor.get(where)
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]


def test_a_run_whose_rules_have_changed_since_is_not_asked_further(visitor, kept, monkeypatch):
    """The list is of then; what would follow from it now cannot be told."""
    run, other = kept
    effects._placement.cache_clear()
    monkeypatch.setattr(making, "prepared", lambda request: making._prepare(other.request))
    effects._effect.cache_clear()
    park, _ = fullest(run)
    page = visitor.get(address("what_if", run, park=park, more_land_m2="7"))
    effects._placement.cache_clear()
    assert page.status_code == 422 and "再匹配一次" in text_of(page)


def test_a_run_that_is_not_there_is_not_found(visitor, loaded):
    for name in ("what_if", "costs", "chain"):
        assert visitor.get(reverse(f"matching:{name}", args=["000000000000"])).status_code == 404


def test_a_long_list_is_cut_on_the_page_and_whole_in_the_file(visitor, kept):
    where = reverse("matching:compare") + f"?a={kept[0].fingerprint}&b={kept[1].fingerprint}"
    page = visitor.get(where)
    whole = len(page.context["compared"].tables["moves"].rows)
    lines = visitor.get(f"{where}&format=csv&table=moves").content.decode("utf-8-sig").splitlines()
    codes = [line for line in lines if re.search(r"\d{6}\.(SZ|SH|BJ)", line)]
    assert len(codes) == whole > 60
    assert len(page.context["tables"]["moves"].rows) == 60
