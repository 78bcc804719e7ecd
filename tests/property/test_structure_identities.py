"""What holds for every industry table, whatever stands in it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jiedui.core import structure

amounts = st.floats(0, 1e6).map(lambda x: round(x, 3))
ROUNDING = 1e-9


def rows(count, width=5):
    table = arrays(float, (count, width), elements=amounts)
    return table.filter(lambda values: bool((values.sum(axis=1) > 0).all()))


@st.composite
def productive_tables(draw, size=4):
    """Flows and output with final demand in every industry, so that the table can produce."""
    flows = draw(arrays(float, (size, size), elements=st.floats(0, 100)))
    final = draw(arrays(float, size, elements=st.floats(1, 100)))
    added = draw(arrays(float, size, elements=st.floats(1, 100)))
    output = np.maximum(flows.sum(axis=1) + final, flows.sum(axis=0) + added)
    return flows, output


@given(rows(2))
def test_krugman_lies_between_zero_and_two_and_is_symmetric(table):
    there, back = structure.krugman_index(*table), structure.krugman_index(*table[::-1])
    assert 0 <= there <= 2
    assert there == back


@given(rows(2))
def test_similarity_lies_between_zero_and_one_and_is_symmetric(table):
    there, back = structure.unido_similarity(*table), structure.unido_similarity(*table[::-1])
    assert 0 <= there <= 1
    assert there == pytest.approx(back, abs=ROUNDING)


@given(rows(1), st.floats(0.01, 100))
def test_size_does_not_matter_to_structure(table, factor):
    assert structure.krugman_index(table[0], table[0] * factor) == pytest.approx(0, abs=ROUNDING)
    assert structure.unido_similarity(table[0], table[0] * factor) == pytest.approx(1)


@given(rows(3))
def test_location_quotients_average_to_one_when_weighted_by_region(table):
    quotients = structure.location_quotients(table)
    weights = table.sum(axis=1) / table.sum()
    known = table.sum(axis=0) > 0
    assert weights @ quotients[:, known] == pytest.approx(np.ones(int(known.sum())))


@given(productive_tables())
def test_leontief_is_one_plus_coefficients_times_itself(table):
    a = structure.technical_coefficients(*table)
    b = structure.leontief(a)
    assert b == pytest.approx(np.eye(4) + a @ b, rel=1e-6, abs=1e-6)
    assert (np.diag(b) >= 1 - ROUNDING).all()


@given(productive_tables())
def test_linkages_average_to_one(table):
    found = structure.linkages(*table)
    assert found.influence.mean() == pytest.approx(1)
    assert found.sensitivity.mean() == pytest.approx(1)


@given(arrays(float, (3, 4), elements=st.floats(0.001, 1)))
def test_coupling_stays_between_zero_and_one(sides):
    for method in ("classical", "corrected"):
        found = structure.coupling_coordination(sides, method=method)
        for part in (found.coupling, found.level, found.coordination):
            assert (part >= 0).all() and (part <= 1 + ROUNDING).all()


@given(arrays(float, 2, elements=st.floats(0.001, 1)))
def test_two_sides_are_the_published_special_case(sides):
    low, high = sides.min(), sides.max()
    expected = np.sqrt((1 - (high - low)) * low / high)
    assert structure.coupling_coordination([sides]).coupling[0] == pytest.approx(expected)


@given(productive_tables(), rows(2, 4), st.sampled_from(["lq_weighted", "excess"]))
def test_complementarity_lies_between_zero_and_one(table, regions, rule):
    a = structure.technical_coefficients(*table)
    found = structure.complementarity(
        a,
        supplier_output=regions[0],
        supplier_quotients=structure.location_quotients(regions)[0],
        buyer_output=regions[1],
        rule=rule,
    )
    assert found.value is None or 0 <= found.value <= 1
    assert (found.met <= found.need).all()


@given(rows(2, 4).filter(lambda t: bool((t > 0).all())), st.floats(0, 0.9))
def test_regional_coefficients_never_exceed_national_ones(table, delta):
    national = np.full((4, 4), 0.2)
    regional = structure.flq_coefficients(
        national, region=table[0], nation=table.sum(axis=0), delta=delta
    )
    assert (regional <= national + ROUNDING).all() and (regional >= 0).all()


@given(arrays(float, (2, 4), elements=st.floats(0.1, 1e4)))
def test_shares_of_output_and_people_differ_by_nothing_in_sum(table):
    found = structure.factor_allocation(table[0], table[1])
    assert found.gap.sum() == pytest.approx(0, abs=ROUNDING)
    assert 0 <= found.misplaced < 1


presences = arrays(bool, (5, 6), elements=st.booleans())


@given(presences)
def test_proximity_is_symmetric_and_density_a_share(present):
    near = structure.proximity(present)
    close = structure.density(present, near)
    assert (near == near.T).all()
    assert (near >= 0).all() and (near <= 1).all()
    known = close[~np.isnan(close)]
    assert (known >= 0).all() and (known <= 1 + ROUNDING).all()


@given(rows(2, 4), arrays(float, (4, 4), elements=st.floats(0, 0.3)), st.floats(0.001, 0.5))
def test_an_industry_is_missing_or_small_but_never_both(regions, coefficients, tau):
    graph = structure.chain_graph(coefficients, "abcd")
    found = structure.chain_gaps(
        graph, region=regions[0], partner=regions[1], reference=regions.sum(axis=0), tau=tau
    )
    named = [gap.industry for gap in found]
    assert len(named) == len(set(named))
    for gap in found:
        assert (gap.kind == "strengthen") == (gap.share >= tau)
        assert gap.upstream.any() or gap.downstream.any()
        both = gap.upstream.any() and gap.downstream.any()
        assert gap.kind == "strengthen" or (gap.kind == "fill") == both
