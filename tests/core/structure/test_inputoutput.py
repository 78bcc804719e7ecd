"""A table of two sectors inverted by hand, our own numbers.

A = [[0.2, 0.2], [0.4, 0.1]]; |I − A| = 0.8 · 0.9 − 0.2 · 0.4 = 0.64, so
B = [[0.9, 0.2], [0.4, 0.8]] / 0.64; H = [[0.2, 0.3], [4/15, 0.1]] has the same determinant.
"""

import math

import numpy as np
import pytest

from jiedui.core import structure
from jiedui.core.errors import Refusal

FLOWS, OUTPUT = [[20.0, 30.0], [40.0, 15.0]], [100.0, 150.0]
A = [[0.2, 0.2], [0.4, 0.1]]


def test_leontief_and_ghosh_by_hand():
    b = structure.leontief(structure.technical_coefficients(FLOWS, OUTPUT))
    g = structure.ghosh(structure.distribution_coefficients(FLOWS, OUTPUT))
    assert b == pytest.approx(np.array([[0.9, 0.2], [0.4, 0.8]]) / 0.64)
    assert g == pytest.approx(np.array([[0.9, 0.3], [4 / 15, 0.8]]) / 0.64)


def test_output_is_final_demand_through_the_inverse():
    final_demand = [100 - 20 - 30, 150 - 40 - 15]
    b = structure.leontief(structure.technical_coefficients(FLOWS, OUTPUT))
    assert b @ final_demand == pytest.approx(OUTPUT)


def test_influence_is_the_column_sum_over_the_average():
    found = structure.linkages(FLOWS, OUTPUT)
    assert found.influence == pytest.approx([26 / 23, 20 / 23])  # (1.3, 1.0) over their mean 1.15


def test_sensitivity_says_which_inverse_it_comes_from():
    by_ghosh = structure.linkages(FLOWS, OUTPUT)
    by_rows = structure.linkages(FLOWS, OUTPUT, sensitivity_by="leontief_rows")
    assert (by_ghosh.sensitivity_by, by_rows.sensitivity_by) == ("ghosh", "leontief_rows")
    assert by_ghosh.sensitivity == pytest.approx([18 / 17, 16 / 17])
    assert by_rows.sensitivity == pytest.approx([22 / 23, 24 / 23])


def test_a_table_that_uses_more_than_it_makes_is_refused():
    with pytest.raises(Refusal, match="cannot produce"):
        structure.leontief([[0.9, 0.5], [0.5, 0.9]])
    with pytest.raises(Refusal, match="cannot produce"):
        structure.leontief([[1.0, 0.0], [0.0, 0.5]])


def test_flq_by_hand():
    # Shares 0.1 and 0.3 of a region of 0.2: LQ = 0.5, 1.5. λ = √log₂ 1.2.
    found = structure.flq_coefficients(A, region=[10, 30], nation=[100, 100], delta=0.5)
    lam = math.sqrt(math.log2(1.2))
    assert found == pytest.approx(
        np.array([[0.2 * 0.5 * lam, 0.2 * 0.5 / 1.5 * lam], [0.4 * 1.0, 0.1 * 1.5 * lam]])
    )


def test_a_region_that_is_the_nation_keeps_its_coefficients():
    found = structure.flq_coefficients(A, region=[3, 5], nation=[3, 5], delta=0.3)
    assert found == pytest.approx(np.array(A))


def test_an_industry_that_is_not_there_neither_buys_nor_sells():
    found = structure.flq_coefficients(A, region=[0, 5], nation=[10, 10], delta=0.3)
    assert found[0, :].tolist() == [0, 0] and found[1, 0] == 0


def test_a_region_larger_than_its_nation_is_refused():
    with pytest.raises(Refusal, match="more of an industry than the nation"):
        structure.flq_coefficients(A, region=[11, 5], nation=[10, 10], delta=0.3)


def test_need_is_what_industries_use_beyond_what_is_made():
    # Industry 0: used 0.2 · 10 + 0.2 · 200 = 42, made 10.
    assert structure.need(A, [10, 200]).tolist() == [pytest.approx(32), 0]


def test_complementarity_is_the_share_of_need_that_is_met_and_has_a_direction():
    there = structure.complementarity(
        A, supplier_output=[8, 2], supplier_quotients=[3, 0.5], buyer_output=[10, 200]
    )
    assert there.value == pytest.approx(min((3 - 1) * 8, 32) / 32)
    back = structure.complementarity(
        A, supplier_output=[10, 200], supplier_quotients=[0.2, 1.2], buyer_output=[8, 2]
    )
    # Industry 1 of the first region: used 0.4 · 8 + 0.1 · 2 = 3.4, made 2; surplus 40 is enough.
    assert back.value == pytest.approx(1.0)


def test_a_region_that_lacks_nothing_has_no_complementarity_rather_than_none_of_it():
    found = structure.complementarity(
        A, supplier_output=[8, 2], supplier_quotients=[3, 0.5], buyer_output=[100, 150]
    )
    assert found.value is None
