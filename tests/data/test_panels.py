"""The bundled panels against the figures that are published of them."""

import math
import time

import pytest

from jiedui.core.errors import Refusal
from jiedui.data import panels, sha256

SOUTH = ["320100", "320200", "320400", "320500", "321100"]
NORTH = ["320300", "320700", "320800", "320900", "321300"]


def ratio(year: int, population: str) -> float:
    panel = panels.city_panel()

    def per_head(regions):
        people = panel.complete(population, regions, year).sum()
        return panel.complete("gdp", regions, year).sum() / people

    return per_head(SOUTH) / per_head(NORTH)


@pytest.mark.parametrize(
    ("year", "population", "printed"),
    [
        (2000, "pop_registered", 3.56),
        (2000, "pop_resident", 3.13),
        (2010, "pop_resident", 2.58),
        (2021, "pop_resident", 1.95),
    ],
)
def test_the_panel_gives_the_ratios_of_each_denominator(year, population, printed):
    """A1 and domain notes 7.1: the denominator moves the headline."""
    assert ratio(year, population) == pytest.approx(printed, abs=0.005)


def test_figures_stand_as_published():
    """First row of the source table: 北京 1992, 709.1 (100 million yuan)."""
    panel = panels.city_panel()
    assert panel.values.loc[("110000", 1992), "gdp"] == 709.1
    assert panel.units["gdp"] == "100m_cny"
    assert panel.name("110000") == "北京市"


def test_holes_stay_visible():
    """Registered population ends in 2018; the refusal names every city."""
    with pytest.raises(Refusal, match="no figure for 2019: 320100 南京市, 320200 无锡市"):
        panels.city_panel().complete("pop_registered", SOUTH, 2019)


def test_a_doubtful_cell_is_flagged_for_each_indicator_it_puts_in_doubt():
    """120000 天津 2018: GDP and the CEIC series differ by 40.8 %."""
    flags = panels.city_panel().flags_of(["gdp", "gdp_ceic"], ["120000"], [2018])
    assert flags["indicator"].tolist() == ["gdp", "gdp_ceic"]
    assert flags["detail"].tolist() == ["0.408", "0.408"]


def test_every_indicator_says_where_it_comes_from():
    panel = panels.city_panel()
    assert set(panel.sources) == set(panel.values.columns)
    assert "1991-2024" in panel.sources["gdp"]


def test_abolished_codes_are_kept():
    assert "371200" in panels.city_panel().regions()


def test_the_counties_have_two_years_and_the_census_stands_in_its_own():
    panel = panels.county_panel()
    assert panel.years() == [2020, 2023]
    in_2023 = panel.values.xs(2023, level="year")
    assert in_2023["pop_census"].isna().all()
    assert panel.values.loc[("110115", 2020), "pop_census"] == 199.3591


def test_a_mark_on_a_county_row_becomes_a_flag_on_the_indicator():
    flags = panels.county_panel().flags_of(["gdp"], ["110115"], [2020, 2023])
    assert flags["rule"].tolist() == ["gdp_jump_2020_2023"] * 2


def test_census_heads_become_ten_thousands():
    """苏州 2020: 12,748,262 residents."""
    panel = panels.census_panel()
    assert panel.values.loc[("320500", 2020), "pop_census"] == pytest.approx(1274.8262, rel=1e-12)


def test_panels_join_on_regions_and_years_and_refuse_two_figures_for_one_thing():
    joined = panels.joined(panels.city_panel(), panels.census_panel(), panels.fdi_panel())
    assert {"gdp", "schooling", "fdi"} <= set(joined.values.columns)
    assert math.isnan(joined.values.loc[("320500", 2019), "schooling"])
    with pytest.raises(Refusal, match="two panels hold it"):
        panels.joined(panels.city_panel(), panels.county_panel())


def test_the_inputs_of_a_result_are_files_and_their_hashes():
    assert panels.inputs("city_fdi") == {"city_fdi/table.csv": sha256("city_fdi")}


def test_the_city_panel_loads_in_well_under_a_second():
    panels.city_panel.cache_clear()
    start = time.perf_counter()
    panels.city_panel()
    assert time.perf_counter() - start < 1
