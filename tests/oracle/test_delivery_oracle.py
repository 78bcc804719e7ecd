"""Landing curves against lifelines, which other hands wrote (`make oracle`)."""

import numpy as np
import pytest

from jiedui.core import delivery

pytestmark = pytest.mark.oracle

lifelines = pytest.importorskip("lifelines")


@pytest.fixture(params=range(4))
def ledger(request):
    """Three hundred projects with tied days; some land, some are terminated, some are open."""
    rng = np.random.default_rng(request.param)
    days = np.ceil(rng.exponential(200, 300))
    cause = rng.choice([0, 1, 2], 300, p=[0.3, 0.5, 0.2])
    return days, cause


def test_kaplan_meier_and_its_log_log_band(ledger):
    days, cause = ledger
    own = delivery.landing_curve(days, cause == 1)
    other = lifelines.KaplanMeierFitter().fit(days, cause == 1)
    expected = 1 - other.survival_function_.loc[own.days].to_numpy()[:, 0]
    assert own.landed == pytest.approx(expected, abs=1e-12)
    band = other.confidence_interval_.loc[own.days].to_numpy()
    sound = np.isfinite(own.low)
    assert own.low[sound] == pytest.approx(1 - band[sound, 1], abs=1e-9)
    assert own.high[sound] == pytest.approx(1 - band[sound, 0], abs=1e-9)


def test_at_risk_counts(ledger):
    days, cause = ledger
    own = delivery.landing_curve(days, cause == 1)
    table = lifelines.KaplanMeierFitter().fit(days, cause == 1).event_table
    assert own.at_risk.tolist() == table.loc[own.days, "at_risk"].tolist()


def test_late_entry(ledger):
    days, cause = ledger
    entry = np.where(np.arange(days.size) % 3 == 0, np.floor(days / 2), 0.0)
    own = delivery.landing_curve(days, cause == 1, entry_days=entry)
    other = lifelines.KaplanMeierFitter().fit(days, cause == 1, entry=entry)
    expected = 1 - other.survival_function_.loc[own.days].to_numpy()[:, 0]
    assert own.landed == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("event", [1, 2])
def test_aalen_johansen_and_its_variance_without_ties(event):
    rng = np.random.default_rng(8)
    days = rng.permutation(np.arange(1.0, 201.0))
    cause = rng.choice([0, 1, 2], 200, p=[0.3, 0.5, 0.2])
    own = delivery.cumulative_incidence(days, cause, causes=("landed", "terminated"))
    other = lifelines.AalenJohansenFitter(calculate_variance=True).fit(days, cause, event)
    at = own.days
    expected = other.cumulative_density_.loc[at].to_numpy()[:, 0]
    assert own.share[event - 1] == pytest.approx(expected, abs=1e-10)
    # lifelines leaves out the last day, on which nobody remains at risk.
    variance = np.ravel(other.variance_.loc[at].to_numpy())
    assert own.standard_error[event - 1][:-1] ** 2 == pytest.approx(variance[:-1], rel=1e-6)


def test_turnbull(ledger):
    """lifelines takes both ends as included, so a day is added to the first."""
    days, cause = ledger
    after = np.floor((days - 1) / 90) * 90
    wide = np.arange(days.size) % 4 == 0  # some are known to the half year only
    after, by = np.where(wide, np.floor(after / 180) * 180, after), after + 90
    by = np.where(cause == 1, np.where(wide, after + 180, by), np.inf)
    own = delivery.interval_curve(after, by, tolerance=1e-9)
    fitted = lifelines.KaplanMeierFitter().fit_interval_censoring(after + 1, by, tol=1e-8)
    falls = -np.diff(fitted.survival_function_["NPMLE_estimate_lower"].to_numpy())
    found = falls[falls > 1e-4]
    shares = own.share[own.share > 1e-4]
    assert shares.size > 4
    assert shares == pytest.approx(found, abs=2e-4)
