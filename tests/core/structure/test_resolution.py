"""What a classification may be used for."""

import pytest

from jiedui.core import structure
from jiedui.core.errors import NotSupported, Refusal
from jiedui.core.structure import Resolution


def test_the_level_is_read_from_the_codes():
    assert structure.resolution_of(structure.THREE_SECTORS) is Resolution.THREE_SECTORS
    assert structure.resolution_of("ACT") is Resolution.SECTIONS
    assert structure.resolution_of(["01", "39", "97"]) is Resolution.TWO_DIGIT


@pytest.mark.parametrize("codes", [["A", "13"], ["primary", "13"], ["98"], ["131"], [], ["C13"]])
def test_mixed_or_unknown_codes_are_refused(codes):
    with pytest.raises(Refusal, match="use one level throughout"):
        structure.resolution_of(codes)


def test_sections_describe_and_score_weakly_and_rank_nothing():
    uses = {use: structure.verdict(Resolution.SECTIONS, use).supports for use in USES}
    assert uses == {
        "describe": "describe",
        "score": "score_weak",
        "rank_pairs": "none",
        "gradient": "none",
        "chains": "none",
        "list": "none",
    }


def test_three_sectors_only_describe():
    supports = [structure.verdict(Resolution.THREE_SECTORS, use).supports for use in USES]
    assert supports == ["describe", "none", "none", "none", "none", "none"]


def test_two_digit_industries_carry_everything():
    for use in USES:
        assert structure.verdict(Resolution.TWO_DIGIT, use).supports != "none"
        assert structure.fail_if_unsupported(Resolution.TWO_DIGIT, use)


@pytest.mark.parametrize("use", ["gradient", "chains", "list"])
def test_what_needs_finer_data_says_so_in_both_languages(use):
    found = structure.verdict(Resolution.SECTIONS, use)
    assert found.reason_en.startswith("not supported: needs two-digit data")
    assert found.reason_zh.startswith("不支持：需要两位数行业数据")
    with pytest.raises(NotSupported, match="needs two-digit data"):
        structure.fail_if_unsupported(Resolution.SECTIONS, use)


def test_the_weak_score_leaves_out_agriculture_and_manufacturing():
    assert structure.weak_table([[1, 2, 3, 4]], "ABCD").tolist() == [[2, 4]]


def test_two_digit_pairs_are_ranked_most_different_first():
    values = [[9, 1], [1, 9], [5, 5]]
    ranked = structure.rank_pairs(values, [0], [1, 2], resolution=Resolution.TWO_DIGIT)
    assert [(a, b) for a, b, _ in ranked] == [(0, 1), (0, 2)]
    assert ranked[0][2] == pytest.approx(1.6)


def test_every_division_but_international_bodies_has_a_sector_in_the_national_table():
    assert len(structure.IO42_OF_DIVISION) == 96
    assert sorted(set(structure.IO42_OF_DIVISION.values())) == [f"{i:02d}" for i in range(1, 43)]
    with pytest.raises(Refusal, match="no sector for this industry"):
        structure.io42_sector("97")


USES = ("describe", "score", "rank_pairs", "gradient", "chains", "list")
