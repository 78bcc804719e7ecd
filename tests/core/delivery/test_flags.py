"""Flags for a person: signed twice, inflated; and on whom delivery depends (C4, C22)."""

import numpy as np
import pytest

from jiedui.core.delivery import dependence, duplicates, gap_share, inflated, name_core

NAMES = [
    "江苏恒远新材料有限公司",
    "恒远新材料（宿迁）有限公司",
    "连云港海通物流有限公司",
    "大地食品厂",
]


def flags(names=NAMES, *, codes=None, plots=None, amounts=None, regions=None, **more):
    count = len(names)
    return duplicates(
        names,
        credit_codes=codes or [""] * count,
        plots=plots or [""] * count,
        amounts=amounts or [np.nan] * count,
        regions=regions or ["321300"] * count,
        **more,
    )


def test_legal_forms_brackets_and_places_do_not_tell_firms_apart():
    drop = ("江苏", "宿迁")
    assert {name_core(name, drop) for name in NAMES[:2]} == {"恒远新材料"}
    (flag,) = flags(drop=drop).flags
    assert (flag.one, flag.other, flag.signs, flag.similarity) == (0, 1, ("near_same_name",), 1.0)


def test_near_same_is_the_share_of_common_bigrams():
    """甲乙丙丁 and 甲乙丙戊: ^甲 甲乙 乙丙 in common of seven; 3/7 = 0.43."""
    names = ["甲乙丙丁公司", "甲乙丙戊公司"]
    assert flags(names).flags == ()
    (flag,) = flags(names, threshold=0.4).flags
    assert flag.similarity == pytest.approx(3 / 7)


def test_numbers_that_both_names_have_and_that_differ_tell_them_apart():
    """0013 and 0022 of one kind share most bigrams and are two; a second phase of one is near."""
    names = ("宿迁通用光伏组件0013", "宿迁通用光伏组件0022", "宿迁通用光伏组件0013二期")
    found = flags(names, threshold=0.6).flags
    assert [(flag.one, flag.other) for flag in found] == [(0, 2)]


def test_the_prefix_filter_loses_no_pair_that_all_with_all_finds():
    rng = np.random.default_rng(5)
    names = ["".join(rng.choice(list("甲乙丙丁戊己庚辛"), size=6)) for _ in range(300)]
    names += [name[:-1] + "壬" for name in names[:40]]

    def similarity(one, other):
        a, b = ({x + y for x, y in zip(f"^{n}", f"{n}$", strict=True)} for n in (one, other))
        return len(a & b) / len(a | b)

    unique = sorted(set(names))
    expected = {
        (i, j)
        for i in range(len(unique))
        for j in range(i + 1, len(unique))
        if similarity(unique[i], unique[j]) >= 0.5
    }
    found = {(flag.one, flag.other) for flag in flags(unique, threshold=0.5).flags}
    assert found == expected
    assert len(expected) > 40


def test_same_code_and_same_plot_are_signs_each_with_the_first_of_their_group():
    found = flags(["甲", "乙", "丙"], codes=["X", "X", "X"], plots=["", "G12", "G12"]).flags
    assert [(flag.one, flag.other, flag.signs) for flag in found] == [
        (0, 1, ("same_credit_code",)),
        (0, 2, ("same_credit_code",)),
        (1, 2, ("same_plot",)),
    ]


def test_an_odd_amount_twice_in_one_region_is_a_sign_and_a_round_one_is_none():
    names = ["甲", "乙"]
    assert flags(names, amounts=[123_450_000.0] * 2).flags[0].signs == ("same_amount",)
    assert flags(names, amounts=[123_000_000.0] * 2).flags == ()
    assert flags(names, amounts=[123_450_000.0] * 2, regions=["321300", "320700"]).flags == ()


def test_pieces_that_too_many_share_are_not_used_and_that_is_said():
    names = [f"科技{letter}" for letter in "甲乙丙丁戊"]
    assert flags(names, threshold=0.2, largest_block=3).skipped_names == 5
    assert flags(names, threshold=0.2, largest_block=5).skipped_names == 0


def inflated_in(values, **more):
    nothing = [np.nan] * len(values)
    given = {"registered": nothing, "paid_in": nothing, "area": nothing} | more
    return inflated(values, classes=given.pop("classes", ["39"] * len(values)), **given)


def test_a_sum_far_above_its_peers_is_flagged_with_their_95th_percentile():
    """Peers 1..20 and 100: the quantile 0.95 of 21 is the 20th, 20."""
    (flag,) = inflated_in([*range(1, 21), 100.0])
    assert (flag.place, flag.measure, flag.value, flag.limit) == (20, "promised", 100.0, 20.0)
    assert (flag.peers, flag.peer_count) == ("39", 21)


def test_a_promise_that_does_not_fit_the_registered_capital_is_flagged():
    found = inflated_in([100.0] * 21, registered=[50.0] * 20 + [1.0])
    assert [(flag.place, flag.measure, flag.value) for flag in found] == [
        (20, "promised_per_registered", 100.0)
    ]


def test_a_small_class_is_compared_with_all_and_too_few_with_none():
    own, alone = inflated_in([*range(1, 21), 100.0], classes=["39"] * 20 + ["13"])
    assert (own.place, own.limit, own.peers) == (19, pytest.approx(19.05), "39")
    assert (alone.place, alone.limit, alone.peers, alone.peer_count) == (20, 20.0, "", 21)
    assert inflated_in([1.0, 100.0]) == ()


def test_dependence_is_the_share_of_the_largest_firms_and_of_government():
    """a has 60 of 100 in two of four projects; government initiated 50 of the 90 whose is known."""
    found = dependence(
        [40.0, 20.0, 30.0, 10.0],
        firms=["a", "a", "b", "c"],
        initiators=["government", "firm", "market", ""],
        k=1,
    )
    assert (found.top_firms, found.top_by_money, found.top_by_count) == (("a",), 0.6, 0.5)
    assert found.government_by_count == pytest.approx(1 / 3)
    assert found.government_by_money == pytest.approx(40 / 90)
    assert found.concentration == pytest.approx(0.36 + 0.09 + 0.01)
    assert found.without_initiator == 1


def test_what_is_not_recorded_gives_no_share():
    found = dependence([np.nan], firms=[""], initiators=[""])
    assert (found.top_by_money, found.top_by_count, found.government_by_count) == (None,) * 3


def test_projects_that_fill_a_named_gap_are_counted_by_count_and_by_money():
    share = gap_share(["面板", "", "", "电池"], [30.0, 20.0, 40.0, 10.0])
    assert (share.by_count, share.by_money) == (0.5, 0.4)
