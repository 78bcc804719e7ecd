"""`measure_gaps`: the JSON contract, the denominator that is never silent, what moved the gap."""

import json
import math
from dataclasses import replace

import pandas as pd
import pytest

from jiedui.analysis.gaps import MEASURES, GapsRequest, by_province, measure_gaps
from jiedui.analysis.provenance import canonical_json
from jiedui.core.errors import Refusal
from jiedui.core.frames import Group, Grouping, Panel
from jiedui.data.panels import city_panel
from jiedui.schemes.load import programme
from toyland import grouping as toy_grouping
from toyland import panel as toy_panel

CONTRACT = [
    "ratio",
    "absolute_gap",
    "theil_t",
    "theil_t_between",
    "theil_t_within",
    "theil_l",
    "theil_l_between",
    "gini",
    "gini_within",
    "gini_between",
    "gini_transvariation",
    "cv",
    "weighted_cv",
    "hoover",
]
FIELDS = {"measure", "value", "unit", "year", "group", "definition"}


def jiangsu(*years, **more):
    chosen = programme("jiangsu-2022")
    request = GapsRequest(years=years, **more)
    return measure_gaps(city_panel(), chosen.grouping(), request, programme=chosen)


def toy(*years, panel=None, grouping=None, **more):
    chosen = panel or toy_panel()
    return measure_gaps(chosen, grouping or toy_grouping(), GapsRequest(years=years, **more))


def with_column(panel, name, values, unit):
    """The same panel with one more indicator, given by region and year."""
    frame = panel.values.copy()
    frame[name] = pd.Series(values)
    return replace(panel, values=frame, units={**panel.units, name: unit})


def without(panel, indicator, *cells):
    frame = panel.values.copy()
    for cell in cells:
        frame.loc[cell, indicator] = math.nan
    return replace(panel, values=frame)


# The contract


def test_json_holds_every_measure_of_the_contract_with_its_fields():
    result = json.loads(canonical_json(jiangsu(2021)))
    rows = result["results"]
    assert set(CONTRACT) <= {row["measure"] for row in rows}
    assert all(set(row) >= FIELDS for row in rows)
    assert all(row["definition"] and row["year"] == 2021 for row in rows)


def test_figures_of_one_group_name_it_and_others_do_not():
    for row in jiangsu(2021).results:
        assert (row.group is not None) is MEASURES[row.measure].per_group


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("ratio", 1.9458042765),
        ("theil_t", 0.0415376628),
        ("theil_t_between", 0.0391776984),
        ("theil_l", 0.0447912985),
        ("theil_l_between", 0.0419289443),
        ("weighted_cv", 0.2808962262),
        ("cv", 0.2840400347),
        ("gini", 0.1576597657),
        ("gini_within", 0.0130284041),
        ("gini_between", 0.1446313615),
        ("gini_transvariation", 0.0),
        ("gini_unweighted", 0.1612408799),
        ("sd_log", 0.3055963224),
    ],
)
def test_golden_values_from_the_bundled_panel(measure, value):
    assert jiangsu(2021).value(measure) == pytest.approx(value, abs=5e-11)  # as printed


def test_the_ratio_and_the_absolute_gap_stand_side_by_side_in_their_units():
    """A4. Toyland 2001: (60 + 120)/30 = 6 yuan a head over (20 + 60)/40 = 2."""
    result = toy(2001)
    assert result.value("ratio") == 3.0
    assert result.value("absolute_gap") == 4.0
    units = {row.measure: row.unit for row in result.results}
    assert (units["ratio"], units["absolute_gap"]) == ("", "cny_per_person")


def test_money_per_person_comes_in_yuan_whatever_the_units_of_the_panel():
    # 100 million yuan over 10,000 people is 10,000 yuan a head.
    frame = toy_panel()
    scaled = replace(frame, units={"gdp": "100m_cny", "pop_resident": "10k"})
    assert toy(2001, panel=scaled).value("absolute_gap") == pytest.approx(4 * 10_000)


def test_the_same_question_gives_the_same_bytes():
    assert canonical_json(jiangsu(2000, 2021)) == canonical_json(jiangsu(2021, 2000))


def test_only_the_measures_asked_for():
    result = jiangsu(2021, measures=("gini", "ratio"))
    assert {row.measure for row in result.results} == {"gini", "ratio"}
    with pytest.raises(Refusal, match="gimi: no such measure; choose from ratio"):
        jiangsu(2021, measures=("gimi",))


def test_provenance_changes_with_the_question_and_the_figures():
    one, other = jiangsu(2021), jiangsu(2020)
    assert one.provenance.fingerprint() != other.provenance.fingerprint()
    panel = toy_panel()
    changed = without(panel, "gdp", ("N1", 2002))
    assert toy(2001).provenance.inputs != toy(2001, panel=changed).provenance.inputs


# The denominator (A1)


def test_published_figures_stand_beside_what_each_definition_gives():
    """3.5 → 2.7 → 1.96 (A1): registered in 2000, implied in 2010, residents in 2021."""
    found = {
        entry.year: {one.population: one.ratio for one in entry.given}
        for entry in jiangsu(2021).published
    }
    assert found[2000]["registered"] == pytest.approx(3.56, abs=0.005)
    assert found[2000]["resident"] == pytest.approx(3.13, abs=0.005)
    assert found[2010]["implied"] == pytest.approx(2.67, abs=0.005)
    assert found[2010]["resident"] == pytest.approx(2.58, abs=0.005)
    assert found[2021]["resident"] == pytest.approx(1.95, abs=0.005)


def test_the_nearest_definition_is_named():
    nearest = {entry.year: (entry.published, entry.nearest) for entry in jiangsu(2021).published}
    assert nearest[2000] == (3.5, "registered")
    assert nearest[2010] == (2.7, "implied")
    assert nearest[2021][0] == 1.96
    assert nearest[2021][1] in ("resident", "resident_average", "implied")


def test_a_definition_that_cannot_be_had_gives_its_reason():
    """Registered population ends in 2018."""
    of_2021 = next(entry for entry in jiangsu(2021).published if entry.year == 2021)
    registered = next(one for one in of_2021.given if one.population == "registered")
    assert registered.ratio is None
    assert "no figure for 2021" in registered.reason


def test_published_figures_are_of_the_programmes_own_headline():
    assert jiangsu(2021, headline=("middle", "north")).published == ()


def test_without_a_population_year_end_residents_are_used_and_the_result_says_so():
    (definition,) = jiangsu(2021).definitions
    assert definition.population == "resident"
    assert "No population was named" in definition.note_en
    assert "未指定人口口径" in definition.note_zh
    assert jiangsu(2021, population="resident").definitions[0].note_en == ""


def test_a_definition_names_numerator_denominator_prices_vintage_and_source():
    (definition,) = jiangsu(2021, population="resident").definitions
    assert "resident population, year-end" in definition.text
    assert "年末常住人口" in definition.text
    assert "current prices" in definition.text
    assert definition.vintage_en
    assert definition.sources


def test_four_denominators_give_four_ratios_of_one_year():
    kinds = ["resident", "resident_average", "registered", "implied"]
    ratios = [jiangsu(2010, population=kind).value("ratio") for kind in kinds]
    assert len({round(ratio, 6) for ratio in ratios}) == 4


def test_years_on_different_denominators_are_refused_unless_asked_for():
    mixed = {2000: "registered", 2021: "resident"}
    with pytest.raises(Refusal, match=r"different denominators \(registered: 2000; resident: 2021"):
        jiangsu(2000, 2021, population=mixed)


def test_mixed_years_are_marked_and_no_movement_is_read_from_them():
    mixed = {2000: "registered", 2021: "resident"}
    result = jiangsu(2000, 2021, population=mixed, allow_mixed=True)
    assert all(row.mixed for row in result.results)
    assert result.moved is None
    assert any(each.measure == "moved" for each in result.refused)
    assert result.value("ratio", 2000) == pytest.approx(3.56, abs=0.005)
    assert result.value("ratio", 2021) == pytest.approx(1.95, abs=0.005)


def test_implied_people_are_two_denominators_in_one():
    with pytest.raises(Refusal, match="implied_registered: 2000; implied_resident: 2010"):
        jiangsu(2000, 2010, population="implied")


def test_a_year_whose_population_is_not_named_is_refused():
    with pytest.raises(Refusal, match="2010: no population named for the year"):
        jiangsu(2000, 2010, population={2000: "registered"})


def test_people_per_person_is_refused():
    with pytest.raises(Refusal, match="people per person is always one"):
        toy(2001, indicator="pop_resident")


# What is missing


def test_a_missing_figure_names_region_indicator_and_the_years_that_have_all():
    panel = without(toy_panel(), "gdp", ("N1", 2002))
    with pytest.raises(Refusal) as refused:
        toy(2002, panel=panel)
    (problem,) = refused.value.problems
    assert problem.column == "gdp"
    assert "no figure for 2002: N1 北一" in problem.reason
    assert problem.hint.endswith(": 2001")


def test_a_hole_outside_the_headline_leaves_the_ratio_and_refuses_the_rest_by_name():
    groups = (*toy_grouping().groups, Group("coast", "沿海", "coast", ("C1",)))
    grouping = replace(toy_grouping(), groups=groups)
    frame = toy_panel()
    rows = pd.DataFrame(
        {"gdp": [math.nan], "pop_resident": [5.0]},
        index=pd.MultiIndex.from_tuples([("C1", 2001)], names=["region", "year"]),
    )
    panel = replace(frame, values=pd.concat([frame.values, rows]).sort_index())
    result = toy(2001, panel=panel, grouping=grouping, headline=("south", "north"))
    assert result.value("ratio") == 3.0
    reasons = {each.measure: each.reason for each in result.refused}
    assert "no figure for 2001: C1" in reasons["theil_t"]
    with pytest.raises(KeyError):
        result.value("theil_t")


def test_registered_population_ends_and_the_years_that_have_it_are_said():
    with pytest.raises(Refusal, match=r"pop_registered: no figure for 2021: 320100 .*-2018"):
        jiangsu(2021, population="registered")


def test_the_latest_up_to_the_year_is_taken_where_asked_and_shown_with_its_year():
    result = jiangsu(2021, population="registered", latest=True)
    row = next(row for row in result.results if row.measure == "ratio")
    assert row.years_used == (2018,)
    assert all(region.year == 2018 for region in result.regions)


def test_the_latest_takes_output_and_people_of_one_year():
    """Toyland: N1's output of 2002 is missing, so its people of 2002 are not used either."""
    panel = without(toy_panel(), "gdp", ("N1", 2002))
    result = toy(2002, panel=panel, latest=True)
    # South 360/60 = 6; north (20 of 2001 + 80)/(10 + 30) = 2.5.
    assert result.value("ratio") == pytest.approx(6 / 2.5)
    assert result.results[0].years_used == (2001, 2002)


def test_an_average_population_needs_the_year_before_and_says_so():
    with pytest.raises(Refusal, match=r"no figure for 2001 \(needs 2000 and 2001\)"):
        toy(2001, population="resident_average")
    # Toyland 2002: south 360 over (30 + 60)/2 = 8, north 120 over 40 = 3.
    assert toy(2002, population="resident_average").value("ratio") == pytest.approx(8 / 3)


def test_a_population_of_zero_is_refused_by_region_and_year():
    panel = toy_panel()
    frame = panel.values.copy()
    frame.loc[("S1", 2001), "pop_resident"] = 0
    with pytest.raises(Refusal, match="population is not above zero: S1 南一, 2001"):
        toy(2001, panel=replace(panel, values=frame))


def test_a_region_that_the_panel_does_not_know_is_refused():
    grouping = replace(
        toy_grouping(),
        groups=(*toy_grouping().groups, Group("west", "西", "west", ("W1", "W2"))),
    )
    with pytest.raises(Refusal, match="W1, W2: region has no figures"):
        toy(2001, grouping=grouping)


def test_an_unknown_indicator_lists_what_there_is():
    with pytest.raises(Refusal, match=r"gpd: no such indicator.*there is: gdp, pop_resident"):
        toy(2001, indicator="gpd")


def test_no_year_is_refused():
    with pytest.raises(Refusal, match="no year asked for"):
        toy()


def test_suspicious_cells_that_were_used_go_with_every_figure():
    panel = toy_panel()
    flags = pd.DataFrame(
        [("N1", 2001, "gdp", "jump", "0.9"), ("N1", 2002, "gdp", "jump", "0.8")],
        columns=["region", "year", "indicator", "rule", "detail"],
    )
    result = toy(2001, panel=replace(panel, flags=flags))
    assert {row.flags for row in result.results} == {("N1 北一 2001 gdp: jump (0.9)",)}
    flagged = {region.region: region.flags for region in result.regions}
    assert flagged["N1"]
    assert not flagged["S1"]


# Groups


def test_overlapping_groups_keep_the_ratio_and_refuse_to_be_split():
    grouping = Grouping(
        "zones",
        "带",
        "zones",
        (
            Group("coast", "沿海", "coast", ("S1", "N1")),
            Group("rail", "沿线", "rail", ("N1", "N2")),
        ),
    )
    result = toy(2001, grouping=grouping)
    # Coast (60 + 20)/20 = 4, rail 80/40 = 2.
    assert result.value("ratio") == 2.0
    refused = {each.measure: each.reason for each in result.refused}
    assert "region is in two groups, coast and rail" in refused["theil_t"]
    assert result.value("hoover") > 0


def test_a_group_without_members_stays_unmeasured():
    groups = (*toy_grouping().groups, Group("axis", "轴", "axis", ()))
    grouping = replace(toy_grouping(), groups=groups)
    assert toy(2001, grouping=grouping).value("ratio") == 3.0
    empty = replace(grouping, groups=groups[-1:])
    with pytest.raises(Refusal, match="no group of the grouping has members"):
        toy(2001, grouping=empty)


def test_one_group_alone_has_no_ratio_and_says_why():
    result = toy(2001, grouping=replace(toy_grouping(), groups=toy_grouping().groups[:1]))
    assert result.headline is None
    assert [each.measure for each in result.refused] == ["ratio", "absolute_gap"]
    assert result.value("theil_t") == pytest.approx(0)


def test_the_second_group_may_be_named_first():
    result = toy(2001, headline=("north", "south"))
    assert result.value("ratio") == pytest.approx(1 / 3)
    assert result.value("absolute_gap") == -4.0


def test_parents_over_groups_split_theil_into_three_parts_that_add_up():
    groups = (
        Group("c1", "甲", "c1", ("S1",), "p"),
        Group("c2", "乙", "c2", ("S2", "N1"), "p"),
        Group("c3", "丙", "c3", ("N2",), "q"),
    )
    result = toy(2001, grouping=Grouping("nested", "", "", groups))
    for index in ("theil_t", "theil_l"):
        parts = [f"{index}_between_parents", f"{index}_inside_parents", f"{index}_within"]
        assert sum(map(result.value, parts)) == pytest.approx(result.value(index))
        assert sum(map(result.value, parts[:2])) == pytest.approx(result.value(f"{index}_between"))


def test_parents_of_some_groups_only_are_refused():
    groups = (Group("a", "甲", "a", ("S1", "S2"), "p"), Group("b", "乙", "b", ("N1", "N2")))
    result = toy(2001, grouping=Grouping("half", "", "", groups))
    refused = {each.measure: each.reason for each in result.refused}
    assert "b: group without a parent" in refused["theil_t_between_parents"]


def test_all_cities_by_province_name_those_left_out_and_give_no_accidental_ratio():
    request = GapsRequest(years=(2000, 2021), without_headline=True)
    grouping, left_out = by_province(city_panel(), request)
    kept = set(grouping.members())
    assert not kept & set(left_out)
    assert kept | set(left_out) == set(city_panel().regions())
    assert len(grouping.group("320000").members) == 13
    result = measure_gaps(city_panel(), grouping, request)
    assert result.headline is None
    assert result.value("theil_t") == pytest.approx(
        result.value("theil_t_between") + result.value("theil_t_within")
    )


# What moved the gap


def test_over_two_decades_people_moved_and_since_2005_output_converged_too():
    """Residents: 3.13 → 1.95 while the output ratio went 2.44 → 3.16 (2005) → 2.49."""
    moved = jiangsu(2000, 2021, population="resident").moved
    assert moved.first.ratio == pytest.approx(3.13, abs=0.005)
    assert moved.first.output_ratio == pytest.approx(2.44, abs=0.005)
    assert (moved.turn.year, round(moved.turn.output_ratio, 2)) == (2005, 3.16)
    assert moved.last.output_ratio == pytest.approx(2.49, abs=0.005)
    assert moved.whole.total < 0 < moved.whole.from_output
    assert moved.after.from_output < 0
    assert moved.after.from_people < 0


def test_shares_of_output_and_people_add_up_exactly():
    moved = jiangsu(2000, 2021, population="resident").moved
    for change in (moved.whole, moved.before, moved.after):
        assert change.from_output + change.from_people == pytest.approx(change.total, abs=1e-15)
    assert moved.before.total + moved.after.total == pytest.approx(moved.whole.total)
    assert moved.whole.total == pytest.approx(math.log(moved.last.ratio / moved.first.ratio))


def test_toyland_moved_by_hand():
    # South 180 → 360 and north 80 → 120: output ratio 2.25 → 3; people 30/40 → 60/40.
    moved = toy(2001, 2002).moved
    assert moved.whole.from_output == pytest.approx(math.log(3 / 2.25))
    assert moved.whole.from_people == pytest.approx(-math.log(2))
    assert moved.turn is None


def test_without_a_first_year_the_change_is_seen_from_the_start_of_the_series():
    result = jiangsu(2021)
    assert result.moved.first.year == result.series[0].year
    assert result.moved.last.year == 2021


def test_years_inside_the_series_without_figures_are_named():
    result = jiangsu(2021)
    years = {point.year for point in result.series}
    assert not years & set(result.missing_years)
    assert years | set(result.missing_years) == set(range(min(years), max(years) + 1))


# Intensive indicators and indicators of one's own


def test_an_intensive_indicator_is_averaged_by_people_and_not_split():
    wages = {("S1", 2001): 9.0, ("S2", 2001): 6.0, ("N1", 2001): 4.0, ("N2", 2001): 2.0}
    panel = with_column(toy_panel(), "avg_wage", wages, "cny")
    result = toy(2001, panel=panel, indicator="avg_wage")
    # South (9·10 + 6·20)/30 = 7, north (4·10 + 2·30)/40 = 2.5.
    assert result.value("ratio") == pytest.approx(7 / 2.5)
    assert result.value("absolute_gap") == pytest.approx(4.5)
    assert result.definitions[0].is_intensive
    assert "weighted by" in result.definitions[0].text
    assert result.moved is None
    assert {"output_ratio", "population_ratio"}.isdisjoint(r.measure for r in result.results)


def test_published_figures_per_person_bring_their_own_denominator():
    with pytest.raises(Refusal, match="implied_registered: 2000; implied_resident: 2021"):
        jiangsu(2000, 2021, indicator="gdp_per_capita", population="resident")


def test_an_indicator_that_the_catalogue_does_not_know_is_a_total():
    visits = {(region, 2001): 10.0 for region in ("S1", "S2", "N1", "N2")}
    panel = with_column(toy_panel(), "visits", visits, "")
    # 20/30 over 20/40.
    assert toy(2001, panel=panel, indicator="visits").value("ratio") == pytest.approx(4 / 3)


def test_the_panel_that_was_given_stays_as_it_was():
    panel = toy_panel()
    before = panel.values.copy()
    measure_gaps(panel, toy_grouping(), GapsRequest(years=(2001, 2002)))
    pd.testing.assert_frame_equal(panel.values, before)
    assert isinstance(panel, Panel)
