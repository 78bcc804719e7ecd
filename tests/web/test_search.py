"""One box for everything: found by kind, in either language, without script, never too long."""

from jiedui.web.desk.search import queries


def kinds_of(page):
    return {kind.id: kind for kind in page.context["kinds"]}


def test_a_place_is_found_with_its_pairs_and_rules(visitor):
    kinds = kinds_of(visitor.get("/search", {"q": "徐州"}))
    assert kinds["regions"].hits[0].url == "/regions/320300/"
    assert "/pairs/jiangsu-2001/320200-320300/" in [hit.url for hit in kinds["pairs"].hits]


def test_an_old_name_finds_the_place_of_today(visitor):
    assert (
        kinds_of(visitor.get("/search", {"q": "铜山"}))["regions"].hits[0].url == "/regions/320312/"
    )


def test_a_chinese_page_is_found_by_its_english_name_and_the_other_way_round(
    visitor, english_visitor
):
    assert kinds_of(visitor.get("/search", {"q": "xuzhou"}))["regions"].hits
    hit = kinds_of(english_visitor.get("/search", {"q": "徐州市"}))["regions"].hits[0]
    assert hit.title == "Xuzhou"


def test_indicators_data_sets_programmes_and_words_of_rules_are_found(visitor):
    assert "indicators" in kinds_of(visitor.get("/search", {"q": "常住人口"}))
    assert "data" in kinds_of(visitor.get("/search", {"q": "city_panel"}))
    assert "programmes" in kinds_of(visitor.get("/search", {"q": "yrd-anhui-2021"}))
    rules = kinds_of(visitor.get("/search", {"q": "苏南市"}))["rules"]
    assert all("/rules/" in hit.url and "#" in hit.url for hit in rules.hits)


def test_every_word_must_be_there(visitor):
    both = kinds_of(visitor.get("/search", {"q": "无锡 徐州"}))["pairs"].hits
    alone = kinds_of(visitor.get("/search", {"q": "徐州"}))["pairs"].hits
    assert 0 < len(both) < len(alone)


def test_nothing_asked_and_nothing_found_each_offer_a_way_on(visitor):
    assert "要找什么" in visitor.get("/search").context["headline"]
    page = visitor.get("/search", {"q": "没有这个词zzz"})
    assert "没有找到" in page.context["headline"]
    assert "试试" in page.content.decode()


def test_the_query_is_bounded_and_never_becomes_markup(visitor):
    page = visitor.get("/search", {"q": "<script>alert(1)</script>" + "长" * 5000})
    assert len(page.context["text"]) == queries.LONGEST
    assert "<script>alert" not in page.content.decode()


def test_a_long_list_is_cut_and_says_by_how_much(visitor):
    kinds = kinds_of(visitor.get("/search", {"q": "县"}))
    assert len(kinds["regions"].hits) == queries.MOST_IN_A_KIND
    assert kinds["regions"].more > 0


def test_the_box_stands_on_every_page_and_only_reads(visitor):
    assert 'id="search-box"' in visitor.get("/rules/").content.decode()
    assert visitor.post("/search", {"q": "x"}).status_code == 405


def test_a_project_its_firm_and_park_are_found_by_two_characters_within_reach(loaded, db, client):
    from web_support.investments import nanjing, signed, suqian

    signed(firm="恒远机械")
    client.force_login(suqian())
    kinds = kinds_of(client.get("/search", {"q": "机械"}))
    assert [hit.url for hit in kinds["projects"].hits] == ["/projects/P-1/"]
    assert [hit.title for hit in kinds["firms"].hits] == ["恒远机械"]
    client.force_login(nanjing())
    assert {"projects", "firms"} & set(kinds_of(client.get("/search", {"q": "机械"}))) == set()


def test_a_sealed_lead_is_not_found_by_the_other_side_nor_by_a_stranger(visitor):
    from web_support.investments import lead, suqian, suzhou

    lead()
    assert "projects" not in kinds_of(visitor.get("/search", {"q": "精密"}))
    visitor.force_login(suzhou())
    assert "projects" not in kinds_of(visitor.get("/search", {"q": "精密"}))
    visitor.force_login(suqian())
    assert "projects" in kinds_of(visitor.get("/search", {"q": "精密"}))


def test_published_parks_are_found_by_everybody(visitor):
    assert kinds_of(visitor.get("/search", {"q": "宿迁"}))["parks"].hits
