"""`jiedui audit`: a whole trail passes; a changed entry, and an end that was cut off, are found."""

import json

import pytest
from django.db import connection, transaction

from jiedui.cli import main
from jiedui.web.platform.audit import triggers
from jiedui.web.platform.audit.actions import record_entry
from jiedui.web.platform.audit.models import Entry

pytestmark = pytest.mark.django_db


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        main(["audit", *arguments])
    printed = capsys.readouterr()
    return stop.value.code, printed.out, printed.err


@pytest.fixture
def trail(db):
    """Three more entries at the end of the trail."""
    with transaction.atomic():
        return [
            record_entry(by="wang", action="sign_in", object_kind="person", object_key=f"p{one}")
            for one in range(3)
        ]


def by_hand(sql, *values):
    """As somebody with the file in hand would do it: past the triggers."""
    undo = triggers.SQLITE_UNDO if connection.vendor == "sqlite" else triggers.POSTGRESQL_UNDO
    with connection.cursor() as cursor:
        for statement in undo:
            cursor.execute(statement)
        cursor.execute(sql, values)


@pytest.fixture
def anchor(trail, tmp_path, capsys):
    file = tmp_path / "anchor.json"
    assert run(capsys, "anchor", "-o", str(file)) == (0, "", "")
    return file


def test_a_whole_trail_passes_and_says_its_end(capsys, trail):
    code, out, err = run(capsys, "verify")
    assert (code, err) == (0, "")
    assert out == f"{Entry.objects.count()} entries, whole, ending with {trail[-1].hash}\n"


def test_an_anchor_names_the_last_entry(anchor, trail):
    kept = json.loads(anchor.read_text("utf-8"))
    assert (kept["entry"], kept["hash"]) == (trail[-1].pk, trail[-1].hash)
    assert kept["count"] == Entry.objects.count()


def test_an_anchor_holds_after_more_was_written(capsys, anchor):
    with transaction.atomic():
        record_entry(by="wang", action="sign_in", object_kind="person", object_key="later")
    assert run(capsys, "verify", "--anchor", str(anchor))[0] == 0


def test_an_entry_that_was_changed_is_named(capsys, trail):
    changed = trail[1]
    by_hand("UPDATE audit_entry SET object_key = 'somebody' WHERE id = %s", changed.pk)
    code, out, err = run(capsys, "verify")
    assert (code, out) == (1, "")
    (line,) = err.splitlines()
    assert f"audit entry {changed.pk}" in line
    assert "was changed after it was written" in line


def test_an_entry_that_was_taken_out_is_missed_by_the_next(capsys, trail):
    by_hand("DELETE FROM audit_entry WHERE id = %s", trail[1].pk)
    code, _, err = run(capsys, "verify")
    assert code == 1
    assert f"audit entry {trail[2].pk}" in err and "does not follow" in err


def test_an_end_that_was_cut_off_is_found_by_the_anchor_alone(capsys, anchor, trail):
    by_hand("DELETE FROM audit_entry WHERE id >= %s", trail[1].pk)
    assert run(capsys, "verify")[0] == 0
    code, _, err = run(capsys, "verify", "--anchor", str(anchor))
    assert code == 1
    assert "the anchored entry is gone" in err and str(trail[0].pk) in err


@pytest.mark.parametrize("text", ["", "[]", '{"entry": 1}', '{"entry": "x", "hash": 1}'])
def test_a_file_that_is_no_anchor_is_refused_in_one_line(capsys, db, tmp_path, text):
    file = tmp_path / "anchor.json"
    file.write_text(text, "utf-8")
    code, out, err = run(capsys, "verify", "--anchor", str(file))
    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith(str(file)) and "not an anchor" in line


def test_an_anchor_that_cannot_be_written_is_refused_in_one_line(capsys, db, tmp_path):
    code, out, err = run(capsys, "anchor", "-o", str(tmp_path / "no" / "anchor.json"))
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1 and "--output" in err
