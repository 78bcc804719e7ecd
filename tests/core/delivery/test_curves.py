"""Landing curves against published and hand-worked ones (D1, D2)."""

import numpy as np
import pytest

from jiedui.core.delivery import cumulative_incidence, landing_curve
from jiedui.core.errors import Refusal

# Freireich et al. 1963: weeks in remission of 21 children on 6-mercaptopurine; "+" was censored.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


@pytest.fixture
def remission():
    return landing_curve(WEEKS, RELAPSED)


def test_the_remission_times_of_freireich_give_the_published_curve(remission):
    """Kalbfleisch & Prentice 2002, table 1.1 and section 1.4; Kleinbaum & Klein, table 2.1."""
    assert remission.days.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert remission.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert remission.landed_count.tolist() == [3, 1, 1, 1, 1, 1, 1]
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert (1 - remission.landed).round(3).tolist() == published
    assert remission.median_days == 23


def test_greenwood_gives_the_published_standard_errors(remission):
    """0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346, as R's survfit prints them."""
    published = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert remission.standard_error.round(4).tolist() == published


def test_the_log_log_band_of_the_first_day_is_worked_by_hand(remission):
    """S = 18/21, V = 3/(21·18), θ = 1.96·√V/ln S; S^exp(θ) = 0.620, S^exp(-θ) = 0.952."""
    assert (1 - remission.high[0]) == pytest.approx(0.620, abs=5e-4)
    assert (1 - remission.low[0]) == pytest.approx(0.952, abs=5e-4)


def test_the_plain_band_is_the_share_plus_and_minus_its_errors(remission):
    """0.857 ± 1.95996 · 0.0764, cut at one."""
    assert 1 - remission.plain_high[0] == pytest.approx(18 / 21 - 1.959964 * 0.0763604, abs=1e-6)
    assert remission.plain_low[0] == 0.0


def test_censored_projects_are_counted_between_the_days(remission):
    assert remission.censored_count.tolist() == [1, 1, 2, 0, 3, 0, 5]
    assert remission.landed_count.sum() + remission.censored_count.sum() == 21


def test_the_at_risk_table_counts_those_not_yet_gone(remission):
    assert remission.at_risk_on([0, 10, 20, 30]) == [21, 15, 8, 4]


def test_nobody_is_asked_about_beyond_the_longest_follow_up(remission):
    assert remission.at(22).landed == pytest.approx(1 - 0.5378, abs=5e-5)
    assert remission.at(3).landed == 0.0
    with pytest.raises(Refusal, match="nobody was followed up so long; ask for 35 days or less"):
        remission.at(36)


def test_where_all_have_landed_there_is_no_band():
    curve = landing_curve([1, 2], [True, True])
    assert curve.landed.tolist() == [0.5, 1.0]
    assert np.isnan(curve.low[1]) and np.isnan(curve.plain_high[1])


def test_nothing_landed_is_an_empty_curve_and_not_a_fault():
    curve = landing_curve([5, 8], [False, False])
    assert curve.days.size == 0
    assert curve.at(7).landed == 0.0
    assert curve.median_days is None


def test_a_project_watched_late_is_not_at_risk_before():
    """Entry at 0, 0, 3: on day 2 two are at risk, on day 4 one that stayed and one that came."""
    curve = landing_curve([2, 5, 4], [True, False, True], entry_days=[0, 0, 3])
    assert curve.at_risk.tolist() == [2, 2]
    assert curve.landed.tolist() == [0.5, 0.75]
    assert curve.at_risk_on([2, 4]) == [2, 2]


@pytest.mark.parametrize(
    ("days", "landed", "said"),
    [
        ([-1.0], [True], "days: -1.0: not a number of days at place 0"),
        ([np.nan], [True], "not a number of days"),
        ([1.0, 2.0], [True], "differ in length"),
        ([], [], "there is no project"),
        ([1.0], [0.5], "landed: not true or false"),
    ],
)
def test_what_cannot_be_is_refused(days, landed, said):
    with pytest.raises(Refusal, match=said):
        landing_curve(days, landed)


def test_termination_competes_with_landing():
    """Hand-worked: days 1..6, landed 1, terminated 2, open 0.

    S before: 1, 5/6, 4/6, 4/6 (censored on 3), then at risk 3: landing on 4 adds 4/6·1/3.
    """
    found = cumulative_incidence(
        [1, 2, 3, 4, 5, 6], [1, 2, 0, 1, 2, 0], causes=("in_production", "terminated")
    )
    assert found.days.tolist() == [1, 2, 4, 5]
    assert found.at_risk.tolist() == [6, 5, 3, 2]
    landed, terminated = found.share
    assert landed.tolist() == pytest.approx([1 / 6, 1 / 6, 1 / 6 + 4 / 6 / 3, 1 / 6 + 4 / 6 / 3])
    assert terminated.tolist() == pytest.approx([0, 1 / 6, 1 / 6, 1 / 6 + (4 / 6) * (2 / 3) / 2])


def test_one_minus_kaplan_meier_overstates_landing_where_projects_are_terminated():
    days, cause = np.arange(1.0, 11.0), np.array([1, 2, 1, 2, 0, 1, 2, 1, 0, 2])
    incidence = cumulative_incidence(days, cause, causes=("landed", "terminated"))
    assert landing_curve(days, cause == 1).landed[-1] > incidence.share[0, -1]


def test_without_a_competitor_the_incidence_is_kaplan_meier_with_greenwoods_error(remission):
    found = cumulative_incidence(WEEKS, RELAPSED, causes=("relapsed",))
    assert found.share[0] == pytest.approx(remission.landed)
    assert found.standard_error[0] == pytest.approx(remission.standard_error)


def test_an_unnamed_cause_is_refused():
    with pytest.raises(Refusal, match="not one of those named"):
        cumulative_incidence([1.0], [3], causes=("landed", "terminated"))
