"""English pages say Nanjing, Chinese pages 南京市; a search finds a place by either name."""

import re

import pytest

from jiedui.web.desk.data.queries import table


def cells(visitor, path):
    html = visitor.get(path).content.decode()
    return [
        re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", html)
    ]


def test_pairs_are_named_in_the_language_of_the_page(visitor):
    shown = cells(visitor, "/rules/jiangsu-2022/")
    assert "南京市" in shown and "Nanjing" not in shown
    visitor.cookies["django_language"] = "en"
    shown = cells(visitor, "/rules/jiangsu-2022/")
    assert "Nanjing" in shown and "Huishan District, Wuxi" in shown and "南京市" not in shown


def test_an_english_table_of_figures_names_cities_in_english(english_visitor):
    shown = cells(english_visitor, "/data/city_panel/?q=宿州市")
    assert "Suzhou (Anhui)" in shown and "Anhui" in shown and "宿州市" not in shown


def test_the_table_of_names_keeps_its_chinese_column_on_an_english_page(english_visitor):
    shown = cells(english_visitor, "/data/place_names/?q=盱眙")
    assert "盱眙县" in shown and "Xuyi County" in shown


@pytest.mark.parametrize("text", ["苏州", "suzhou"])
def test_a_place_is_found_by_either_name(text):
    assert "320500" in set(table("city_panel", text)["adcode"])


def test_a_search_for_words_that_are_not_a_place_finds_no_rows():
    assert len(table("city_panel", "Atlantis")) == 0
