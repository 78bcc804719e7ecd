"""Pages of runs: what each was made from, its exact bytes, and making it again (design.md §1)."""

import hashlib

import pytest
from django.urls import reverse

from jiedui.web.desk.pairing import actions, asking
from jiedui.web.platform.audit.models import Entry
from jiedui.web.records.runs.models import Run


@pytest.fixture(scope="session")
def kept(loaded, django_db_blocker):
    with django_db_blocker.unblock():
        request = asking.default_request("jiangsu-2022") | {"draws": 100, "seed": 3}
        return actions.propose(request=request, by="tests").fingerprint


def test_a_run_says_what_it_was_made_from(visitor, kept):
    page = visitor.get(reverse("runs:run", args=[kept])).content.decode()
    run = Run.objects.get(fingerprint=kept)
    for name, digest in run.inputs.items():
        assert name in page and digest in page
    assert run.scheme_sha256 in page and "jiangsu-2022" in page
    assert hashlib.sha256(run.result.encode()).hexdigest() in page


def test_the_download_is_the_stored_bytes(visitor, kept):
    file = visitor.get(reverse("runs:result", args=[kept]))
    assert file.content.decode() == Run.objects.get(fingerprint=kept).result


def test_made_again_it_gives_the_same_bytes_and_writes_nothing(visitor, kept):
    runs, entries = Run.objects.count(), Entry.objects.count()
    page = visitor.post(reverse("runs:again", args=[kept]))
    assert page.status_code == 200 and page.context["again"].is_same
    assert "重算得到同样的字节" in page.content.decode()
    assert (Run.objects.count(), Entry.objects.count()) == (runs, entries)


def test_a_result_that_somebody_changed_is_noticed(visitor, kept):
    run = Run.objects.get(fingerprint=kept)
    Run.objects.filter(pk=run.pk).update(result=run.result.replace("0.5", "0.6", 1))
    page = visitor.post(reverse("runs:again", args=[kept]))
    assert not page.context["again"].is_same
    assert "重算得到的字节不同" in page.content.decode()


def test_a_run_of_another_version_or_other_files_says_so(visitor, kept):
    run = Run.objects.get(fingerprint=kept)
    inputs = dict(run.inputs) | {"city_panel/table.csv": "0" * 64}
    Run.objects.filter(pk=run.pk).update(version="0.0.1", inputs=inputs)
    changed = visitor.get(reverse("runs:run", args=[kept])).context["changed"]
    assert changed[1:] == ["city_panel/table.csv"] and changed[0].startswith("0.0.1")


def test_the_list_holds_every_run_once_and_can_be_taken_along(visitor, kept):
    page = visitor.get("/runs/")
    shown = [row[0].value for row in page.context["table"].rows]
    assert sorted(shown) == sorted(Run.objects.values_list("fingerprint", flat=True))
    assert kept in visitor.get("/runs/", {"format": "csv"}).content.decode()
    assert visitor.get("/runs/", {"kind": "gaps"}).context["page"].paginator.count == 0


def test_an_unknown_run_answers_404(visitor):
    assert visitor.get("/runs/000000000000/").status_code == 404
    assert visitor.post("/runs/000000000000/again").status_code == 404


def test_the_english_page_is_english(english_visitor, kept):
    page = english_visitor.get(reverse("runs:run", args=[kept])).content.decode()
    assert "What it was made from" in page and "由什么算出" not in page


def test_a_moment_is_told_in_the_time_zone_of_the_site():
    """Stored in UTC, read in Shanghai: one moment, one writing on every page."""
    from datetime import UTC, datetime

    from jiedui.web.platform.kit.numbers import minute

    assert minute(datetime(2026, 11, 21, 8, 12, tzinfo=UTC)) == "2026-11-21 16:12"
