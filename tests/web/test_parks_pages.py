"""The pages of parks: what is public, what offices add, and what two editors see."""

import pytest
from django.urls import reverse

from jiedui.web.records.parks import actions
from jiedui.web.records.parks.models import Duty, Park, Team
from jiedui.web.records.programmes.models import Pair
from web_support.people import person, signed_in

SUQIAN = "jiangsu-2022:320500-321300"
SUZHOU_SUQIAN = "320500-321300"


@pytest.fixture
def office(loaded, db, client):
    return signed_in(client, person("pair_office", "jiangsu-2022", "pair", SUQIAN, "recipient"))


def page(client, name, *args, **asked):
    answer = client.get(reverse(f"parks:{name}", args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_register_opens_without_signing_in_and_says_how_many_pairs_ended(visitor):
    text = page(visitor, "index")
    assert "在册园区 12 家，其中 3 家的结对已经结束" in text
    assert "登记园区</a>" not in text


def test_clashing_figures_stand_side_by_side(visitor):
    """D9: 3405.4亿元 of six parks beside 超过2000亿元 of all 45; dollars beside yuan."""
    text = page(visitor, "index")
    assert "3,405.4 亿元" in text and "超过 2,000 亿元" in text
    assert "部分大于整体" in text and "币种或单位不同" in text


def test_the_printed_85_percent_is_warned_of(visitor):
    """D8."""
    text = page(visitor, "index")
    assert "原文 85 %，按家数 38/45 = 84.4 %" in text
    assert "原文 15 %，按家数 7/45 = 15.6 %" in text


def test_the_quotas_show_their_words_and_what_is_left(visitor):
    """D3, D4."""
    text = page(visitor, "index")
    assert "总量不超过6家" in text and "还可以有 4 家" in text


def test_a_filter_leaves_only_the_orphans(visitor):
    text = page(visitor, "index", state="orphan")
    assert "无锡徐州工业园区" in text
    assert "在册园区 3 家" in text


def test_a_filter_that_leaves_nothing_says_so(visitor):
    assert "这样筛选，没有园区" in page(visitor, "index", kind="national")


def test_the_register_exports_every_row(visitor):
    answer = visitor.get(reverse("parks:index"), {"format": "json", "table": "parks"})
    assert len(answer.json()["rows"]) == 12


def test_the_page_of_a_park_says_first_how_it_grows(visitor):
    """D14."""
    text = page(visitor, "park", SUZHOU_SUQIAN)
    assert "规划面积由 13.6 到 2025 年的 21.35 平方公里(目标)" in text
    assert "联动" in text


def test_the_page_of_an_orphan_says_when_its_pair_ended(visitor):
    assert "，结对到 2022-03 结束，园区还在" in page(visitor, "park", "320200-320300")


def test_every_published_park_has_its_page_in_both_languages(visitor):
    for code in Park.objects.filter(is_published=True).values_list("code", flat=True):
        for language in ("zh-hans", "en"):
            visitor.cookies["django_language"] = language
            assert page(visitor, "park", code)


def test_an_unknown_park_is_not_found(visitor):
    assert visitor.get(reverse("parks:park", args=["none"])).status_code == 404


def test_what_an_office_wrote_is_on_its_own_page_and_not_on_a_visitors(office, client):
    actions.edit_park(
        by=office, code=SUZHOU_SUQIAN, version=1, changes={"legal_body": "示例投资公司"}
    )
    values = {
        "function": "社区管理事项",
        "kind": "social",
        "body": "管委会",
        "side": "joint",
        "source": "示例",
    }
    actions.tell(by=office, code=SUZHOU_SUQIAN, model=Duty, values=values)
    text = page(client, "park", SUZHOU_SUQIAN)
    assert "示例投资公司" in text and "社区管理事项" in text
    client.logout()
    text = page(client, "park", SUZHOU_SUQIAN)
    assert "示例投资公司" not in text and "社区管理事项" not in text


def test_an_office_adds_a_line_through_the_form(office, client):
    address = reverse("parks:tell", args=[SUZHOU_SUQIAN, "land"])
    assert client.get(address).status_code == 200
    sent = {"as_of": "2025-12-31", "space": "ecology", "area_ha": "120.5", "source": "示例"}
    assert client.post(address, sent).status_code == 302
    assert "120.50" in page(client, "park", SUZHOU_SUQIAN)


def test_every_kind_of_line_has_a_form(office, client):
    from jiedui.web.desk.parks.lines import KINDS

    for kind in [*(one.id for one in KINDS if one.id != "approvals"), "fact"]:
        answer = client.get(reverse("parks:tell", args=[SUZHOU_SUQIAN, kind]))
        assert answer.status_code == 200, kind


def test_what_the_database_refuses_comes_back_on_the_form_in_words(office, client):
    """D21: an exit without proceeds."""
    address = reverse("parks:tell", args=[SUZHOU_SUQIAN, "capital"])
    sent = {"phase": "exit", "title": "转让", "day": "2025-01-01", "precision": "day"}
    answer = client.post(address, {**sent, "currency": "CNY", "source": "示例"})
    assert answer.status_code == 422
    assert "没有收回就不算退出" in answer.content.decode()


def test_a_second_editor_sees_both_versions_and_nothing_is_lost(office, client):
    told = {"name": "示例", "programme": Pair.objects.get(key=SUQIAN).programme}
    told |= {"pair": Pair.objects.get(key=SUQIAN), "source": "示例"}
    park = actions.register_park(by=office, code="two-editors", values=told)
    actions.edit_park(by=office, code=park.code, version=1, changes={"legal_body": "甲公司"})
    sent = {
        "version": "1",
        "name": "示例",
        "kind": "co_built",
        "form": "park",
        "programme": park.programme_id,
        "pair": park.pair_id,
        "secrecy": "internal",
        "source": "示例",
        "legal_body": "乙公司",
    }
    address = reverse("parks:edit", args=[park.code])
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert "甲公司" in answer.content.decode() and "乙公司" in answer.content.decode()
    park.refresh_from_db()
    assert park.legal_body == "甲公司"
    assert client.post(address, {**sent, "version": "2"}).status_code == 302
    park.refresh_from_db()
    assert park.legal_body == "乙公司"


def test_a_visitor_is_asked_to_sign_in_before_writing(visitor):
    answer = visitor.get(reverse("parks:edit", args=[SUZHOU_SUQIAN]))
    assert answer.status_code == 302
    assert "/account/login/" in answer.headers["Location"]


def test_an_office_does_not_write_on_the_park_of_another_pair(office, client):
    assert client.get(reverse("parks:edit", args=["320100-320800"])).status_code == 404


def test_the_page_of_enclaves_says_that_there_are_none_yet(visitor):
    assert "在册的飞地一家也没有" in page(visitor, "enclaves")


def test_a_science_enclave_shows_its_funnel_at_home_and_elsewhere(loaded, db, client):
    """E1, E3-E5: home 宿迁, host 苏州."""
    office = signed_in(client, person("lead_office", "jiangsu-2022"))
    pair = Pair.objects.get(key=SUQIAN)
    told = {"name": "示例科创飞地", "form": "science_enclave", "direction": "reverse"}
    told |= {"home_region": "321300", "host_region": "320500", "source": "示例"}
    actions.register_park(
        by=office, code="lab", values={**told, "pair": pair, "programme": pair.programme}
    )
    team = {"attracted": "2024-01-01", "incubated": "2024-06-01", "converted": "2025-01-01"}
    for name, region, value in (("甲", "321322", 5_000_000_00), ("乙", "330100", None)):
        values = {"name": name, **team, "converted_region": region, "value_minor": value}
        actions.tell(by=office, code="lab", model=Team, values={**values, "source": "示例"})
    text = page(client, "enclaves")
    assert "反向 1 家" in text and "500.00 万 CNY" in text
    assert "没有金额的转化 1 个" in text
    assert "在飞出地转化" in page(client, "park", "lab")
