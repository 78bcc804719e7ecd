"""What holds for every set of regions, whatever their figures."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiedui.core import gaps

# Rounding of sums over at most twelve regions stays far below this.
ROUNDING = 1e-12
few = settings(max_examples=25, deadline=None, derandomize=True)
amounts = st.floats(0.01, 1e5).map(lambda x: round(x, 2))


@st.composite
def regions(draw, smallest=2):
    """Output, people and a group label (of three) for up to twelve regions."""
    count = draw(st.integers(smallest, 12))
    column = st.lists(amounts, min_size=count, max_size=count)
    labels = st.lists(st.sampled_from(["a", "b", "c"]), min_size=count, max_size=count)
    return np.array(draw(column)), np.array(draw(column)), draw(labels)


MEASURES = [
    gaps.theil_t,
    gaps.theil_l,
    gaps.gini,
    gaps.gini_unweighted,
    gaps.hoover,
    gaps.cv,
    gaps.weighted_cv,
    gaps.sd_log,
    gaps.max_min,
]
WEIGHTED = [gaps.theil_t, gaps.theil_l, gaps.gini, gaps.hoover, gaps.weighted_cv]


def same(value):
    """Equal but for rounding of shares and logarithms near zero."""
    return pytest.approx(value, rel=1e-9, abs=1e-9)


@few
@given(regions(), st.booleans())
def test_gini_is_within_and_between_and_overlap(case, weighted):
    parts = gaps.dagum(*case, weighted=weighted)
    together = parts.within + parts.between + parts.transvariation
    assert together == pytest.approx(parts.total, abs=ROUNDING)
    assert min(parts.within, parts.transvariation) >= 0
    whole = gaps.gini if weighted else gaps.gini_unweighted
    assert parts.total == pytest.approx(whole(*case[:2]), abs=ROUNDING)


@few
@given(regions())
def test_theil_is_between_and_within(case):
    for split, whole in (
        (gaps.theil_t_by_group, gaps.theil_t),
        (gaps.theil_l_by_group, gaps.theil_l),
    ):
        parts = split(*case)
        assert parts.between + parts.within == pytest.approx(parts.total, abs=ROUNDING)
        assert parts.total == pytest.approx(whole(*case[:2]), abs=ROUNDING)
        assert min(parts.between, parts.within) >= -ROUNDING


@few
@given(regions(), st.sampled_from(["T", "L"]), st.data())
def test_nested_parts_add_up(case, index, data):
    output, people, outer = case
    inner = [f"{label}{data.draw(st.integers(1, 2))}" for label in outer]
    parts = gaps.nested_theil(output, people, outer=outer, inner=inner, index=index)
    together = parts.between_outer + parts.between_inner + parts.within_inner
    assert together == pytest.approx(parts.total, abs=ROUNDING)


@few
@given(regions(4), regions(4))
def test_a_change_of_the_ratio_splits_exactly_into_output_and_people(before, after):
    first, second = [0, 1], [2, 3]
    early = gaps.pooled_ratio(*before[:2], first=first, second=second)
    late = gaps.pooled_ratio(*after[:2], first=first, second=second)
    change = gaps.ratio_change(early, late)
    assert math.log(early.ratio) == pytest.approx(
        math.log(early.output_ratio) - math.log(early.population_ratio), abs=1e-11
    )
    assert change.total == pytest.approx(math.log(late.ratio / early.ratio), abs=1e-11)
    assert change.from_output + change.from_people == change.total


@few
@given(regions(), st.floats(0.01, 1000))
def test_the_units_of_output_and_people_do_not_matter(case, factor):
    output, people, _ = case
    for measure in MEASURES:
        value = same(measure(output, people))
        assert measure(output * factor, people) == value
        assert measure(output, people * factor) == value


@few
@given(regions(), st.integers(0, 99))
def test_row_order_does_not_matter(case, seed):
    output, people, _ = case
    order = np.random.default_rng(seed).permutation(len(output))
    for measure in MEASURES:
        assert measure(output[order], people[order]) == same(measure(output, people))


@few
@given(regions(), st.integers(0, 99))
def test_row_order_does_not_matter_to_decompositions(case, seed):
    output, people, labels = case
    order = np.random.default_rng(seed).permutation(len(output))
    mixed = (output[order], people[order], [labels[i] for i in order])
    there, back = gaps.dagum(*case), gaps.dagum(*mixed)
    assert back.transvariation == pytest.approx(there.transvariation, abs=ROUNDING)
    assert back.between == pytest.approx(there.between, abs=ROUNDING)
    theil, again = gaps.theil_t_by_group(*case), gaps.theil_t_by_group(*mixed)
    assert again.between == pytest.approx(theil.between, abs=ROUNDING)


@few
@given(regions())
def test_two_copies_of_a_country_are_as_unequal_as_one(case):
    output, people, _ = case
    for measure in MEASURES:
        twice = measure(np.tile(output, 2), np.tile(people, 2))
        assert twice == same(measure(output, people))


@few
@given(regions(), st.floats(0.01, 0.99))
def test_cutting_a_region_in_two_of_the_same_level_changes_nothing(case, share):
    """Weighted measures look at people, not at how the map happens to be cut."""
    output, people, _ = case
    cut = [np.append(x[1:], [x[0] * share, x[0] * (1 - share)]) for x in (output, people)]
    for measure in WEIGHTED:
        assert measure(*cut) == same(measure(output, people))


@few
@given(regions(), st.floats(0.01, 1))
def test_a_transfer_from_the_richest_to_the_poorest_never_widens(case, share):
    """The transfer stops where the two stand level, so their order stays."""
    output, people, _ = case
    y = output / people
    rich, poor = int(np.argmax(y)), int(np.argmin(y))
    level = (output[rich] + output[poor]) / (people[rich] + people[poor])
    moved = share * (output[rich] - level * people[rich])
    after = output.copy()
    after[rich] -= moved
    after[poor] += moved
    for measure in WEIGHTED:
        assert measure(after, people) <= measure(output, people) + 1e-9


@few
@given(regions())
def test_each_measure_stays_in_its_range(case):
    output, people, _ = case
    smallest = float((people / people.sum()).min())
    assert 0 <= gaps.gini(output, people) < 1
    assert 0 <= gaps.hoover(output, people) < 1
    assert -ROUNDING <= gaps.theil_t(output, people) <= -math.log(smallest) + ROUNDING
    assert gaps.theil_l(output, people) >= -ROUNDING
    assert gaps.hoover(output, people) <= gaps.gini(output, people) + ROUNDING
    assert gaps.max_min(output, people) >= 1
