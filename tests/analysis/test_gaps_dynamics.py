"""Convergence, mobility and density: who takes part, by which definition, who stays out."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from jiedui.analysis.gaps import (
    GapsRequest,
    among,
    levels,
    measure_convergence,
    measure_density,
    measure_mobility,
    nearest_centres,
    sharing_boundaries,
    usable_years,
)
from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import Refusal
from jiedui.core.frames import Panel
from jiedui.data.boundaries import boundaries, centres
from jiedui.data.panels import city_panel
from jiedui.schemes.load import programme

JIANGSU = programme("jiangsu-2022").grouping().members()


def made_up(table, first_year=2000, people=1.0):
    """A panel of output per head in yuan, a row of years per region."""
    rows = [
        (region, first_year + step, value * people, people)
        for region, values in table.items()
        for step, value in enumerate(values)
    ]
    frame = pd.DataFrame(rows, columns=["region", "year", "gdp", "pop_resident"])
    values = frame.set_index(["region", "year"]).sort_index()
    return Panel(values, {"gdp": "cny", "pop_resident": "persons"})


def asked(*years, **more):
    return GapsRequest(years=years, **more)


FOUR = {"a": [1.0, 2.0], "b": [2.0, 3.0], "c": [4.0, 4.0], "d": [8.0, math.nan]}


def test_a_region_without_every_year_is_left_out_and_named():
    found = levels(made_up(FOUR), list(FOUR), asked(2000, 2001))
    assert found.regions == ("a", "b", "c")
    assert found.left_out == ("d",)
    assert found.per_person.tolist() == [[1.0, 2.0], [2.0, 3.0], [4.0, 4.0]]


def test_a_figure_of_zero_has_no_logarithm_and_leaves_its_region_out():
    panel = made_up({**FOUR, "e": [0.0, 5.0]})
    assert levels(panel, panel.regions(), asked(2000, 2001)).left_out == ("d", "e")


def test_too_few_regions_are_refused_with_their_count():
    with pytest.raises(Refusal, match="2 of 3 regions: too few regions have every year"):
        levels(made_up(FOUR), ["a", "b", "d"], asked(2000, 2001))


def test_a_year_that_the_panel_does_not_have_leaves_nobody():
    with pytest.raises(Refusal, match="0 of 3 regions"):
        levels(made_up(FOUR), ["a", "b", "c"], asked(2000, 2050))


def test_people_weigh_but_do_not_change_a_level():
    there = levels(made_up(FOUR), ["a", "b", "c"], asked(2000, 2001))
    back = levels(made_up(FOUR, people=7.0), ["a", "b", "c"], asked(2000, 2001))
    assert there.per_person == pytest.approx(back.per_person)
    assert back.people[0].tolist() == [7.0, 7.0]


def test_figures_come_in_yuan_per_person():
    panel = replace(made_up(FOUR), units={"gdp": "100m_cny", "pop_resident": "10k"})
    found = levels(panel, ["a", "b", "c"], asked(2000, 2001))
    assert found.per_person[0].tolist() == [10_000.0, 20_000.0]
    assert found.definition.per_person_unit == "cny_per_person"


def test_years_on_different_denominators_are_refused():
    mixed = asked(2000, 2001, population={2000: "registered", 2001: "resident"})
    with pytest.raises(Refusal, match="different denominators"):
        levels(made_up(FOUR), ["a", "b", "c"], mixed)


# Convergence


def test_three_regions_that_close_their_gaps_by_hand():
    """ln y spreads over 0, ln 2, ln 4 and a year later over ln 2, ln 3, ln 4."""
    found = measure_convergence(made_up(FOUR), list(FOUR), asked(2000, 2001))
    assert found.sigma.sd_log[0] == pytest.approx(math.log(2) * math.sqrt(2 / 3))
    assert found.sigma.sd_log[1] == pytest.approx(float(np.std(np.log([2.0, 3.0, 4.0]))))
    # Growth ln 2, ln 1.5, 0 on 0, ln 2, 2 ln 2: slope (0 - ln 2)/(2 ln 2) = -1/2.
    assert found.beta.slope == pytest.approx(-0.5)
    assert found.beta.beta == pytest.approx(math.log(2))
    assert found.beta.half_life_years == pytest.approx(1.0)
    assert found.left_out == ("d",)


def test_regions_that_start_alike_keep_sigma_and_say_why_there_is_no_beta():
    panel = made_up({"a": [2.0, 1.0], "b": [2.0, 2.0], "c": [2.0, 4.0]})
    found = measure_convergence(panel, ["a", "b", "c"], asked(2000, 2001))
    assert found.sigma.sd_log[0] == 0
    assert found.beta is None
    assert "start at the same level" in found.refused[0].reason


def test_jiangsu_converged_from_2005_to_2021_and_the_result_says_on_what():
    found = measure_convergence(city_panel(), JIANGSU, asked(*range(2005, 2022)))
    assert found.sigma.is_converging
    assert found.beta.beta > 0
    assert found.beta.regions == len(found.regions) == 13
    # The spread of the last year is the golden one.
    assert found.sigma.sd_log[-1] == pytest.approx(0.3055963224, abs=5e-11)
    assert "年末常住人口" in found.definition.text
    assert "No population was named" in found.definition.note_en


def test_flags_of_the_cells_used_are_carried():
    flags = pd.DataFrame(
        [("a", 2001, "gdp", "jump", "0.9"), ("d", 2000, "gdp", "jump", "0.9")],
        columns=["region", "year", "indicator", "rule", "detail"],
    )
    panel = replace(made_up(FOUR), flags=flags)
    found = measure_convergence(panel, list(FOUR), asked(2000, 2001))
    assert len(found.flags) == 1
    assert found.flags[0].startswith("a")


def test_the_order_of_years_does_not_change_a_byte():
    there = measure_convergence(city_panel(), JIANGSU, asked(2005, 2010, 2021))
    back = measure_convergence(city_panel(), JIANGSU, asked(2021, 2010, 2005))
    assert canonical_json(there) == canonical_json(back)


# Mobility

# Low 1 and 1, high 3 and 3; in the second step the first two change places.
SWAP = {"a": [1.0, 1.0, 3.0], "b": [3.0, 3.0, 1.0], "c": [1.0, 1.0, 1.0], "d": [3.0, 3.0, 3.0]}


def test_transitions_by_hand():
    found = measure_mobility(made_up(SWAP), list(SWAP), asked(2000, 2001, 2002), classes=[1.0])
    assert found.chain.counts.tolist() == [[3, 1], [1, 3]]
    assert found.chain.ergodic == pytest.approx([0.5, 0.5])
    assert found.chain.first_passage == pytest.approx(np.array([[2.0, 4.0], [4.0, 2.0]]))
    assert "1 of each year's mean" in found.rule


def test_a_general_rise_moves_nobody():
    """Classes are of figures relative to the year's mean, with pooled cut-offs too."""
    rising = {
        code: [value * 10**year for year, value in enumerate(row)] for code, row in SWAP.items()
    }
    there = measure_mobility(made_up(SWAP), list(SWAP), asked(2000, 2001, 2002), classes=2)
    back = measure_mobility(made_up(rising), list(SWAP), asked(2000, 2001, 2002), classes=2)
    assert there.chain.counts.tolist() == back.chain.counts.tolist()


@pytest.mark.parametrize(
    ("pooled", "words"), [(True, "pooled over all years"), (False, "each year")]
)
def test_the_rule_says_how_classes_were_cut(pooled, words):
    found = measure_mobility(
        city_panel(), JIANGSU, asked(*range(2015, 2022)), classes=3, pooled=pooled
    )
    assert words in found.rule
    assert found.chain.counts.sum() == 13 * 6


def test_a_step_of_several_years_is_refused():
    with pytest.raises(Refusal, match="2000, 2002: years do not follow one another"):
        measure_mobility(made_up(SWAP), list(SWAP), asked(2000, 2002), classes=2)


def test_neighbours_are_cut_where_the_regions_are():
    # a and b have each other, c and d too: beside a rich neighbour stand a, then c, then d...
    near = {"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}
    found = measure_mobility(
        made_up(SWAP),
        list(SWAP),
        asked(2000, 2001, 2002),
        classes=[1.0],
        neighbours=near,
        neighbours_rule="by hand",
    )
    beside_poor, beside_rich = found.spatial.conditional
    assert beside_rich.counts.tolist() == [[3, 1], [0, 0]]
    assert beside_poor.counts.tolist() == [[0, 0], [1, 3]]
    assert found.neighbours == "by hand"


def test_a_region_without_neighbours_is_refused_by_name():
    near = {"a": ["b"], "b": ["a"], "c": ["d"]}
    with pytest.raises(Refusal, match="d: region without neighbours"):
        measure_mobility(made_up(SWAP), list(SWAP), asked(2000, 2001), classes=2, neighbours=near)


def test_jiangsu_with_neighbours_by_boundary():
    near = among(JIANGSU, sharing_boundaries(boundaries()))
    found = measure_mobility(
        city_panel(),
        JIANGSU,
        asked(*range(2005, 2022)),
        neighbours=near.of,
        neighbours_rule=near.rule,
    )
    together = sum(chain.counts for chain in found.spatial.conditional)
    assert together.tolist() == found.chain.counts.tolist()
    assert found.spatial.likelihood_ratio.statistic >= 0


# Density


@pytest.mark.parametrize("weighted", [False, True])
def test_each_year_has_a_curve_of_mass_one(weighted):
    found = measure_density(city_panel(), JIANGSU, asked(2005, 2021), weighted=weighted)
    assert found.years == (2005, 2021)
    for curve in found.curves:
        assert np.trapezoid(curve.density, curve.points) == pytest.approx(1, abs=1e-3)
        assert curve.weighted is weighted
        assert curve.bandwidth > 0


def test_two_clubs_have_two_peaks():
    table = {f"r{i}": [value] for i, value in enumerate([1.0, 1.1, 1.2, 30.0, 30.1, 30.2])}
    assert len(measure_density(made_up(table), list(table), asked(2000)).peaks[0]) == 2


# Years and neighbours


def test_usable_years_are_the_last_run_without_a_hole():
    gap = {code: [1.0, 1.0, math.nan, 1.0, 1.0] for code in "abc"}
    assert usable_years(made_up(gap), list(gap)) == (2003, 2004)


def test_implied_people_stay_on_one_side_of_the_break():
    years = usable_years(city_panel(), JIANGSU, population="implied")
    assert min(years) >= 2009


def test_neighbours_share_a_boundary():
    near = sharing_boundaries(boundaries(within="32"))
    assert near.of["321300"] == ("320300", "320700", "320800")
    assert all(one in near.of[other] for one, found in near.of.items() for other in found)


def test_an_island_has_its_nearest_centre_and_is_named():
    near = among(["330900", "330200", "330700"], sharing_boundaries(boundaries()), centres())
    assert near.of["330900"] == ("330200",)
    assert "330900" in near.alone
    assert "330900" in near.rule


def test_an_island_without_centres_stays_alone():
    near = among(["330900", "330200"], sharing_boundaries(boundaries()))
    assert near.of["330900"] == ()
    assert near.alone == ()


def test_nearest_centres_are_measured_on_the_sphere():
    # At 60° north a degree of longitude is half as long as a degree of latitude.
    found = nearest_centres({"x": (0.0, 60.0), "east": (1.5, 60.0), "north": (0.0, 61.0)}, 1)
    assert found.of["x"] == ("east",)


@pytest.mark.parametrize("k", [0, 2])
def test_there_are_not_more_neighbours_than_others(k):
    with pytest.raises(Refusal, match="between 1 and 1"):
        nearest_centres({"a": (0, 0), "b": (1, 0)}, k)
