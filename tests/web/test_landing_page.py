"""The page of landing curves: by count, by money and from intervals, or the reason why not."""

from datetime import date

import numpy as np
import pytest
from django.urls import reverse

from jiedui.web.desk.projects import landing_curves
from jiedui.web.records.projects import actions, paying, queries
from jiedui.web.records.projects.models import Project
from jiedui.web.records.projects.paying import Payments
from jiedui.web.records.projects.queries import Course
from web_support import investments as toy
from web_support.people import person, signed_in

YEAR = 365.25


def course(days, cause, *, rough=0, after=None, by=None):
    days, cause = np.array(days), np.array(cause)
    exact = np.where(cause == 1, days, np.inf)
    after = days.astype(float) if after is None else np.array(after, dtype=float)
    return Course(days, cause, after, exact if by is None else np.array(by, dtype=float), rough, 0)


def shares(drawn):
    return [[cell.value for cell in line] for line in drawn.table.rows]


def test_by_count_each_year_has_its_share_its_band_and_who_is_still_watched():
    """Ten signed; five land after half a year, five are under way at two and a half: a half."""
    found = landing_curves.projects(course([182] * 5 + [913] * 5, [1] * 5 + [0] * 5), "投产")
    rows = shares(found)
    assert [line[0] for line in rows] == [1, 2]
    assert [line[1] for line in rows] == pytest.approx([0.5, 0.5])
    assert all(line[2] < 0.5 < line[3] for line in rows)
    assert [line[4] for line in rows] == [5, 5]
    assert "Kaplan-Meier" in found.picture.note


def test_a_termination_competes_with_landing():
    days, cause = [100] * 5 + [50] * 5 + [500] * 5, [1] * 5 + [2] * 5 + [0] * 5
    found = landing_curves.projects(course(days, cause), "投产")
    assert shares(found)[0][1] == pytest.approx(1 / 3)
    assert "Aalen-Johansen" in found.picture.note


def test_too_few_projects_are_said_and_not_drawn():
    for one in (course([100] * 9, [1] * 9), course([100] * 12, [0] * 12)):
        found = landing_curves.projects(one, "投产")
        assert found.picture is None and found.table is None and "不画曲线" in found.reason
        assert landing_curves.intervals(one, np.arange(12), "投产").picture is None


def test_exact_dates_need_no_intervals():
    found = landing_curves.intervals(course([400] * 12, [1] * 12), np.arange(12), "投产")
    assert found.picture is None and "不需要区间估计" in found.reason


def test_dates_of_the_quarter_leave_least_and_most_with_a_band_by_firm():
    """Six of twelve landed in the quarter before 400 days; the rest are open after 800."""
    after, by = [310] * 6 + [800] * 6, [400] * 6 + [np.inf] * 6
    one = course([400] * 6 + [800] * 6, [1] * 6 + [0] * 6, rough=6, after=after, by=by)
    found = landing_curves.intervals(one, np.arange(12), "投产")
    first, second = shares(found)
    assert first[1:3] == pytest.approx([0.0, 0.5]) and second[1:3] == pytest.approx([0.5, 0.5])
    assert second[3] < 0.5 < second[4]
    few = landing_curves.intervals(one, np.arange(12) % 4, "投产")
    assert "企业不足 5 家" in few.picture.note and shares(few)[0][3] is None


def payments(firms=12):
    """Twelve promised 100 each; six paid in 50 after 100 days, all are followed for two years."""
    count = 12
    return Payments(
        promised_fen=np.full(count, 100),
        followed_days=np.full(count, 800),
        firm=np.arange(count) % firms,
        project=np.arange(6),
        days=np.full(6, 100),
        fen=np.full(6, 50),
    )


def test_by_money_the_share_is_of_what_was_promised():
    """6 × 50 of 12 × 100: a quarter from the first year on, all twelve still followed."""
    found = landing_curves.money(payments())
    rows = shares(found)
    assert [line[1] for line in rows] == pytest.approx([0.25, 0.25])
    assert all(line[2] < 0.25 < line[3] for line in rows) and rows[1][4] == 12
    assert "12 个项目、12 家企业" in found.picture.note


def test_four_firms_have_a_curve_and_no_band():
    found = landing_curves.money(payments(firms=4))
    assert "不画带" in found.picture.note
    assert shares(found)[0][1:4] == [pytest.approx(0.25), None, None]


def test_the_same_records_draw_the_same_band():
    first, again = (landing_curves.money(payments()).picture.option for _ in range(2))
    assert first == again


def paid(code, fen, on, by):
    told = {"kind": "paid_in", "amount_minor": fen, "currency": "CNY", "on": on, "source": "证明"}
    actions.record_money(by=by, code=code, today=toy.TODAY, **told)


@pytest.fixture
def two(loaded, db):
    toy.signed()
    toy.signed(by=toy.nanjing(), code="P-2", name="化纤项目", pair=toy.OTHER_PAIR)
    paid("P-1", 50_000_000, date(2022, 10, 15), toy.suqian())
    paid("P-2", 70_000_000, date(2022, 9, 1), toy.nanjing())


def test_payments_count_from_signing_and_only_within_the_projects_asked_for(two):
    """Signed on 2022-09-15: 30 days later; what was paid before signing counts on its day."""
    found = paying.payments(Project.objects.order_by("pk"), on=date(2022, 12, 31))
    assert found.days.tolist() == [30, 0] and found.fen.tolist() == [50_000_000, 70_000_000]
    assert found.followed_days.tolist() == [107, 107]
    assert len(set(found.firm.tolist())) == 2 and (found.firm < 0).all()
    one = paying.payments(Project.objects.filter(code="P-2"), on=date(2022, 12, 31))
    assert one.fen.tolist() == [70_000_000] and one.project.tolist() == [0]


def test_each_project_of_the_curve_has_its_firm(two):
    every, today = Project.objects.all(), toy.TODAY
    for stage in ("started", "in_production"):
        firms = paying.firms(every, to=stage, on=today)
        assert len(firms) == len(queries.course(every, to=stage, on=today).days) == 2


def test_the_page_says_why_nothing_is_drawn_and_leads_back_to_the_funnel(two, client):
    signed_in(client, toy.lead_office())
    answer = client.get(reverse("projects:landing"), {"to": "started"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "签约 2 个、落地 0 个" in text and "不画资金曲线" in text
    funnel = client.get(reverse("projects:funnel")).content.decode()
    assert reverse("projects:landing") in funnel and reverse("projects:funnel") in text


def test_only_projects_within_reach_are_counted(two, client):
    signed_in(client, toy.suqian())
    text = client.get(reverse("projects:landing")).content.decode()
    assert "签约 1 个" in text
    signed_in(client, person("system_admin"))
    assert client.get(reverse("projects:landing")).status_code == 404


def test_a_band_that_takes_seconds_is_offered_and_drawn_when_asked_for(monkeypatch):
    monkeypatch.setattr(landing_curves, "BAND_MOST", 3)
    after, by = [310] * 6 + [800] * 6, [400] * 6 + [np.inf] * 6
    one = course([400] * 6 + [800] * 6, [1] * 6 + [0] * 6, rough=6, after=after, by=by)
    offered = landing_curves.intervals(one, np.arange(12), "投产")
    asked = landing_curves.intervals(one, np.arange(12), "投产", is_band_asked=True)
    assert (offered.offers_band, asked.offers_band) == (True, False)
    assert len(asked.picture.option["series"]) == len(offered.picture.option["series"]) + 2
