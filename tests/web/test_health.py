"""`/health` answers 200 only once pages do."""

from jiedui.web.records.regions.models import Batch


def test_it_is_well_when_the_data_are_loaded(visitor):
    answer = visitor.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_names_what_is_not_loaded(visitor):
    Batch.objects.filter(data_set="city_panel").delete()
    answer = visitor.get("/health")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "not loaded: city_panel; run `jiedui init`"


def test_it_says_when_the_database_does_not_answer(client, monkeypatch, db):
    from django.db import OperationalError

    def away(*args, **kwargs):
        raise OperationalError("connection refused\nis the server running?")

    monkeypatch.setattr(Batch.objects, "values_list", away)
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "database: connection refused"
