"""Gap measures against PySAL, which other hands wrote (`make oracle`)."""

import numpy as np
import pytest

from jiedui.core import gaps

pytestmark = pytest.mark.oracle

inequality_gini = pytest.importorskip("inequality.gini")
inequality_theil = pytest.importorskip("inequality.theil")
giddy = pytest.importorskip("giddy.markov")
ergodic = pytest.importorskip("giddy.ergodic")
weights = pytest.importorskip("libpysal.weights")

GROUPS = 5


@pytest.fixture(params=range(5))
def country(request):
    """Sixty regions over thirty years whose levels wander; one seed, one country."""
    rng = np.random.default_rng(request.param)
    start = rng.normal(3, 0.6, (60, 1))
    return np.exp(start + rng.normal(0.05, 0.12, (60, 30)).cumsum(axis=1))


@pytest.fixture
def labels():
    return [f"g{i % GROUPS}" for i in range(60)]


def test_theil_t_over_regions_that_count_alike(country):
    expected = inequality_theil.Theil(country[:, 0]).T
    assert gaps.theil_t(country[:, 0], np.ones(60)) == pytest.approx(float(expected), rel=1e-10)


def test_theil_between_and_within(country, labels):
    expected = inequality_theil.TheilD(country[:, 0], np.array(labels))
    parts = gaps.theil_t_by_group(country[:, 0], np.ones(60), labels)
    assert parts.between == pytest.approx(float(expected.bg[0]), rel=1e-9)
    assert parts.within == pytest.approx(float(expected.wg[0]), rel=1e-9)


def test_gini_over_regions_that_count_alike(country):
    expected = inequality_gini.Gini(country[:, 0]).g
    assert gaps.gini_unweighted(country[:, 0], np.ones(60)) == pytest.approx(float(expected))


def test_weighted_gini_is_that_of_people_one_by_one(country):
    """PySAL has no weights: there every person of a region is written out."""
    people = np.arange(1, 61)
    each = np.repeat(country[:, 0], people)
    expected = inequality_gini.Gini(each).g
    assert gaps.gini(country[:, 0] * people, people) == pytest.approx(float(expected))


def test_transitions_between_given_classes(country):
    states = gaps.quantile_states(country / country.mean(axis=0), 5, pooled=True)
    chain = gaps.markov(states)
    expected = giddy.Markov(states.classes, summary=False)
    assert chain.counts == pytest.approx(np.asarray(expected.transitions))
    assert chain.probabilities == pytest.approx(np.asarray(expected.p))
    assert chain.ergodic == pytest.approx(np.asarray(expected.steady_state), rel=1e-8)


def test_mean_first_passage(country):
    chain = gaps.markov(gaps.quantile_states(country, 4, pooled=False))
    expected = ergodic.mfpt(chain.probabilities)
    assert chain.first_passage == pytest.approx(np.asarray(expected), rel=1e-8)


def test_spatial_markov_and_its_two_tests(country):
    """Cuts are handed over, so that only chains, counts and tests are compared."""
    grid = weights.lat2W(6, 10)
    grid.transform = "r"
    relative = country / country.mean(axis=0)
    cuts = np.quantile(relative, [0.25, 0.5, 0.75])
    theirs = giddy.Spatial_Markov(
        relative, grid, fixed=True, cutoffs=cuts, lag_cutoffs=cuts, k=4, m=4
    )
    names = [str(i) for i in range(60)]
    around = {str(i): [str(j) for j in near] for i, near in grid.neighbors.items()}
    own = gaps.ratio_states(country, tuple(cuts.tolist()))
    near = gaps.cut_like(gaps.neighbour_mean(country, names, around), own)
    ours = gaps.spatial_markov(own, near)
    for chain, expected in zip(ours.conditional, np.asarray(theirs.T), strict=True):
        assert chain.counts == pytest.approx(expected)
    assert ours.chi_square.statistic == pytest.approx(theirs.Q, rel=1e-8)
    assert ours.likelihood_ratio.statistic == pytest.approx(theirs.LR, rel=1e-8)
    assert ours.chi_square.degrees == theirs.dof_hom
    assert ours.chi_square.p_value == pytest.approx(theirs.Q_p_value, abs=1e-10)
    assert ours.likelihood_ratio.p_value == pytest.approx(theirs.LR_p_value, abs=1e-10)
