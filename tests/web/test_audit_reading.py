"""Who reads which words of the trail (K7): all read who did what to what, few read of what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import transaction

import jiedui.web
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.audit.reading import _REACHED, as_read_by
from jiedui.web.platform.audit.sentences import changes, sentence
from web_support.people import person
from web_support.two_sides import PAIR

WORDS = "价款三亿元"
UNTOLD = {"saved_filter"}  # words of one's own


@pytest.fixture
def deed(db):
    def make(kind, key):
        with transaction.atomic():
            return record_entry(
                by="张三", action="toy", object_kind=kind, object_key=key,
                summary=WORDS, before={"name": "甲"}, after={"name": "乙"},
            )  # fmt: skip

    return make


def read(user, entry):
    return as_read_by(user, [Entry.objects.get(pk=entry.pk)])[0]


def test_words_of_a_pair_are_read_by_who_reaches_the_pair(loaded, deed):
    entry = deed("pair", PAIR)
    assert WORDS in sentence(read(person("auditor"), entry))
    assert WORDS in sentence(read(person("auditor", scope_kind="pair", scope_key=PAIR), entry))
    for user in (
        person("audit_admin"),
        person("auditor", scope_kind="pair", scope_key="jiangsu-2022:320100-320800"),
        person("auditor", programme="guangdong-2021"),
        person(),
    ):
        seen = read(user, entry)
        assert WORDS not in sentence(seen)
        assert changes(seen) == []
        assert ("张三" in sentence(seen), PAIR in sentence(seen)) == (True, True)
    assert Entry.objects.get(pk=entry.pk).summary == WORDS  # what is kept stays whole


def test_a_kind_of_which_no_app_has_spoken_is_told_to_nobody(deed):
    entry = deed("a kind to come", "1")
    assert WORDS not in sentence(read(person("auditor"), entry))


def test_who_keeps_the_trail_reads_in_full_how_accounts_are_kept(deed):
    entry = deed("person", "li")
    seen = read(person("audit_admin"), entry)
    assert WORDS in sentence(seen)
    assert changes(seen) == [("name", "甲", "乙")]


def test_an_entry_without_words_is_not_said_to_hold_any(db):
    with transaction.atomic():
        entry = record_entry(by="张三", action="toy", object_kind="project", object_key="P-1")
    assert "权限" not in sentence(read(person("audit_admin"), entry))


def test_every_kind_of_object_that_actions_name_has_its_readers():
    """A new kind is told to nobody until its app says who reaches it; this test reminds of it."""
    found = set()
    for file in sorted(Path(jiedui.web.__file__).parent.rglob("*.py")):
        found |= set(re.findall(r'object_kind="(\w+)"', file.read_text()))
    assert found - set(_REACHED) - UNTOLD == set()
