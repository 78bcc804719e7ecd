"""A ledger of projects goes in as a whole or not at all, and tells what it changes."""

from datetime import date

import pytest

from jiedui.files.sources import FileRefusal
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.transfer.importing import import_file
from jiedui.web.records.confirmations.models import Declaration, Matter
from jiedui.web.records.projects.models import Firm, Money, Project, StageEvent
from web_support.people import person

HEADER = (
    "项目编号,项目名称,结对,企业名称,统一社会信用代码,签约日期,开工日期,约定开工日期,"
    "协议投资(万元),到位资金(万元),本地用工占比"
)
ROWS = [
    "A-1,甲,苏州市-宿迁市,甲公司,91350100M000100Y43,2023-05-30,,2023年底,5000,1200.5,40%",
    "A-2,乙,苏州→宿迁,乙公司,,2022Q3,2023-05,,80,,",
    "A-3,丙,jiangsu-2022:320500-321300,乙公司,,,,,,,",
]
ROWS[0] = ROWS[0].replace("2023年底", "2023-12-31")


@pytest.fixture
def recipient(loaded, db):
    return person("pair_office", "jiangsu-2022", "pair", "jiangsu-2022:320500-321300", "recipient")


@pytest.fixture
def send(tmp_path, recipient):
    def go(rows=ROWS, *, by=None, header=HEADER, **rest):
        file = tmp_path / "台账.csv"
        file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
        return import_file(by=by or recipient, code="projects", path=file, **rest)

    return go


def refused(send, *args, **rest):
    with pytest.raises(FileRefusal) as found:
        send(*args, **rest)
    assert not Project.objects.exists() and not Firm.objects.exists()
    return [str(problem) for problem in found.value.every]


def test_new_rows_become_projects_with_stages_and_sums(send):
    """C10: one identifier per project, both sides' pipeline."""
    done = send()
    assert (done.tally.new, done.tally.changed, done.tally.same) == (3, 0, 0)
    first = Project.objects.get(code="A-1")
    assert (first.stage, first.signed_on, first.paid_in_fen) == (
        "signed",
        date(2023, 5, 30),
        1_200_500_000,
    )
    assert first.firm.credit_code == "91350100M000100Y43"
    assert first.next_due_on == date(2023, 12, 31)
    second = Project.objects.get(code="A-2")
    assert second.precisions == {"signed": "quarter", "started": "month"}
    assert (second.stage, second.stage_on) == ("started", date(2023, 5, 1))
    assert StageEvent.objects.count() == 3 and Money.objects.count() == 3
    assert Firm.objects.count() == 2


def test_what_a_side_imports_waits_for_the_other_side(send):
    """Silence is shown, never taken as consent."""
    send()
    matters = Matter.objects.filter(object_key="A-1")
    assert {m.aspect for m in matters} == {"stage:signed", "money:promised:1", "money:paid_in:2"}
    assert {(m.standing, m.awaits) for m in matters} == {("one_sided", "supporter")}
    assert Declaration.objects.get(
        matter__aspect="stage:signed", matter__object_key="A-1"
    ).value == {
        "date": "2023-05-30",
        "precision": "day",
    }


def test_the_same_file_again_changes_nothing(send):
    send()
    before = list(Project.objects.order_by("code").values())
    done = send()
    assert (done.tally.new, done.tally.changed, done.tally.same) == (0, 0, 3)
    assert list(Project.objects.order_by("code").values()) == before


def test_a_second_file_updates_and_says_what_changed(send):
    send()
    done = send(
        [ROWS[0].replace(",甲,", ",甲二期,").replace("2023-05-30,,", "2023-05-30,2024-02-01,")]
    )
    assert done.tally.changes == ("A-1: 项目名称、开工日期",)
    project = Project.objects.get(code="A-1")
    assert (project.name, project.started_on) == ("甲二期", date(2024, 2, 1))


def test_a_date_that_differs_becomes_a_correction_with_the_line_as_its_reason(send):
    send()
    send([ROWS[0].replace("2023-05-30", "2023-06-01")])
    old, new = StageEvent.objects.filter(project__code="A-1", stage="signed").order_by("id")
    assert (old.state, new.state, new.reason) == ("replaced", "current", "台账.csv:2")


def test_an_empty_cell_leaves_what_is_on_record(send):
    send()
    done = send(["A-1,甲,苏州市-宿迁市,,,,,,,,"])
    assert done.tally.same == 1
    assert Project.objects.get(code="A-1").paid_in_fen == 1_200_500_000


def test_checking_only_writes_nothing_and_tells_the_same(send):
    done = send(check_only=True)
    assert done.tally.new == 3 and not done.is_written
    assert not Project.objects.exists()
    assert not Entry.objects.filter(action="import_projects").exists()


def test_one_entry_of_the_audit_tells_of_the_import(send, recipient):
    done = send()
    entry = Entry.objects.get(action="import_projects")
    assert (entry.by, entry.object_key) == (recipient.username, "台账.csv")
    assert "新增 3" in entry.summary
    assert done.sha256


BAD = {
    "A-4,丁,张家港-宿迁,,,,,,,,": "台账.csv:2: 结对: 张家港-宿迁: no such pair",
    "A-4,丁,苏州市-宿迁市,,,2099-01-01,,,,,": "2099-01-01: not a day on which it can have happened",
    "A-4,丁,苏州市-宿迁市,,,2023-05-01,2022-01-01,,,,": "台账.csv:2: 开工日期: 2022-01-01: ",
    "A-4,丁,无锡市-连云港市,,,,,,,,": "is not within your reach",
}


@pytest.mark.parametrize("row", BAD)
def test_a_bad_row_is_named_and_nothing_is_stored(send, row):
    (said,) = refused(send, [row])
    assert BAD[row] in said
    assert len(refused(send, [row, *ROWS])) == 1


def test_a_code_twice_in_a_file_names_both_lines(send):
    (said,) = refused(send, [ROWS[0], ROWS[0]])
    assert said.startswith("台账.csv:3: 项目编号: A-1: stands on line 2 already")


def test_the_code_of_another_pair_is_taken_and_nothing_more_is_said(send, loaded, db):
    """Out of scope is as if it were not there; only that the code is used is said."""
    other = person("pair_office", "jiangsu-2022", "pair", "jiangsu-2022:320200-320700", "supporter")
    send([ROWS[0].replace("苏州市-宿迁市", "无锡市-连云港市")], by=other)
    with pytest.raises(FileRefusal) as found:
        send([ROWS[0]])
    (said,) = found.value.every
    assert said.reason == "the code is taken"


def test_a_lead_with_a_finder_is_sealed_and_nobody_is_asked_to_confirm_it(send):
    """首报首谈."""
    header, row = HEADER + ",首报单位,线索日期", ROWS[2] + ",321300,2024-01-05"
    send([row], header=header)
    assert Project.objects.get(code="A-3").is_sealed
    assert not Matter.objects.exists()
