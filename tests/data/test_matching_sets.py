"""Firms and zones of the real run of matching, and their words of industry."""

import pytest

from jiedui.core.structure import IO42_OF_DIVISION, IO153_OF_DIVISION
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
        in_divisions = {code for d in meaning.divisions for code in IO153_OF_DIVISION[d]}
        assert set(meaning.io153) <= in_divisions, meaning.word
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


def test_the_153_sectors_of_a_division_lie_in_its_sector_of_the_42():
    """Gross output of 2020 by both tables, summed over each of the 42 (10,000 yuan)."""
    small, large = io_table(2020, 42), io_table(2020, 153)
    output = dict(zip(large.codes, large.output, strict=True))
    of_sector: dict[str, set[str]] = {}
    for division, sector in IO42_OF_DIVISION.items():
        of_sector.setdefault(sector, set()).update(IO153_OF_DIVISION[division])
    for code, total in zip(small.codes, small.output, strict=True):
        assert sum(output[k] for k in of_sector[code]) == pytest.approx(total, rel=1e-6), code
