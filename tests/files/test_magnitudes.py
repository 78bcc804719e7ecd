"""万元 written where 亿元 is meant: a figure 10³, 10⁴ or 10⁸ off its neighbours in time."""

import io

import pandas as pd
import pytest

from jiedui.core.errors import Refusal
from jiedui.files.panels import read_panel
from jiedui.files.sources import Source
from jiedui.files.writing import write_csv

REGIONS = Source("regions.csv", "region,name,group\nA,甲,s\n".encode())


def panel(figures, header="gdp_100m_cny"):
    rows = "".join(f"A,{2015 + i},{value}\n" for i, value in enumerate(figures))
    return Source("panel.csv", f"region,year,{header}\n{rows}".encode())


def refusal(figures, header="gdp_100m_cny"):
    with pytest.raises(Refusal) as refused:
        read_panel(panel(figures, header), REGIONS)
    return [str(problem) for problem in refused.value.problems]


def test_a_figure_in_10k_cny_among_100m_cny_names_its_neighbours_and_its_unit():
    assert refusal([100, 1100000, 120]) == [
        "panel.csv:3: gdp_100m_cny: 1100000: 10^4 times its neighbours in time "
        "(2015: 100, 2017: 120 100m_cny); it looks like 10k_cny (万元): "
        "write the figure in 100m_cny"
    ]


def test_a_figure_in_100m_cny_among_10k_cny_is_said_in_the_senders_unit():
    assert refusal([1000000, 110, 1200000], "地区生产总值(万元)") == [
        "panel.csv:3: 地区生产总值(万元): 110: 1/10^4 of its neighbours in time "
        "(2015: 1000000, 2017: 1200000 10k_cny); it looks like 100m_cny (亿元): "
        "write the figure in 10k_cny"
    ]


def test_a_figure_in_yuan_is_10_to_the_8_off():
    (problem,) = refusal([100, 110, 12000000000])
    assert "10^8 times its neighbours in time (2016: 110 100m_cny)" in problem
    assert "it looks like cny (元)" in problem


def test_people_counted_in_persons_among_10k_are_found():
    (problem,) = refusal([50, 505000, 51], "pop_resident_10k")
    assert "it looks like persons (人)" in problem


def test_a_series_that_changes_its_unit_midway_reports_the_shorter_part():
    problems = refusal([100, 110, 120, 1300000, 1400000])
    assert [problem.split(":")[1] for problem in problems] == ["5", "6"]


def test_of_two_figures_either_may_be_wrong_and_the_hint_says_so():
    (problem,) = refusal([100, 1100000])
    assert problem.endswith("it looks like 10k_cny (万元): write both in one unit")


@pytest.mark.parametrize(
    "figures",
    [
        [100, 200, 400],
        [1, 100, 200],  # a hundredfold: a new town, and no unit is that far
        [0, 100, 0],
        [100, "", 110],
        [5, 50, 500, 5000, 50000],  # fast growth without a jump
    ],
)
def test_growth_is_no_mix_up(figures):
    assert len(read_panel(panel(figures), REGIONS).panel.values) == len(figures)


def test_shares_and_counts_are_not_watched():
    read_panel(panel([0.001, 5, 0.002], "own_share"), REGIONS)
    read_panel(panel([1, 20000, 3], "industrial_firms"), REGIONS)


def test_a_whole_column_in_another_unit_shows_in_the_output_per_resident():
    """Every year is wrong alike, so no neighbour in time can tell: 10⁶·10⁸ / 50·10⁴ = 2·10⁸."""
    rows = "A,2020,1000000,50\nA,2021,1100000,50\n"
    source = Source("panel.csv", b"region,year,gdp_100m_cny,pop_resident_10k\n" + rows.encode())
    with pytest.raises(Refusal) as refused:
        read_panel(source, REGIONS)
    assert [str(problem) for problem in refused.value.problems] == [
        "panel.csv:2: gdp_100m_cny: 1000000: makes 2e+08 cny for each resident of A and 1 more "
        "alike; check the units of gdp and pop_resident: one of them seems to be in another"
    ]


def test_the_bundled_cities_hold_no_mix_up():
    """No false alarm on twenty-four years of all cities, holes and doubtful cells included."""
    from jiedui.data.panels import city_panel

    bundled = city_panel()
    frame = bundled.values.reset_index()
    named = {name: f"{name}_{unit}" for name, unit in bundled.units.items() if unit}
    target = io.BytesIO()
    write_csv(frame.rename(columns=named), target)
    regions = "region,name,group\n" + "".join(f"{code},x,g\n" for code in bundled.regions())
    found = read_panel(
        Source("cities.csv", target.getvalue()), Source("regions.csv", regions.encode())
    )
    bundled_values = bundled.values.sort_index(axis=1)
    pd.testing.assert_frame_equal(found.panel.values, bundled_values, check_column_type=False)
