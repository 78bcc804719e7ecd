"""What is counted of projects: in memory it equals the store, and lights equal the core's."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiedui.core.delivery import Dated, ProjectState, stuck
from jiedui.schemes.stages import stages
from jiedui.web.desk.projects import funnel
from jiedui.web.records.projects import access, columns, queries, summary
from jiedui.web.records.projects.columns import Columns
from jiedui.web.records.projects.enums import ENDS, LADDER, RANK
from jiedui.web.records.projects.models import Project
from jiedui.web.records.projects.queries import Cell
from web_support import investments as toy

FIRST = date(2015, 1, 1)
DAYS = st.integers(0, 4000).map(lambda days: FIRST + timedelta(days))
PRECISIONS = st.sampled_from(["day", "month", "quarter", "year"])


def test_the_guangdong_funnel_lands_58_percent_by_count_and_25_by_money():
    """34 transfer parks to the end of 2010: 2,044 agreements (468.48 bn), 1,196 built (118.16)."""
    bn = 10**11  # fen
    built = Cell("", RANK["completed"], "", 1_196, 11_816 * bn // 100, 0, 0)
    agreed = Cell("", RANK["signed"], "", 2_044 - 1_196, (46_848 - 11_816) * bn // 100, 0, 0)
    found = funnel.rate([built, agreed], "completed")
    assert (found.signed, found.reached) == (2_044, 1_196)
    assert round(found.by_count, 3) == 0.585
    assert round(found.by_money, 3) == 0.252


@st.composite
def histories(draw):
    """Stages on the way in the order of their dates, dates agreed, perhaps a last contact."""
    steps = draw(st.lists(st.sampled_from(LADDER), unique=True, max_size=5))
    days = sorted(draw(st.lists(DAYS, min_size=len(steps), max_size=len(steps))))
    steps = sorted(steps, key=lambda stage: RANK[stage])
    precision = draw(st.lists(PRECISIONS, min_size=len(steps), max_size=len(steps)))
    reached = [summary.Moment(*one) for one in zip(steps, days, precision, strict=True)]
    if reached and draw(st.integers(0, 5)) == 0:
        end = draw(st.sampled_from(ENDS))
        reached.append(summary.Moment(end, days[-1] + timedelta(30)))
    agreed = draw(st.lists(st.sampled_from(LADDER[1:]), unique=True, max_size=4))
    dues = [summary.Moment(stage, draw(DAYS)) for stage in agreed]
    talk = draw(st.none() | DAYS)
    return reached, dues, talk


@settings(max_examples=300, deadline=None)
@given(history=histories(), wait=st.integers(0, 1500))
def test_the_stored_light_is_what_the_core_judges_on_any_later_day(history, wait):
    """`yellow_on` and `red_on` are written once; the core judges each day from the whole record."""
    reached, dues, talk = history
    heard = [one.last for one in reached] + ([talk] if talk else [])
    on = max([FIRST, *heard]) + timedelta(wait)
    rules = stages(toy.PROGRAMME)
    contact = summary.Word(talk) if talk else None
    told = summary.Told(reached=reached, dues=dues, contact=contact)
    project = Project()
    for name, value in summary.summarised(told, rules).items():
        setattr(project, name, value)
    state = ProjectState(
        code="x",
        reached={one.stage: Dated.of(one.on, one.precision) for one in reached},
        due={one.stage: one.on for one in dues},
        last_contact=talk,
    )
    judged = stuck(state, rules, as_of=on).light
    stored = queries.light_of(project, on)
    assert (stored.value if stored else "grey") == judged.value


@pytest.mark.usefixtures("loaded", "db")
class TestColumns:
    """The arrays follow every change; what is read from them is what the store holds."""

    def both(self, kept, user):
        """The rows as they were followed, and as they are read anew."""
        projects = access.visible_projects(user)
        return kept.rows(projects), Columns().rows(projects)

    def fail_unless_equal(self, followed, anew):
        assert len(followed) == len(anew)
        for name in anew.arrays:
            np.testing.assert_array_equal(followed[name], anew[name], err_msg=name)

    def test_arrays_that_followed_changes_equal_arrays_read_anew(self):
        kept, user = Columns(), toy.suqian()
        for number in range(4):
            toy.signed(code=f"P-{number}")
        self.fail_unless_equal(*self.both(kept, user))
        toy.pay("P-1", "promised", 5_000_000)
        toy.reach_stage("P-2", "in_production", date(2024, 5, 1), precision="quarter")
        toy.signed(code="P-9")
        toy.signed(code="N-1", by=toy.lead_office(), pair=toy.OTHER_PAIR)
        followed, anew = self.both(kept, user)
        assert len(followed) == 5
        self.fail_unless_equal(followed, anew)

    def test_a_row_that_leaves_a_filter_is_counted_no_more(self):
        kept = Columns()
        toy.signed(code="P-1")
        toy.signed(code="P-2")
        signed = Project.objects.filter(stage="signed")
        assert len(kept.rows(signed)) == 2
        toy.reach_stage("P-1", "in_production", date(2024, 5, 1))
        assert len(kept.rows(signed)) == 1

    def test_what_was_written_past_refresh_is_read_whole(self):
        kept = Columns()
        toy.signed(code="P-1")
        assert len(kept.rows(Project.objects.filter(industry="3484"))) == 0
        Project.objects.update(industry="3484")
        summary.mark_changed({toy.PROGRAMME})
        assert kept.rows(Project.objects.filter(industry="3484"))["industry"].tolist() == ["3484"]

    def test_inside_a_transaction_nothing_is_remembered(self):
        toy.signed(code="P-1")
        assert len(columns.rows(Project.objects.all())) == 1
        Project.objects.filter(code="P-1").update(stage="filed")
        stage = columns.rows(Project.objects.all())["stage"].tolist()
        assert stage == [columns.STAGES["filed"]]

    def test_sums_are_exact_beyond_what_a_float_holds(self):
        toy.signed(code="P-1")
        toy.signed(code="P-2")
        Project.objects.filter(code="P-1").update(promised_fen=2**53)
        Project.objects.filter(code="P-2").update(promised_fen=1)
        cells = queries.cells(Project.objects.all(), by="year")
        assert sum(cell.promised_fen for cell in cells) == 2**53 + 1
