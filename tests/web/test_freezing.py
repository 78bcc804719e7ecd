"""What is frozen never changes; a correction needs a second person and says so."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404

from jiedui.core.errors import Refusal
from jiedui.web.records.confirmations import freezing, queries
from jiedui.web.records.confirmations.models import Correction, Snapshot
from web_support.people import person

DAY = date(2023, 12, 31)


@pytest.fixture
def office(db):
    return person("lead_office", "jiangsu-2022")


@pytest.fixture
def second(db):
    return person("lead_office")


def frozen(by, content=None, **more):
    known = {"kind": "project", "key": "P-1", "as_of": DAY}
    return freezing.freeze(by=by, content=content or {"b": 1, "a": "甲"}, **{**known, **more})


def test_a_snapshot_is_hashed_in_one_way_of_writing(office):
    """The digest is that of the bytes kept, which anybody can take again."""
    import hashlib

    snapshot = frozen(office)
    assert snapshot.content == '{\n  "b": 1,\n  "a": "甲"\n}\n'
    assert snapshot.sha256 == hashlib.sha256(snapshot.content.encode()).hexdigest()


def test_the_same_content_frozen_again_is_the_same_snapshot(office, second):
    assert frozen(office) == frozen(second)


def test_another_content_for_the_same_day_is_refused(office):
    frozen(office)
    with pytest.raises(Refusal, match="这一天已经冻结过"):
        frozen(office, {"a": "乙"})
    assert frozen(office, {"a": "乙"}, as_of=date(2024, 3, 31)).pk


def test_the_database_never_changes_a_snapshot(office):
    snapshot = frozen(office)
    for change in (snapshot.save, snapshot.delete, lambda: Snapshot.objects.update(content="x")):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            change()


def test_a_correction_changes_nothing_until_a_second_person_accepts_it(office, second):
    snapshot = frozen(office)
    correction = freezing.propose_correction(
        by=office, snapshot=snapshot, content={"a": "乙"}, reason="漏记一笔"
    )
    assert queries.valid_snapshot("project", "P-1", DAY) == snapshot
    with pytest.raises(Refusal, match="另一个人复核"):
        freezing.check_correction(by=office, correction=correction, accepts=True)
    corrected = freezing.check_correction(by=second, correction=correction, accepts=True)
    assert (corrected.corrects, corrected.frozen_by) == (snapshot, second)
    assert queries.valid_snapshot("project", "P-1", DAY) == corrected
    assert [one.pk for one in queries.snapshots("project", ["P-1"])] == [snapshot.pk, corrected.pk]


def test_a_refused_correction_leaves_the_snapshot_in_force(office, second):
    snapshot = frozen(office)
    correction = freezing.propose_correction(
        by=office, snapshot=snapshot, content={"a": "乙"}, reason="漏记一笔"
    )
    found = freezing.check_correction(
        by=second, correction=correction, accepts=False, remark="没有凭证"
    )
    assert found is None
    assert queries.valid_snapshot("project", "P-1", DAY) == snapshot
    with pytest.raises(Refusal, match="已经复核过"):
        freezing.check_correction(by=second, correction=correction, accepts=True)


def test_a_correction_needs_a_reason_another_content_and_the_latest_snapshot(office, second):
    snapshot = frozen(office)

    def propose(content, reason="漏记一笔"):
        return freezing.propose_correction(
            by=office, snapshot=snapshot, content=content, reason=reason
        )

    with pytest.raises(Refusal, match="要写理由"):
        propose({"a": "乙"}, " ")
    with pytest.raises(Refusal, match="与快照相同"):
        propose({"b": 1, "a": "甲"})
    freezing.check_correction(by=second, correction=propose({"a": "乙"}), accepts=True)
    with pytest.raises(Refusal, match="已经更正过"):
        propose({"a": "丙"})


def test_the_database_asks_for_a_second_person(office):
    from django.utils import timezone

    from jiedui.web.platform.kit.constraints import refusal_of

    correction = freezing.propose_correction(
        by=office, snapshot=frozen(office), content={"a": "乙"}, reason="漏记一笔"
    )
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Correction.objects.update(verdict="accepted", checked_by=office, checked_at=timezone.now())
    assert "更正要由另一个人复核" in str(refusal_of(refused.value))
    with pytest.raises(DatabaseError, match="none is deleted"), transaction.atomic():
        correction.delete()


def test_who_may_not_freeze_finds_nothing_to_freeze(db):
    with pytest.raises(Http404):
        frozen(person("evaluator"))
