"""Two editors of one record: the second is told, sees both versions, and nothing is lost (F7)."""

import threading

import pytest
from django.db import connection, connections, models
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import isolate_apps

from jiedui.core.errors import Refusal
from jiedui.web.platform.kit import versions
from jiedui.web.platform.kit.versions import Conflict

ROUNDS = 200


@pytest.fixture(scope="module")
def note_model(django_db_setup, django_db_blocker):
    """A table of this test's own, so that what is committed here can go again."""
    with isolate_apps("jiedui.web.platform.kit"):

        class Note(models.Model):
            text = models.TextField("正文")
            place = models.CharField("地点", max_length=20, default="")
            version = models.IntegerField(default=1)

            class Meta:
                app_label = "kit"
                db_table = "test_versions_note"
                verbose_name = "便条"

    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Note)
        yield Note
        with connection.schema_editor() as editor:
            editor.delete_model(Note)


def test_200_rounds_of_simultaneous_edits_lose_nothing(note_model):
    """Both read, both write at once: one gets through, the other is told and adds to it."""
    note = note_model.objects.create(text="")
    started, read = threading.Barrier(2), threading.Barrier(2)
    conflicts, failures = [], []

    def edit(name):
        try:
            for number in range(ROUNDS):
                started.wait(30)
                mine, seen = f"{name}{number};", note_model.objects.get(pk=note.pk)
                read.wait(30)
                _save(seen.text + mine, seen.version, mine)
        except BaseException as error:
            failures.append(error)
            started.abort()
            read.abort()
        finally:
            connections.close_all()

    def _save(text, version, mine):
        try:
            versions.update(
                note_model.objects.all(), note.pk, version=version, changes={"text": text}
            )
        except Conflict as conflict:
            conflicts.append(mine)
            changes = {"text": conflict.current.text + mine}
            versions.update(
                note_model.objects.all(), note.pk, version=conflict.version, changes=changes
            )

    editors = [threading.Thread(target=edit, args=(name,)) for name in "ab"]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    note.refresh_from_db()
    assert failures == []
    assert len(conflicts) == ROUNDS
    said = [f"{name}{number}" for number in range(ROUNDS) for name in "ab"]
    assert sorted(note.text.rstrip(";").split(";")) == sorted(said)
    assert note.version == 1 + 2 * ROUNDS


@pytest.fixture
def note(note_model):
    kept = note_model.objects.create(text="甲", place="宿迁")
    yield kept
    kept.delete()


def saved(note, version, **changes):
    return versions.update(type(note).objects.all(), note.pk, version=version, changes=changes)


def conflict_of(note):
    """Somebody saved 乙 while another wanted 丙 at 苏州."""
    saved(note, 1, text="乙")
    with pytest.raises(Conflict) as refused:
        saved(note, 1, text="丙", place="宿迁")
    return refused.value


def test_an_edit_raises_the_version_by_one(note):
    assert saved(note, 1, text="乙").version == 2
    assert saved(note, 2, text="丙").version == 3


def test_the_second_editor_is_told_with_both_versions(note):
    conflict = conflict_of(note)
    assert (conflict.seen_version, conflict.version) == (1, 2)
    (difference,) = conflict.differences()
    assert (difference.name, difference.label) == ("text", "正文")
    assert (difference.theirs, difference.mine) == ("乙", "丙")
    assert "什么也没有保存" in str(conflict)
    note.refresh_from_db()
    assert note.text == "乙"


def test_a_record_out_of_reach_is_not_there(note):
    with pytest.raises(type(note).DoesNotExist):
        versions.update(type(note).objects.none(), note.pk, version=1, changes={"text": "乙"})


def test_the_page_shows_both_versions_and_keeps_what_stands_unless_chosen(note):
    page = render_to_string("kit/includes/versions.html", {"conflict": conflict_of(note)})
    assert 'name="version" value="2"' in page
    assert 'name="keep_text" value="theirs" checked' in page
    assert 'name="keep_text" value="mine" aria' in page
    assert "乙" in page
    assert 'name="mine_text" value="丙"' in page
    assert "keep_place" not in page


def test_what_the_second_editor_chooses_is_saved_field_by_field(note):
    conflict = conflict_of(note)
    sent = {"keep_text": "mine"}
    changes = versions.chosen(sent, conflict.changes, conflict.changes)
    assert changes == {"text": "丙"}
    assert saved(note, conflict.version, **changes).text == "丙"


@pytest.mark.parametrize("header", ['"7"', 'W/"7"', "7"])
def test_the_version_comes_from_if_match_or_from_the_form(header):
    ask = RequestFactory()
    assert versions.version_of(ask.post("/", headers={"if-match": header})) == 7
    assert versions.version_of(ask.post("/", {"version": "7"})) == 7


@pytest.mark.parametrize("given", ["", "*", "seven", "7; DROP", "-1"])
def test_an_edit_that_names_no_version_is_refused(given):
    with pytest.raises(Refusal, match="哪个版本"):
        versions.version_of(RequestFactory().post("/", {"version": given}))
