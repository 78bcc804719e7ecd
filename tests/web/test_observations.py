"""From the store to a panel and back: no figure is lost, changed or invented."""

import numpy as np
import pandas as pd
import pytest
from django.db import IntegrityError, connection, transaction

from jiedui.core.errors import Refusal
from jiedui.core.frames import FLAG_COLUMNS, Panel
from jiedui.data import panels
from jiedui.web.platform.audit.models import Entry
from jiedui.web.platform.kit.constraints import refusal_of
from jiedui.web.records.regions import actions, queries
from jiedui.web.records.regions.models import (
    Batch,
    Flag,
    Indicator,
    Observation,
    Place,
    PlaceCode,
    Succession,
)

BUNDLED = {
    "city_panel": panels.city_panel,
    "county_panel": panels.county_panel,
    "census": panels.census_panel,
    "city_fdi": panels.fdi_panel,
}


def toy_panel(value=1.5) -> Panel:
    """Two invented regions, two years, a hole and a doubt."""
    index = pd.MultiIndex.from_tuples([("A", 2020), ("A", 2021), ("B", 2020)])
    index.names = ["region", "year"]
    columns = {"gdp": [value, 2.5, np.nan], "happiness": [np.nan, 7.0, 8.0]}
    flags = pd.DataFrame([("A", 2021, "gdp", "jump", "0.67")], columns=list(FLAG_COLUMNS))
    return Panel(
        values=pd.DataFrame(columns, index=index),
        units={"gdp": "100m_cny", "happiness": "points"},
        names={"A": "甲", "B": "乙"},
        flags=flags,
        sources={"gdp": "invented"},
    )


def toy_origin(sha256="0" * 64, **changes) -> actions.Origin:
    return actions.Origin("toy", "Toyland", "invented", sha256, **changes)


@pytest.mark.parametrize("data_set", BUNDLED)
def test_the_store_gives_back_the_panel_that_it_took_in(loaded, db, data_set):
    stored, bundled = queries.observation_panel(data_set), BUNDLED[data_set]()
    pd.testing.assert_frame_equal(stored.values, bundled.values, check_exact=True)
    pd.testing.assert_frame_equal(stored.flags, bundled.flags, check_exact=True)
    assert stored.units == bundled.units
    assert stored.names == bundled.names
    assert stored.sources == bundled.sources


def test_a_hole_is_the_absence_of_a_figure_never_a_zero(db):
    batch = actions.accept_batch(panel=toy_panel(), origin=toy_origin(), by="张三")
    assert Observation.objects.filter(batch=batch).count() == 4
    assert np.isnan(queries.observation_panel("toy").values.loc[("B", 2020), "gdp"])


def test_an_indicator_outside_the_catalogue_keeps_its_own_unit(db):
    actions.accept_batch(panel=toy_panel(), origin=toy_origin(), by="张三")
    assert Indicator.objects.get(code="happiness").unit == "points"
    assert Indicator.objects.get(code="gdp").name_zh == "地区生产总值"


def test_a_newer_vintage_is_used_and_the_older_one_is_kept(db):
    first = actions.accept_batch(panel=toy_panel(1.5), origin=toy_origin(), by="张三")
    assert queries.observation_panel("toy").values.loc[("A", 2020), "gdp"] == 1.5
    actions.accept_batch(panel=toy_panel(1.6), origin=toy_origin("1" * 64), by="张三")
    assert queries.observation_panel("toy").values.loc[("A", 2020), "gdp"] == 1.6
    assert queries.observation_panel(batch=first).values.loc[("A", 2020), "gdp"] == 1.5


def test_the_same_file_twice_is_refused(db):
    actions.accept_batch(panel=toy_panel(), origin=toy_origin(), by="张三")
    with pytest.raises(Refusal, match="already in the store"):
        actions.accept_batch(panel=toy_panel(), origin=toy_origin(), by="张三")


def test_taking_in_a_batch_is_one_entry_in_the_audit_trail(db):
    before = Entry.objects.count()
    actions.accept_batch(panel=toy_panel(), origin=toy_origin(), by="张三")
    assert Entry.objects.count() == before + 1
    last = Entry.objects.latest("id")
    assert (last.by, last.action, last.object_key) == ("张三", "accept_batch", "toy@000000000000")


def test_a_figure_that_is_not_finite_is_refused_and_nothing_of_the_batch_stays(db):
    with pytest.raises(Refusal, match="数值必须是有限的数"):
        actions.accept_batch(panel=toy_panel(float("inf")), origin=toy_origin(), by="张三")
    assert not Batch.objects.filter(data_set="toy").exists()


def test_loading_the_bundled_data_again_does_nothing(loaded, db):
    before = (Batch.objects.count(), Place.objects.count(), Entry.objects.count())
    assert actions.load_bundled(by="again") == []
    assert actions.load_places(by="again") == 0
    assert (Batch.objects.count(), Place.objects.count(), Entry.objects.count()) == before


def test_a_data_set_that_is_not_there_is_refused_naming_those_that_are(loaded, db):
    with pytest.raises(Refusal, match=r"nowhere.*city_panel"):
        queries.observation_panel("nowhere")


@pytest.fixture
def toy(db):
    batch = actions.accept_batch(panel=toy_panel(), origin=toy_origin(), by="张三")
    place = Place.objects.create(key="toy", name="甲", level="county")
    return batch, Indicator.objects.get(code="gdp"), place


def observation(toy, **changes):
    batch, indicator, _ = toy
    known = {"batch": batch, "region": "C", "indicator": indicator, "year": 2020, "value": 1.0}
    return Observation(**{**known, "unit": "100m_cny", **changes})


def code(toy, **changes):
    known = {"place": toy[2], "code": "999999", "name": "甲县", "valid_from_year": 2000}
    return PlaceCode(**{**known, **changes})


def succession(toy, **changes):
    first = code(toy, code="999998")
    second = code(toy, code="999997")
    for made in (first, second):
        made.save()
    known = {"earlier": first, "later": second, "year": 2010, "weight": 1.0}
    known |= {"later": first} if changes.pop("itself", False) else {}
    return Succession(**{**known, **changes})


IMPOSSIBLE = {
    "regions_value_is_finite": lambda toy: observation(toy, value=float("inf")),
    "regions_year_is_plausible": lambda toy: observation(toy, year=20210),
    "regions_one_figure_per_cell": lambda toy: observation(toy, region="A"),
    "regions_code_ends_after_start": lambda toy: code(toy, valid_to_year=2000),
    "regions_succession_weight_is_a_share": lambda toy: succession(toy, weight=1.1),
    "regions_succession_leads_elsewhere": lambda toy: succession(toy, itself=True),
}


@pytest.mark.parametrize("constraint", IMPOSSIBLE)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_database_refuses_an_impossible_state_in_the_users_words(toy, constraint, language):
    from django.utils import translation

    record = IMPOSSIBLE[constraint](toy)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        record.save()
    with translation.override(language):
        said = str(refusal_of(refused.value))
        constraints = {found.name: found for found in record._meta.constraints}
        assert str(constraints[constraint].violation_error_message) in said
    has_chinese = any("\u4e00" <= char <= "\u9fff" for char in said)
    assert has_chinese == (language == "zh-hans")


def test_not_a_number_is_refused_too(toy):
    with pytest.raises(IntegrityError), transaction.atomic():
        observation(toy, value=float("nan")).save()


def test_deleting_a_batch_takes_its_figures_and_doubts_along(toy):
    batch = toy[0]
    assert Flag.objects.filter(batch=batch).count() == 1
    batch.delete()
    assert not Observation.objects.filter(region__in=["A", "B"]).exists()


def test_a_renamed_county_stays_one_place_and_a_merger_does_not(loaded, db):
    """吴江市 became 吴江区 as a whole in 2012; 莱芜市 was merged into 济南市 in 2018."""
    wujiang = PlaceCode.objects.get(code="320584", valid_from_year=1992)
    assert {entry.code for entry in wujiang.place.codes.all()} >= {"320584", "320509"}
    assert wujiang.place.key == "320509"
    laiwu = PlaceCode.objects.filter(code="371200").first()
    jinan = PlaceCode.objects.filter(code="370100").first()
    assert laiwu.place != jinan.place


def test_every_figure_under_a_known_code_knows_its_place(loaded, db):
    suzhou = Observation.objects.filter(region="320500").values_list("place__name", flat=True)
    assert set(suzhou) == {"苏州市"}


def test_the_bundled_panels_are_loaded_in_seconds(db, loaded):
    """204,000 figures through the fast path; the plain one (`bulk_create`) takes many times that.

    Compared in one run and by processor time, because the machine may be busy.
    """
    import time

    from jiedui.web.platform.kit.bulk import insert_rows

    batch = Batch.objects.get(data_set="city_fdi")
    indicator = Indicator.objects.get(code="gdp")
    fields = ("batch", "region", "indicator", "year", "value", "unit", "certainty")
    rows = [(batch.pk, f"T{n}", indicator.pk, 2020, float(n), "", "exact") for n in range(5000)]

    def timed(work) -> float:
        started = time.process_time()
        with transaction.atomic():
            work()
            transaction.set_rollback(True)
        return time.process_time() - started

    fast = timed(lambda: insert_rows(Observation, fields, rows))
    plain = timed(
        lambda: Observation.objects.bulk_create(
            Observation(
                batch=batch, region=row[1], indicator=indicator, year=2020, value=row[4], unit=""
            )
            for row in rows
        )
    )
    assert fast < plain, (connection.vendor, fast, plain)
