"""A run is kept as the bytes that it gave, and gives the same bytes again."""

import json

import pytest
from django.db import IntegrityError, transaction

from jiedui.core.errors import JieduiError, Refusal
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.runs import actions, kinds, queries
from jiedui.web.records.runs.models import Run


@pytest.fixture
def doubling(monkeypatch):
    """An analysis that doubles a number, in place of the real one."""

    def double(request):
        result = json.dumps({"value": 2 * request["value"]}) + "\n"
        return kinds.Outcome(
            result, inputs={"toy.csv": "ab"}, version="1", seed=request.get("seed")
        )

    monkeypatch.setitem(kinds._makers, "gaps", double)


def test_a_run_keeps_the_request_the_result_and_what_made_it(db, doubling):
    run = actions.make_run(kind="gaps", request={"value": 21, "seed": 7}, by="张三")
    kept = queries.run(run.fingerprint)
    assert queries.result_of(kept) == {"value": 42}
    assert (kept.inputs, kept.seed, kept.version) == ({"toy.csv": "ab"}, 7, "1")
    assert kept.created_by == "张三"


def test_the_same_request_is_kept_once_and_gives_the_same_bytes(db, doubling):
    first = actions.make_run(kind="gaps", request={"value": 21}, by="张三")
    entries = Entry.objects.count()
    second = actions.make_run(kind="gaps", request={"value": 21}, by="李四")
    assert first == second
    assert Run.objects.filter(kind="gaps").count() == 1 and Entry.objects.count() == entries
    assert queries.gives_same_bytes(first)


def test_of_two_who_ask_the_same_at_once_both_get_the_one_that_was_kept(db, doubling, monkeypatch):
    """The second looks before the first has written, and writes after it."""
    first = actions.make_run(kind="gaps", request={"value": 21}, by="张三")
    entries, look, asked = Entry.objects.count(), actions._kept, []

    def too_early(*given):
        asked.append(given)
        return None if len(asked) == 1 else look(*given)

    monkeypatch.setattr(actions, "_kept", too_early)
    assert actions.make_run(kind="gaps", request={"value": 21}, by="李四") == first
    assert len(asked) == 2 and Entry.objects.count() == entries


def test_other_requests_inputs_or_seeds_are_other_runs(db, doubling):
    requests = [{"value": 1}, {"value": 2}, {"value": 1, "seed": 1}, {"value": 1, "seed": 2}]
    made = {actions.make_run(kind="gaps", request=r, by="张三").fingerprint for r in requests}
    assert len(made) == 4
    assert all(len(fingerprint) == 12 for fingerprint in made)


def test_a_result_that_is_not_reproducible_is_not_hidden(db, doubling, monkeypatch):
    run = actions.make_run(kind="gaps", request={"value": 21}, by="张三")
    other = kinds.Outcome("{}\n", inputs={"toy.csv": "ab"}, version="1")
    monkeypatch.setitem(kinds._makers, "gaps", lambda request: other)
    assert not queries.gives_same_bytes(run)
    with pytest.raises(JieduiError, match="gave other bytes before"):
        actions.make_run(kind="gaps", request={"value": 21}, by="张三")


def test_a_kind_that_nothing_makes_is_refused(db):
    with pytest.raises(Refusal, match="nothing makes runs of this kind"):
        kinds.make("astrology", {})


def test_the_database_refuses_an_unknown_kind_and_an_empty_result(db):
    known = {"fingerprint": "a" * 12, "request": {}, "inputs": {}, "version": "1"}
    for wrong in ({"kind": "astrology", "result": "{}"}, {"kind": "gaps", "result": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Run.objects.create(**known, **wrong, created_by="张三")
