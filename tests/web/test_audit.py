"""The audit trail: one entry per action, sealed, and kept by the database itself."""

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from jiedui.web.platform.audit import sentences
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.audit.chain import FIRST, broken_links, seal_of
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.audit.queries import verify


def entry(summary="a batch", by="张三", payload=None):
    return record_entry(
        by=by,
        action="accept_batch",
        object_kind="batch",
        object_key="toy@1",
        summary=summary,
        payload=payload,
    )


def test_an_entry_follows_the_one_before_it(db):
    first, second = entry(), entry("another")
    assert second.previous_hash == first.hash != second.hash
    assert verify() == []


def test_the_first_entry_of_a_store_follows_nothing(db):
    if not Entry.objects.exists():
        assert entry().previous_hash == FIRST


def test_only_the_hash_of_what_was_given_is_kept(db):
    kept = entry(payload={"phone": "13800000000"})
    assert len(kept.payload_sha256) == 64
    assert "13800000000" not in " ".join(str(value) for value in vars(kept).values())
    assert kept.payload_sha256 != entry(payload={"phone": "13800000001"}).payload_sha256


CHANGES = {
    "save": lambda: Entry.objects.latest("id").save(),
    "update": lambda: Entry.objects.update(by="somebody else"),
    "bulk_update": lambda: Entry.objects.bulk_update(Entry.objects.all(), ["summary"]),
    "delete": lambda: Entry.objects.latest("id").delete(),
    "delete all": lambda: Entry.objects.all().delete(),
    "raw update": lambda: connection.cursor().execute("UPDATE audit_entry SET summary = ''"),
    "raw delete": lambda: connection.cursor().execute("DELETE FROM audit_entry"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_or_delete_an_entry(db, change):
    kept = entry()
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        CHANGES[change]()
    kept.refresh_from_db()
    assert kept.by == "张三"
    assert verify() == []


def test_postgresql_refuses_to_empty_the_table(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    entry()
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute("TRUNCATE audit_entry")


def test_a_changed_entry_breaks_its_seal_and_a_missing_one_the_chain(db):
    """As somebody with the database's own password would do it: past the triggers."""
    start = Entry.objects.count()
    for summary in ("one", "two", "three"):
        entry(summary)
    chain = list(Entry.objects.order_by("id"))
    chain[start].summary = "something else"
    reasons = [problem.reason for problem in broken_links(chain)]
    assert reasons == ["was changed after it was written"]
    del chain[start]
    followers = [problem.reason for problem in broken_links(chain)]
    assert followers == ["does not follow the entry before it"]


def test_an_action_that_fails_leaves_no_entry(db):
    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        entry()
        1 / 0  # noqa: B018
    assert Entry.objects.count() == before


def test_an_entry_outside_a_transaction_is_refused(db, monkeypatch):
    from types import SimpleNamespace

    from jiedui.web.platform.audit import actions

    monkeypatch.setattr(actions, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="outside a transaction"):
        entry()


def test_every_action_of_the_program_has_words_for_the_trail():
    web = Path(sentences.__file__).parents[2]
    named = {
        name
        for file in web.rglob("*.py")
        for name in re.findall(r'\baction="(\w+)"', file.read_text("utf-8"))
    }
    assert "record_stage" in named
    assert named - set(sentences._ACTIONS) == set()


def test_a_seal_is_the_digest_of_canonical_json():
    """As an auditor would compute it without this program."""
    at = datetime(2026, 11, 21, 16, 0, 0, 5, tzinfo=UTC)
    said = {
        "by": "王\n",
        "action": 'a"b',
        "object_kind": "x",
        "object_key": "\u2028",
        "summary": "",
    }
    said |= {"payload_sha256": "0", "previous_hash": FIRST, "role": "auditor"}
    unsaid = dict.fromkeys(("scope", "before", "after", "request_id", "result"), "")
    told = json.dumps(
        {**said, "at": "2026-11-21T16:00:00.000005+00:00"},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    expected = hashlib.sha256(told.encode()).hexdigest()
    assert seal_of({**said, **unsaid, "at": at, "id": 1, "hash": ""}) == expected
