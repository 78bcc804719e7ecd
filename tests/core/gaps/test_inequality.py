"""Single-number measures against golden values and cases worked by hand."""

import math

import numpy as np
import pytest

from jiedui.core import gaps
from jiedui.core.errors import Refusal

DIGITS = 5e-11  # the golden values are printed to ten decimals


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        (gaps.theil_t, 0.0415376628),
        (gaps.theil_l, 0.0447912985),
        (gaps.weighted_cv, 0.2808962262),
        (gaps.cv, 0.2840400347),
        (gaps.gini, 0.1576597657),
        (gaps.gini_unweighted, 0.1612408799),
        (gaps.sd_log, 0.3055963224),
    ],
)
def test_jiangsu_2021_to_the_printed_digits(jiangsu, measure, value):
    assert measure(jiangsu.output, jiangsu.people) == pytest.approx(value, abs=DIGITS)


def test_jiangsu_2021_with_divisor_n_less_one(jiangsu):
    found = gaps.cv(jiangsu.output, jiangsu.people, ddof=1)
    assert found == pytest.approx(0.2956382414, abs=DIGITS)


def test_jiangsu_2021_highest_over_lowest(jiangsu):
    assert gaps.max_min(jiangsu.output, jiangsu.people) == pytest.approx(2.5166, abs=5e-5)


# Two towns of equal size with 3 and 1 yuan a head: q = (3/4, 1/4), f = (1/2, 1/2), mean 2.
TWO = ([3.0, 1.0], [1.0, 1.0])


def test_theil_t_by_hand():
    assert gaps.theil_t(*TWO) == pytest.approx(0.75 * math.log(1.5) + 0.25 * math.log(0.5))


def test_theil_l_by_hand():
    assert gaps.theil_l(*TWO) == pytest.approx(0.5 * math.log(1 / 1.5) + 0.5 * math.log(2))


def test_gini_and_hoover_of_two_equal_towns_are_the_excess_share():
    # ΣΣ f f |y - y'| / 2ȳ = 2 · ¼ · 2 / 4 = ¼; ½(|¾ - ½| + |¼ - ½|) = ¼
    assert gaps.gini(*TWO) == 0.25
    assert gaps.hoover(*TWO) == 0.25


def test_spread_of_two_equal_towns():
    assert gaps.cv(*TWO) == 0.5
    assert gaps.cv(*TWO, ddof=1) == pytest.approx(math.sqrt(2) / 2)
    assert gaps.weighted_cv(*TWO) == 0.5
    assert gaps.max_min(*TWO) == 3.0
    assert gaps.sd_log(*TWO) == pytest.approx(math.log(3) / 2)


def test_weights_are_people():
    # One town of 1 person with 1, one of 3 people with 3 a head: ȳ = 10/4 = 2.5.
    output, people = [1.0, 9.0], [1.0, 3.0]
    variance = 0.25 * 1.5**2 + 0.75 * 0.5**2
    assert gaps.weighted_cv(output, people) == pytest.approx(math.sqrt(variance) / 2.5)
    assert gaps.gini(output, people) == pytest.approx(2 * 0.25 * 0.75 * 2 / (2 * 2.5))
    assert gaps.gini_unweighted(output, people) == pytest.approx(2 * 0.25 * 2 / (2 * 2))
    assert gaps.cv(output, people) == 0.5


def test_gini_is_the_double_sum_over_all_pairs():
    """A plain second implementation of the definition, on regions out of order and with ties."""
    rng = np.random.default_rng(7)
    people = rng.uniform(1, 5, 40)
    per_person = rng.integers(1, 12, 40).astype(float)
    f, mean = people / people.sum(), people @ per_person / people.sum()
    pairs = np.abs(per_person[:, None] - per_person[None, :])
    expected = float(f @ pairs @ f / (2 * mean))
    assert gaps.gini(per_person * people, people) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "measure",
    [
        gaps.theil_t,
        gaps.theil_l,
        gaps.gini,
        gaps.gini_unweighted,
        gaps.hoover,
        gaps.cv,
        gaps.weighted_cv,
        gaps.sd_log,
    ],
)
def test_equality_is_zero(measure):
    assert measure([2.0, 4.0, 6.0], [1.0, 2.0, 3.0]) == pytest.approx(0, abs=1e-15)


def test_a_region_without_output_counts_where_no_logarithm_is_taken():
    # q = (1, 0): T = 1·ln(1/½) = ln 2; G = H = ½.
    nothing = ([4.0, 0.0], [1.0, 1.0])
    assert gaps.theil_t(*nothing) == pytest.approx(math.log(2))
    assert gaps.gini(*nothing) == 0.5
    assert gaps.hoover(*nothing) == 0.5


@pytest.mark.parametrize("measure", [gaps.theil_l, gaps.sd_log, gaps.max_min])
def test_a_region_without_output_is_refused_where_a_logarithm_or_quotient_needs_it(measure):
    with pytest.raises(Refusal, match=r"\[1\]=0: output is zero"):
        measure([4.0, 0.0], [1.0, 1.0])


def test_every_bad_place_is_named_up_to_five():
    with pytest.raises(Refusal, match=r"\[1\]=0, \[2\]=-1"):
        gaps.theil_t([1, 1, 1], [1, 0, -1])


def test_one_region_has_no_spread_with_divisor_n_less_one():
    with pytest.raises(Refusal, match="too few regions"):
        gaps.cv([1.0], [1.0], ddof=1)


def test_what_the_caller_gave_stays_as_it_was():
    output, people = np.array([3.0, 1.0]), np.array([1.0, 1.0])
    gaps.gini(output, people)
    gaps.theil_t(output, people)
    assert output.tolist() == [3.0, 1.0]
    assert people.tolist() == [1.0, 1.0]
