"""Sources of bundled figures, in the reader's language."""

import re

import pytest

from jiedui import data
from jiedui.data.origins import in_language
from jiedui.data.panels import census_panel, city_panel, county_panel

ENGLISH_SENTENCE = re.compile(r"[a-z]+ [a-z]+ [a-z]+")


@pytest.mark.parametrize("name", data.names())
def test_each_set_says_in_chinese_who_published_it_and_where_it_was_read(name):
    about = data.about(name)
    for said in (about.published_by("zh"), about.taken_from("zh")):
        assert re.search(r"[\u4e00-\u9fff]", said) or "/" in said
        assert not ENGLISH_SENTENCE.search(said)


def test_english_keeps_what_the_set_said_first():
    about = data.about("county_panel")
    assert about.published_by("en") == about.publisher != about.published_by("zh")


@pytest.mark.parametrize("panel", [census_panel, city_panel, county_panel])
def test_a_source_of_a_panel_is_said_in_one_language_only(panel):
    for said in set(panel().sources.values()):
        assert not ENGLISH_SENTENCE.search(in_language(said, "zh"))
        assert "年度" not in in_language(said, "en")


def test_words_of_a_file_that_somebody_brought_stay_as_they_are():
    assert in_language("Our own survey of 2020", "zh") == "Our own survey of 2020"
