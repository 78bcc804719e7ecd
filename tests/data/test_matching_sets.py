"""Firms and zones of the real run of matching, and their words of industry."""

from jiedui.core.structure import IO42_OF_DIVISION
from jiedui.data import table
from jiedui.data.industries import division_names, io_table
from jiedui.data.matching_sets import coverage, industry_labels, words_of, zone_words


def test_every_label_of_a_listed_firm_is_mapped_or_said_not_to_be():
    """The dictionary of the data names 757 firms without a label."""
    labels = table("listed_firms")["industry_tushare"]
    assert set(labels) - {""} == set(industry_labels())
    assert (labels == "").sum() == 757


def test_labels_that_mix_industries_are_not_guessed():
    unmapped = [label for label, meaning in industry_labels().items() if not meaning.is_mapped]
    assert sorted(unmapped) == ["广告包装", "综合类"]
    assert all(industry_labels()[label].note for label in unmapped)


def test_every_word_of_a_zone_or_a_cobuilt_park_stands_in_the_table():
    texts = [
        *table("development_zones")["leading_industries"],
        *table("cobuilt_parks")["leading_industries"],
    ]
    assert {word for text in texts for word in words_of(text)} == set(zone_words())


def test_the_codes_are_of_the_classifications_and_agree_with_one_another():
    io153 = io_table(2020, 153).codes
    for meaning in (*industry_labels().values(), *zone_words().values()):
        assert set(meaning.divisions) <= set(division_names()), meaning.word
        assert set(meaning.io42) == {IO42_OF_DIVISION[d] for d in meaning.divisions}, meaning.word
        assert set(meaning.io153) <= set(io153), meaning.word
        assert bool(meaning.divisions) == bool(meaning.io153) == meaning.is_mapped


def test_a_word_without_an_industry_is_reported_with_its_number():
    """总部经济 is a function and 纳米技术 a technology: of no division."""
    found = coverage(table("development_zones")["leading_industries"], zone_words())
    assert ("总部经济", 1) in found.unmapped and ("轻工", 2) in found.unmapped
    assert found.blank == 0
    strange = coverage(["电子信息、飞碟"], zone_words())
    assert (strange.mapped, strange.unmapped) == (1, (("飞碟", 1),))


def test_zones_lie_in_four_provinces_as_the_catalogue_says():
    zones = table("development_zones")
    assert zones.groupby("province_code").size().to_dict() == {
        "310000": 10,
        "320000": 114,
        "330000": 29,
        "340000": 96,
    }
